import type { SaveForm } from '../../shared/save.ts'
import type { EntryType, NodeId, PathDetails, Row, View } from '../../shared/tree.ts'

/** Something that can be saved: a node of a view. */
export interface SaveSubject {
  readonly view: View
  readonly node: NodeId
  /** How it is saved unless as a tar; null where it is nothing but an entry of one, such as a device. */
  readonly plain: Exclude<SaveForm, 'tar'> | null
  /** The name that is proposed; '' for the root. */
  readonly name: string
  /** Of a layer's own tree: with its whiteouts, as it is shipped. */
  readonly markers?: true
}

const PLAIN: Readonly<Partial<Record<EntryType, 'file' | 'folder'>>> = { file: 'file', hardlink: 'file', dir: 'folder' }

/**
 * A row of a tree as it is seen there; of what is removed, as it was last. null where there is nothing: a marker, or what
 * came and went in one layer.
 */
export function rowSubject(row: Row, view: View): SaveSubject | null {
  if (row.marker !== null) return null
  const plain = PLAIN[row.type] ?? null
  const { node, name } = row
  if (view.kind === 'layer' || row.change !== 'removed') return { view, node, plain, name }
  return row.changeLayer === 0 ? null : { view: { kind: 'merged', upto: row.changeLayer - 1 }, node, plain, name }
}

/**
 * A version of a path. A directory that a view shows is that of the view; another one has all that was in it until its
 * next version came. `top` is the topmost layer. null where the version is a removal.
 */
export function versionSubject(
  details: PathDetails,
  index: number,
  view: View,
  row: Row | null,
  top: number,
): SaveSubject | null {
  const version = details.versions[index]
  if (!version?.entry) return null
  const plain = PLAIN[version.entry.type] ?? null
  const name = details.fullPath.slice(details.fullPath.lastIndexOf('/') + 1)
  const upto = (layer: number): SaveSubject => ({
    view: { kind: 'merged', upto: layer },
    node: details.node,
    plain,
    name,
  })
  if (plain !== 'folder') return upto(version.layer)
  if (index === details.visible) {
    if (view.kind === 'merged') return upto(view.upto)
    if (row?.path === details.node) return { view, node: row.node, plain, name }
  }
  const next = details.versions[index + 1]
  return upto(next === undefined ? top : Math.max(version.layer, next.layer - 1))
}
