import { displayName } from '../display-name.ts'
import { EngineError } from '../engine-error.ts'
import type { EntryFacts } from '../entry-facts.ts'
import { stretches } from '../file-content.ts'
import type { StoredFile } from '../file-content.ts'
import { inodeKey } from '../inode.ts'
import { Type } from '../layer-index.ts'
import type { LeftOutLog } from './left-out-log.ts'
import type { SavedTree } from './saved-tree.ts'

/** Bytes of a file that its layer stores: all but the holes. */
export function storedBytes(file: StoredFile): number {
  let bytes = 0
  for (const { stored, length } of stretches(file, 0, file.size)) if (stored !== null) bytes += length
  return bytes
}

function storedEnd(file: StoredFile): number {
  if (file.sparse === null) return file.dataOffset + file.size
  return file.dataOffset + storedBytes(file)
}

/** What is to be saved: a node and all below it, parents before children, else in byte order of the names. */
export class SavePlan {
  readonly tree: SavedTree
  readonly root: number
  readonly nodes: readonly number[]
  /** Names of one inode after the first: by node, the node of the first. */
  readonly links: ReadonlyMap<number, number>
  /** Bytes of contents, each inode once. */
  readonly bytes: number

  /**
   * Plans to save `root`. What the archive does not hold goes to `leftOut`.
   * @throws EngineError with code `not-found` where the tree does not show `root`
   */
  constructor(tree: SavedTree, root: number, leftOut: LeftOutLog) {
    if (!tree.has(root)) throw new EngineError('not-found', 'This view does not show the path.')
    this.tree = tree
    this.root = root
    const nodes: number[] = []
    const links = new Map<number, number>()
    const first = new Map<number, number>()
    let bytes = 0
    const pending = [root]
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const child of tree.children(node).reverse()) pending.push(child)
      const inode = tree.inode(node)
      if (inode === 'dangling') {
        leftOut.add('dangling', () => this.displayPath(node))
        continue
      }
      if (inode !== null && tree.mayBeLinked(node, inode)) {
        const key = inodeKey(inode.layer, inode.entry)
        const known = first.get(key)
        if (known !== undefined) {
          links.set(node, known)
          nodes.push(node)
          continue
        }
        if (this.#isWhole(node)) first.set(key, node)
      }
      if (!this.#isWhole(node)) {
        leftOut.add('content', () => this.displayPath(node))
        continue
      }
      const stored = this.facts(node)?.stored ?? null
      if (stored !== null) bytes += storedBytes(stored)
      nodes.push(node)
    }
    this.nodes = nodes
    this.links = links
    this.bytes = bytes
  }

  #isWhole(node: number): boolean {
    const facts = this.facts(node)
    const stored = facts?.stored ?? null
    return facts === null || stored === null || storedEnd(stored) <= this.tree.readableSize(facts.layer)
  }

  /** null: a directory without a header of its own. */
  facts(node: number): EntryFacts | null {
    const inode = this.tree.inode(node)
    return inode === null || inode === 'dangling' ? null : this.tree.facts(inode)
  }

  type(node: number): number {
    return this.facts(node)?.type ?? Type.Directory
  }

  isDirectory(node: number): boolean {
    return this.type(node) === Type.Directory
  }

  /** Raw names from below the planned root down to a node; none for the root itself. */
  names(node: number): Uint8Array[] {
    const names: Uint8Array[] = []
    for (let at = node; at !== this.root; at = this.tree.parent(at)) names.push(this.tree.name(at))
    return names.reverse()
  }

  /** The whole path in the image, with a leading slash, escaped for display. */
  displayPath(node: number): string {
    const names: string[] = []
    for (let at = node; at !== 0; at = this.tree.parent(at)) names.push(displayName(this.tree.name(at)))
    return `/${names.reverse().join('/')}`
  }
}
