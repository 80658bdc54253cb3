import type { ArchiveInfo, ImageInfo, LayerInfo } from '../../shared/archive.ts'
import type { Engine } from '../../shared/engine-api.ts'
import type { Failure, Outcome } from '../../shared/problem.ts'
import type { ChildrenRequest, ListRow, NodeId, Row } from '../../shared/tree.ts'

/** What a fake tree is written as: a name, and its children where it is a directory. */
export interface Sketch {
  readonly [name: string]: Sketch | null
}

interface Node {
  readonly id: NodeId
  readonly parent: Node | null
  readonly name: string
  readonly children: Node[]
}

export function ok<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

export function failed(code: Failure['code'] = 'internal'): Outcome<never> {
  return { ok: false, failure: { code, message: 'It failed.' } }
}

/** A row with nothing remarkable. */
export function row(node: NodeId, name: string, changes: Partial<Row> = {}): Row {
  return {
    node,
    path: node,
    name,
    type: 'file',
    marker: null,
    layer: 0,
    change: null,
    changeLayer: 0,
    size: 0,
    metadata: null,
    link: null,
    children: 0,
    versions: 1,
    ...changes,
  }
}

/** A row of a flat list. */
export function listRow(index: number): ListRow {
  return { ...row(index, `file-${index}`), fullPath: `/file-${index}`, bytes: 1000 - index, removedBy: null }
}

export function layerInfo(index: number, changes: Partial<LayerInfo> = {}): LayerInfo {
  return {
    index,
    diffId: null,
    digest: null,
    mediaType: null,
    compression: 'none',
    size: null,
    compressedSize: null,
    entries: null,
    contentBytes: null,
    history: null,
    state: 'ok',
    changes: null,
    ...changes,
  }
}

export function imageInfo(index: number, layers: number): ImageInfo {
  return {
    index,
    tags: [`example.test/image:${index}`],
    id: null,
    manifestDigest: null,
    platform: null,
    created: null,
    config: null,
    layers: Array.from({ length: layers }, (_, layer) => layerInfo(layer)),
    history: [],
    annotations: {},
  }
}

export function archiveInfo(path: string, images: readonly ImageInfo[]): ArchiveInfo {
  return { path, format: 'oci', compression: 'none', size: 1, images, others: [], problems: [] }
}

/** Answers for a tree that is written down; each answer comes when the test lets it. */
export class FakeTree implements Pick<Engine, 'children' | 'locate'> {
  readonly asked: ChildrenRequest[] = []
  readonly #nodes: Node[] = []
  /** While set, answers wait. */
  #gate: Promise<void> = Promise.resolve()
  #open: () => void = () => undefined

  constructor(sketch: Sketch) {
    this.#add(null, '', sketch)
  }

  /** Has answers wait until the returned function is called. */
  hold(): () => void {
    this.#gate = new Promise((resolve) => (this.#open = resolve))
    return () => this.#open()
  }

  idOf(...names: string[]): NodeId {
    let node = this.#nodes[0]
    for (const name of names) node = node?.children.find((child) => child.name === name)
    if (!node) throw new Error(`no ${names.join('/')}`)
    return node.id
  }

  async children(request: ChildrenRequest): ReturnType<Engine['children']> {
    this.asked.push(request)
    const gate = this.#gate
    await gate
    const children = [...(this.#nodes[request.parent]?.children ?? [])]
    if (request.sort.descending) children.reverse()
    const rows = children.slice(request.offset, request.offset + request.limit).map((child) =>
      row(child.id, child.name, {
        type: child.children.length > 0 ? 'dir' : 'file',
        children: child.children.length,
      }),
    )
    return ok({ total: children.length, offset: request.offset, rows })
  }

  async locate(path: NodeId): ReturnType<Engine['locate']> {
    const nodes: NodeId[] = []
    for (let node: Node | null = this.#nodes[path] ?? null; node?.parent; node = node.parent) nodes.unshift(node.id)
    return ok({ nodes })
  }

  #add(parent: Node | null, name: string, sketch: Sketch | null): Node {
    const node: Node = { id: this.#nodes.length, parent, name, children: [] }
    this.#nodes.push(node)
    for (const [child, inside] of Object.entries(sketch ?? {})) node.children.push(this.#add(node, child, inside))
    return node
  }
}
