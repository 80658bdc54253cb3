import type { ChangedField } from '../../shared/tree.ts'
import { decodeUtf8 } from '../engine/display-name.ts'
import type { ImageComparison } from '../engine/compare/image-comparison.ts'
import { isDifference } from '../engine/compare/image-comparison.ts'
import type { SideView } from '../engine/compare/side-view.ts'
import { inPathOrder } from '../engine/path-order.ts'
import { pathGlob } from '../engine/pattern.ts'
import type { TreeEntry } from './tree-entry.ts'
import { mergedEntry } from './tree-entry.ts'

/** The paths in which two images differ, each list in byte order of the path. */
export interface DiffEntries {
  /** Entries of b. */
  readonly added: readonly TreeEntry[]
  /** Entries of a. */
  readonly removed: readonly TreeEntry[]
  readonly modified: readonly ModifiedEntry[]
  /** Paths of files that are also among the added and the removed. */
  readonly moved: readonly { readonly from: string; readonly to: string }[]
}

export interface ModifiedEntry {
  readonly path: string
  readonly pathBytes?: string
  readonly a: TreeEntry
  readonly b: TreeEntry
  readonly what: readonly ChangedField[]
}

/**
 * Whether a path without its leading slash is left out, by globs on paths or names, with all that lies below.
 * @throws EngineError where one is no glob
 */
export function ignoring(globs: readonly string[]): (path: string) => boolean {
  // What lies below is ignored anyway, so that `a/**` is `a`.
  const tests = globs.map((glob) => pathGlob(glob.replace(/(.)\/\*\*$/, '$1'), true))
  const isMeant = (path: string): boolean => tests.some((test) => test(path))
  return (path) => {
    const whole = `/${path}`
    for (let end = whole.length; end > 0; end = whole.lastIndexOf('/', end - 1))
      if (isMeant(whole.slice(0, end))) return true
    return false
  }
}

/** Collects what a comparison found. `times`: also what differs in nothing but its time stamp. */
export function diffEntries(
  comparison: ImageComparison,
  times: boolean,
  ignored: (path: string) => boolean,
): DiffEntries {
  const { paths, moved } = comparison
  const { tree, names } = paths.a.session.stack
  const differing: number[] = []
  for (let node = 1; node < paths.count; node++)
    if (isDifference(paths, node, { show: 'differences', times })) differing.push(node)
  const bytesOf = (node: number): Uint8Array => paths.a.session.stack.pathBytes(node)
  const textOf = (node: number): string => decodeUtf8(bytesOf(node)) ?? Buffer.from(bytesOf(node)).toString('utf8')
  const entryOf = (side: SideView, node: number): TreeEntry =>
    mergedEntry(side.session, bytesOf(node), side.event(node), false)
  const added: TreeEntry[] = []
  const removed: TreeEntry[] = []
  const modified: ModifiedEntry[] = []
  const gone = new Set<number>()
  for (const node of inPathOrder(tree, names, differing)) {
    const path = textOf(node)
    if (ignored(path)) continue
    const difference = paths.difference(node)
    if (difference === 'only-a') {
      removed.push(entryOf(paths.a, node))
      gone.add(node)
    } else if (difference === 'only-b') added.push(entryOf(paths.b, node))
    else {
      const a = entryOf(paths.a, node)
      const { path: text, pathBytes } = a
      const both = { a, b: entryOf(paths.b, node), what: paths.what(node).what }
      modified.push({ path: text, ...(pathBytes === undefined ? {} : { pathBytes }), ...both })
    }
  }
  const pairs = inPathOrder(tree, names, moved.keys()).filter(
    (node) => gone.has(node) && !ignored(textOf(moved.get(node)!)),
  )
  return {
    added,
    removed,
    modified,
    moved: pairs.map((node) => ({ from: textOf(node), to: textOf(moved.get(node)!) })),
  }
}
