import type { CacheLoss, ComparedStep, FirstDifference } from '../../../shared/comparison.ts'
import type { ImageInfo } from '../../../shared/archive.ts'

/** Whether a layer of the first image is the same as one of the second. */
export type SameLayer = (a: number, b: number) => boolean

/** A line of a history, or a layer that no line names. */
interface Line {
  readonly history: number | null
  readonly layer: number | null
  /** As it was written; what the classic builder wrote of its inputs is left out. */
  readonly instruction: string | null
}

/** The classic builder writes digests of what it copied into the instruction (moby, builder/dockerfile, `dispatchCopy`). */
const INPUTS = /\b(file|dir|multi):[0-9a-f]{64}\b/g

function linesOf({ history, layers }: ImageInfo): Line[] {
  const named = new Set(history.flatMap(({ layer }) => (layer === null ? [] : [layer])))
  const lines = history.map(({ layer, createdBy }, at): Line => ({
    history: at,
    layer,
    instruction: (createdBy ?? '').replace(INPUTS, '$1'),
  }))
  const unnamed = layers.filter(({ index }) => !named.has(index))
  return [...lines, ...unnamed.map(({ index }): Line => ({ history: null, layer: index, instruction: null }))]
}

/** 3 where two lines are the same, 1 where one instruction made two layers, 0 where they have nothing in common. */
function likeness(a: Line, b: Line, same: SameLayer): number {
  const sameLayer = a.layer === null ? b.layer === null : b.layer !== null && same(a.layer, b.layer)
  if (a.instruction !== b.instruction) return 0
  if (sameLayer) return 3
  return a.instruction !== null && a.layer !== null && b.layer !== null ? 1 : 0
}

function step(difference: ComparedStep['difference'], a: Line | null, b: Line | null): ComparedStep {
  return {
    difference,
    historyA: a?.history ?? null,
    historyB: b?.history ?? null,
    layerA: a?.layer ?? null,
    layerB: b?.layer ?? null,
  }
}

/** Lines up to which both histories are laid side by side by the longest common part; beyond, line by line. */
const MOST_LINES = 2000

/** Two histories side by side, the base first: as many lines as can be are paired, the same ones before others. */
export function compareSteps(a: ImageInfo, b: ImageInfo, same: SameLayer): readonly ComparedStep[] {
  const linesA = linesOf(a).slice(0, MOST_LINES)
  const linesB = linesOf(b).slice(0, MOST_LINES)
  const width = linesB.length + 1
  const best = new Uint32Array((linesA.length + 1) * width)
  for (let i = linesA.length - 1; i >= 0; i--)
    for (let j = linesB.length - 1; j >= 0; j--) {
      const like = likeness(linesA[i]!, linesB[j]!, same)
      const paired = like === 0 ? 0 : best[(i + 1) * width + j + 1]! + like
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j]!, best[i * width + j + 1]!)
    }
  const steps: ComparedStep[] = []
  let i = 0
  let j = 0
  while (i < linesA.length && j < linesB.length) {
    const [lineA, lineB] = [linesA[i]!, linesB[j]!]
    const like = likeness(lineA, lineB, same)
    const value = best[i * width + j]!
    if (like > 0 && value === best[(i + 1) * width + j + 1]! + like) {
      steps.push(step(like === 3 ? 'same' : 'inputs', lineA, lineB))
      i++
      j++
    } else if (value === best[(i + 1) * width + j]!) steps.push(step('only-a', linesA[i++]!, null))
    else steps.push(step('only-b', null, linesB[j++]!))
  }
  while (i < linesA.length) steps.push(step('only-a', linesA[i++]!, null))
  while (j < linesB.length) steps.push(step('only-b', null, linesB[j++]!))
  return steps
}

/** Where the build cache was lost: the first step that is not the same; null where all are. */
export function firstDifference(steps: readonly ComparedStep[]): FirstDifference | null {
  const at = steps.findIndex(({ difference }) => difference !== 'same')
  if (at < 0) return null
  const { historyA, historyB, difference } = steps[at]!
  const sharesLayer = steps.slice(0, at).some(({ layerA }) => layerA !== null)
  const reason: CacheLoss = !sharesLayer
    ? 'base-changed'
    : difference === 'inputs'
      ? 'inputs-changed'
      : 'instruction-changed'
  return { step: at, history: historyA ?? historyB, reason }
}
