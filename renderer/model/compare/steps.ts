import type { HistoryEntry, LayerInfo } from '../../../shared/archive.ts'
import type { CacheLoss, Comparison, ComparedSide, ComparedStep, StepDifference } from '../../../shared/comparison.ts'
import { cleanInstruction } from '../../../shared/instruction.ts'

/** A line of a history on one side. */
export interface StepSide {
  /** null where it made no layer. */
  readonly layer: LayerInfo | null
  readonly verb: string | null
  /** Cleaned of what builders put around it; '' where nothing is known. */
  readonly rest: string
  /** As stored. */
  readonly stored: string | null
}

/** A line of the aligned layers. */
export type AlignedStep =
  /** Lines that both have, one after the other. */
  | {
      readonly kind: 'shared'
      /** Index in {@link Comparison.steps} of the first. */
      readonly from: number
      readonly steps: readonly AlignedPair[]
      /** Of the layers among them. */
      readonly layers: number
      readonly bytes: number
    }
  | { readonly kind: 'cut'; readonly reason: CacheLoss }
  | { readonly kind: 'pair'; readonly pair: AlignedPair }

/** As an engine tells it; `replaced`: another instruction of the same keyword stands in the same place. */
export type PairDifference = StepDifference | 'replaced'

/** A line of both histories, or of one. */
export interface AlignedPair {
  /** Index in {@link Comparison.steps}, of the line of a where there are two. */
  readonly index: number
  readonly difference: PairDifference
  readonly a: StepSide | null
  readonly b: StepSide | null
}

function stepSide(side: ComparedSide, history: number | null, layer: number | null): StepSide | null {
  if (history === null && layer === null) return null
  const entry: HistoryEntry | null = history === null ? null : (side.info.history[history] ?? null)
  const stored = entry?.createdBy ?? entry?.comment ?? null
  const { verb, rest } = cleanInstruction(stored ?? '')
  return { layer: layer === null ? null : (side.status.layers[layer] ?? null), verb, rest, stored }
}

function pairOf({ a, b }: Comparison, step: ComparedStep, index: number): AlignedPair {
  return {
    index,
    difference: step.difference,
    a: stepSide(a, step.historyA, step.layerA),
    b: stepSide(b, step.historyB, step.layerB),
  }
}

/**
 * Puts lines that only one side has beside each other, where they have the same keyword and both or none made a layer; the order
 * of either side stays.
 */
function pairUp(lines: readonly AlignedPair[]): AlignedPair[] {
  const kindOf = (side: StepSide | null): string => `${side?.verb} ${side?.layer !== null}`
  const onlyB = lines.filter(({ difference }) => difference === 'only-b')
  const paired: AlignedPair[] = []
  for (const line of lines.filter(({ difference }) => difference === 'only-a')) {
    const at = onlyB.findIndex(({ b }) => kindOf(b) === kindOf(line.a))
    if (at < 0) {
      paired.push(line)
      continue
    }
    const passed = onlyB.splice(0, at + 1)
    const partner = passed.pop()
    paired.push(...passed, { ...line, difference: 'replaced', b: partner?.b ?? null })
  }
  return [...paired, ...onlyB]
}

/**
 * The histories of both, the base first. What both have, two lines or more, is folded to one; before the first line that differs
 * stands why the build cache was lost there.
 */
export function alignSteps(comparison: Comparison): readonly AlignedStep[] {
  const { steps, firstDifference } = comparison
  const aligned: AlignedStep[] = []
  let shared: AlignedPair[] = []
  let apart: AlignedPair[] = []
  const fold = (): void => {
    aligned.push(...pairUp(apart).map((pair) => ({ kind: 'pair', pair }) as const))
    apart = []
    const [first] = shared
    if (first === undefined) return
    const layers = shared.flatMap(({ a }) => a?.layer ?? [])
    const bytes = layers.reduce((sum, { size, compressedSize }) => sum + (size ?? compressedSize ?? 0), 0)
    aligned.push({ kind: 'shared', from: first.index, steps: shared, layers: layers.length, bytes })
    shared = []
  }
  for (const [index, step] of steps.entries()) {
    const pair = pairOf(comparison, step, index)
    if (step.difference === 'same' && firstDifference?.step !== index) {
      if (apart.length > 0) fold()
      shared.push(pair)
      continue
    }
    if (shared.length > 0 || (step.difference !== 'only-a' && step.difference !== 'only-b')) fold()
    if (firstDifference?.step === index) aligned.push({ kind: 'cut', reason: firstDifference.reason })
    if (step.difference === 'only-a' || step.difference === 'only-b') apart.push(pair)
    else aligned.push({ kind: 'pair', pair })
  }
  fold()
  return aligned
}

/** `0–3` of a run of layers, `0, 2–3` where it has gaps. */
export function layerRange(layers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const layer of layers) {
    const last = runs.at(-1)
    if (last?.[1] === layer - 1) last[1] = layer
    else runs.push([layer, layer])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}
