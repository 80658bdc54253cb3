/*
 * A naive model of the union view: as plain as can be, slow, and sharing nothing with the engine. Where the two differ,
 * one of them is wrong.
 */
import type { LayerChanges, Merged, ModelEntry, ModelProblem, Seen, Union } from './model-entry.ts'

/** Stacks layers, each a list of entries in the order of its tar. */
export function union(layers: readonly (readonly ModelEntry[])[]): Union {
  const merged: Merged[] = []
  const changes: LayerChanges[] = []
  const problems: ModelProblem[] = []
  let below: Merged = new Map()
  layers.forEach((entries, layer) => {
    const alone = readLayer({ entries, layer, below, pending: [] }, entries.length)
    problems.push(...alone.problems)
    const view = stack(alone, layer, below)
    changes.push(compare(layer, below, view))
    merged.push(view)
    below = view
  })
  return { merged, changes, problems }
}

/** Components of a path as an unpacker takes it; null where it must be left out. `[]` is the root. */
export function normalise(path: string): string[] | null {
  const components = path.split('/').filter((component) => component !== '' && component !== '.')
  return components.includes('..') || path.includes('\0') ? null : components
}

/** One layer before it is stacked. */
interface Alone {
  /** The last entry for each path that is still there; overlayfs's own whiteouts too. */
  readonly tree: Map<string, Seen>
  /** The last entry for each path that is never part of a tree. A hard link may name it all the same. */
  readonly metadata: Map<string, Seen>
  /** Paths that lower layers lose, with all below them. */
  readonly whiteouts: Set<string>
  /** Directories that a marker empties of what lower layers have in them; '' is the root. */
  readonly opaques: Set<string>
  /** The root has no path to list, but may have a header. */
  root: Seen | null
  /** Hard links that name a path of lower layers: where each was put, and the path that it copies up if it stays. */
  readonly copiedUp: { readonly path: string; readonly seen: Seen; readonly lowerPath: string }[]
  readonly problems: ModelProblem[]
}

/** What the layers give so far, and who waits for the answer. */
interface Reading {
  readonly entries: readonly ModelEntry[]
  readonly layer: number
  readonly below: Merged
  /** Hard links whose target is being looked for. */
  readonly pending: readonly number[]
}

/** Reads the first `count` entries of a layer, in order. */
function readLayer(reading: Reading, count: number): Alone {
  const { entries, layer } = reading
  const alone: Alone = {
    tree: new Map(),
    metadata: new Map(),
    whiteouts: new Set(),
    opaques: new Set(),
    root: null,
    copiedUp: [],
    problems: [],
  }
  entries.slice(0, count).forEach((entry, index) => {
    const components = normalise(entry.path)
    if (components === null) {
      alone.problems.push({ code: 'name-escapes', layer, entry: index })
      return
    }
    const path = components.join('/')
    if (isMarker(path)) readMarker(components, alone)
    if (path === '') {
      if (entry.type === 'dir') alone.root = seenOf(entry, 'dir', layer, index)
      return
    }

    let seen: Seen
    if (entry.type === 'hardlink') {
      const target = resolve(reading, index, alone)
      if (target === null) {
        alone.problems.push({ code: 'hard-link-dangling', layer, entry: index })
        if (isMarker(path)) alone.metadata.set(path, DANGLING)
        else place(alone.tree, path, DANGLING)
        return
      }
      if (target.forward) alone.problems.push({ code: 'hard-link-forward', layer, entry: index })
      if (target.lowerPath !== null) alone.copiedUp.push({ path, seen: target.seen, lowerPath: target.lowerPath })
      seen = target.seen
    } else {
      seen = seenOf(entry, entry.type, layer, index)
    }
    if (isMarker(path)) alone.metadata.set(path, seen)
    else place(alone.tree, path, seen)
  })
  return alone
}

/** What a marker deletes: only its last component counts, and only where none above begins `.wh.`. */
function readMarker(components: readonly string[], alone: Alone): void {
  const parents = components.slice(0, -1)
  const name = components.at(-1) ?? ''
  if (parents.some((component) => component.startsWith('.wh.')) || !name.startsWith('.wh.')) return
  if (name === '.wh..wh..opq') {
    alone.opaques.add(parents.join('/'))
    return
  }
  const hidden = name.slice('.wh.'.length)
  // Other names that begin twice are bookkeeping; a bare marker, and one of `.` or `..`, names nothing.
  if (hidden.startsWith('.wh.') || hidden === '' || hidden === '.' || hidden === '..') return
  alone.whiteouts.add([...parents, hidden].join('/'))
}

/** Puts an entry into a layer's own tree, over what the same layer had there. */
function place(tree: Map<string, Seen>, path: string, seen: Seen): void {
  if (seen.type !== 'dir') removeBelow(tree, path)
  tree.set(path, seen)
}

/** What a layer gives to be stacked, with the directories that must be there for what is to be seen. */
function withParents(tree: ReadonlyMap<string, Seen>, layer: number): Map<string, Seen> {
  const whole = new Map(tree)
  for (const [path, seen] of tree) {
    if (seen === DANGLING || isOverlayWhiteout(seen)) continue
    for (const parent of ancestors(path)) {
      if (whole.get(parent)?.type !== 'dir') whole.set(parent, implicitDirectory(layer))
    }
  }
  return whole
}

/** What a hard link is a name of. */
interface Target {
  readonly seen: Seen
  /** Set where the target is an entry of a lower layer. */
  readonly lowerPath: string | null
  /** Whether the target stands later in the tar than the link. */
  readonly forward: boolean
}

/** Finds the target of the hard link `index`, before which its layer is as `alone` says; null where it dangles. */
function resolve(reading: Reading, index: number, alone: Alone): Target | null {
  const { entries, layer, below, pending } = reading
  const components = normalise(entries[index]?.link ?? '')
  if (components === null || pending.includes(index)) return null
  const path = components.join('/')

  const earlier = (isMarker(path) ? alone.metadata : alone.tree).get(path)
  if (earlier === DANGLING) return null
  // A link never names a directory; so one is passed by.
  if (earlier !== undefined && earlier.type !== 'dir') {
    return { seen: { ...earlier }, lowerPath: null, forward: false }
  }
  const lower = below.get(path)
  if (lower !== undefined && lower.type !== 'dir') {
    return { seen: { ...lower, layer }, lowerPath: path, forward: false }
  }
  const finished = readLayer({ ...reading, pending: [...pending, index] }, entries.length)
  const later = (isMarker(path) ? finished.metadata : finished.tree).get(path)
  if (later === undefined || later.type === 'dir' || later === DANGLING) return null
  return { seen: later, lowerPath: null, forward: true }
}

/** Lays a layer over the view of those below it. */
function stack(alone: Alone, layer: number, below: Merged): Merged {
  const view = new Map(below)
  for (const path of alone.whiteouts) {
    view.delete(path)
    removeBelow(view, path)
  }
  for (const path of alone.opaques) removeBelow(view, path)
  const tree = withParents(alone.tree, layer)
  for (const [path, seen] of tree) if (isOverlayOpaque(seen)) removeBelow(view, path)
  if (alone.root !== null && isOverlayOpaque(alone.root)) removeBelow(view, '')
  for (const { path, seen, lowerPath } of alone.copiedUp) {
    const lower = view.get(lowerPath)
    if (lower !== undefined && tree.get(path) === seen) view.set(lowerPath, { ...lower, layer })
  }
  for (const [path, seen] of [...tree].sort(([a], [b]) => ancestors(a).length - ancestors(b).length)) {
    if (seen === DANGLING) continue
    if (isOverlayWhiteout(seen)) {
      view.delete(path)
      removeBelow(view, path)
      continue
    }
    const lower = view.get(path)
    const mergesInto = seen.type === 'dir' && lower?.type === 'dir'
    if (mergesInto && seen.implicit) continue
    if (!mergesInto) removeBelow(view, path)
    view.set(path, seen)
  }
  return view
}

function compare(layer: number, before: Merged, after: Merged): LayerChanges {
  const added = new Set<string>()
  const overridden = new Set<string>()
  const removed = new Set<string>()
  for (const path of before.keys()) if (!after.has(path)) removed.add(path)
  for (const [path, seen] of after) {
    if (seen.layer !== layer) continue
    if (before.has(path)) overridden.add(path)
    else if (!seen.implicit) added.add(path)
  }
  return { added, overridden, removed }
}

function seenOf(entry: ModelEntry, type: Seen['type'], layer: number, index: number): Seen {
  return {
    type,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    mtime: entry.mtime,
    content: type === 'file' ? (entry.content ?? '') : null,
    link: type === 'symlink' ? (entry.link ?? '') : null,
    device: type === 'char' || type === 'block' ? (entry.device ?? [0, 0]) : null,
    xattrs: entry.xattrs ?? {},
    layer,
    implicit: false,
    inode: `${layer}:${index}`,
  }
}

/** Stands where the last header is a hard link that names nothing: what the layer had there before is gone, too. */
const DANGLING: Seen = { ...implicitDirectory(-1), type: 'file', implicit: false }

function implicitDirectory(layer: number): Seen {
  const unknown = { mode: null, uid: null, gid: null, mtime: null }
  const nothing = { content: null, link: null, device: null, xattrs: {} }
  return { type: 'dir', ...unknown, ...nothing, layer, implicit: true, inode: '' }
}

/** A path with a component `.wh.…` is never part of a merged tree. */
function isMarker(path: string): boolean {
  return path.split('/').some((component) => component.startsWith('.wh.'))
}

function isOverlayWhiteout(seen: Seen): boolean {
  return seen.type === 'char' && seen.device?.[0] === 0 && seen.device[1] === 0
}

function isOverlayOpaque(seen: Seen): boolean {
  const names = ['trusted.overlay.opaque', 'user.overlay.opaque']
  return seen.type === 'dir' && names.some((name) => seen.xattrs[name] === 'y')
}

/** Paths of the directories above a path, the root left out. */
function ancestors(path: string): string[] {
  const components = path.split('/')
  return components.slice(1).map((_, i) => components.slice(0, i + 1).join('/'))
}

function removeBelow(view: Map<string, Seen>, path: string): void {
  for (const candidate of [...view.keys()]) {
    if (path === '' || candidate.startsWith(`${path}/`)) view.delete(candidate)
  }
}
