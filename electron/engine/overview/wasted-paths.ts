import { MOST_WASTED_PATHS } from '../../../shared/overview.ts'
import type { WastedPath } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { NO_ENTRY } from '../layer-index.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'
import type { TimeSlices } from '../time-slices.ts'
import type { WasteGroup } from './wasted-files.ts'

/** The part of a directory's bytes, of those that the layer ships, that must be wasted for it to stand for its files. */
const NEARLY_ALL = 0.9
/** Directories that say nothing when they are named (Filesystem Hierarchy Standard). */
const GENERAL =
  /^\/(?:bin|boot|etc|home|lib|lib64|opt|root|run|sbin|srv|tmp|usr(?:\/(?:bin|include|lib|lib64|libexec|local(?:\/(?:bin|etc|lib|share))?|sbin|share))?|var(?:\/(?:cache|lib|log|tmp))?)?$/

interface Fold {
  readonly node: number
  readonly group: WasteGroup
  files: number
  bytes: number
}

/** Folds files into the topmost directories that hold hardly anything else of their layer; most bytes first. @throws CancelledError after `slices.cancel()` */
export async function wastedPaths(
  session: ImageSession,
  groups: readonly WasteGroup[],
  slices: TimeSlices,
): Promise<WastedPath[]> {
  const folder = new Folder(session, slices)
  const folds: Fold[] = []
  for (const group of groups) for (const fold of await folder.fold(group)) folds.push(fold)
  folds.sort((a, b) => b.bytes - a.bytes || a.node - b.node || a.group.layer - b.group.layer)
  return folds.slice(0, MOST_WASTED_PATHS).map(({ node, group, files, bytes }) => ({
    node,
    path: session.stack.displayPath(node),
    directory: folder.isDirectory(node, group.layer),
    files,
    bytes,
    layer: group.layer,
    hiddenBy: group.hiddenBy,
    why: group.why,
    versions: versionsOf(session, node),
  }))
}

class Folder {
  readonly #session: ImageSession
  readonly #slices: TimeSlices
  /** Bytes that a layer ships below each path, by layer. */
  readonly #shipped = new Map<number, Float64Array>()
  readonly #general = new Map<number, boolean>()

  constructor(session: ImageSession, slices: TimeSlices) {
    this.#session = session
    this.#slices = slices
  }

  isDirectory(node: number, layer: number): boolean {
    const { events } = this.#session.stack
    const event = events.at(node, layer)
    return event === NO_EVENT || events.isDirectory(event)
  }

  async fold(group: WasteGroup): Promise<Fold[]> {
    const { tree } = this.#session.stack
    const shipped = await this.#shippedBelow(group.layer)
    const wasted = new Map<number, number>()
    const files = new Map<number, number>()
    const each = (look: (node: number, at: number) => void): Promise<void> =>
      this.#slices.run(0, group.nodes.length, (from, to) => {
        for (let at = from; at < to; at++) look(group.nodes[at]!, at)
      })
    await each((node, at) => {
      for (let above = tree.parents[node]!; above !== NO_NODE; above = tree.parents[above]!) {
        wasted.set(above, (wasted.get(above) ?? 0) + group.bytes[at]!)
        files.set(above, (files.get(above) ?? 0) + 1)
      }
    })
    const folds = new Map<number, Fold>()
    await each((node, at) => {
      let place = node
      for (let above = tree.parents[node]!; above !== NO_NODE; above = tree.parents[above]!) {
        const nearlyAll = wasted.get(above)! >= NEARLY_ALL * shipped[above]!
        if (nearlyAll && files.get(above)! > 1 && !this.#isGeneral(above)) place = above
      }
      let fold = folds.get(place)
      if (fold === undefined) folds.set(place, (fold = { node: place, group, files: 0, bytes: 0 }))
      fold.files++
      fold.bytes += group.bytes[at]!
    })
    return [...folds.values()]
  }

  async #shippedBelow(layer: number): Promise<Float64Array> {
    const known = this.#shipped.get(layer)
    if (known !== undefined) return known
    const { tree, events, layers } = this.#session.stack
    const { index, touched } = layers[layer]!
    const below = new Float64Array(tree.count)
    await this.#slices.run(0, touched.length, (from, to) => {
      for (let at = from; at < to; at++) {
        const node = touched[at]!
        const event = events.in(node, layer)
        const entry = event === NO_EVENT ? NO_ENTRY : events.entries[event]!
        if (entry !== NO_ENTRY && events.isPresent(event)) below[node] = index.sizes[entry]!
      }
    })
    for (let node = tree.count - 1; node > NO_NODE; node--)
      below[tree.parents[node]!] = below[tree.parents[node]!]! + below[node]!
    // One layer at a time is enough: groups come by layer.
    this.#shipped.clear()
    this.#shipped.set(layer, below)
    return below
  }

  #isGeneral(node: number): boolean {
    let general = this.#general.get(node)
    if (general === undefined) {
      general = GENERAL.test(this.#session.stack.displayPath(node))
      this.#general.set(node, general)
    }
    return general
  }
}

function versionsOf(session: ImageSession, node: number): number[] {
  const { events } = session.stack
  const layers: number[] = []
  for (let event = events.newest(node); event !== NO_EVENT; event = events.before[event]!)
    if (events.entries[event] !== NO_ENTRY) layers.unshift(events.layers[event]!)
  return layers
}
