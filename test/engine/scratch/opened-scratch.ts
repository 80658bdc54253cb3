import { Buffer } from 'node:buffer'
import { ImageSession } from '../../../electron/engine/image-session.ts'
import { INFLATION_BOUND } from '../../../electron/engine/inflation-bound.ts'
import { InlineJobs } from '../../../electron/engine/inline-jobs.ts'
import { JobControl } from '../../../electron/engine/layer-jobs.ts'
import { openArchive, type OpenedArchive } from '../../../electron/engine/open-archive.ts'
import { NO_NODE } from '../../../electron/engine/path-tree.ts'
import { findPath } from '../../../electron/engine/resolve-links.ts'
import { SaveWork } from '../../../electron/engine/save/save-work.ts'
import { ScratchLayer } from '../../../electron/engine/scratch/scratch-layer.ts'
import type { ScratchAnswer, ScratchChange, ScratchMember } from '../../../shared/scratch.ts'
import { dockerArchive } from '../../fixtures/docker-archive.ts'
import { imageOf } from '../../fixtures/image.ts'
import type { TemporaryFolder } from '../../fixtures/temporary-folder.ts'
import { copyOf, parentOf, type Step } from './copied-file-system.ts'

/** An image of which all layers are stacked. */
export async function openSession(
  folder: TemporaryFolder,
  name: string,
  tars: readonly Buffer[],
): Promise<{ readonly session: ImageSession; readonly archive: OpenedArchive }> {
  const path = folder.write(name, dockerArchive([imageOf(tars)]))
  const archive = await openArchive(path, new JobControl(), INFLATION_BOUND)
  const session = new ImageSession(archive.images[0]!, path, new InlineJobs())
  for (const { index } of session.layers) await session.indexLayer(index, new JobControl())
  return { session, archive }
}

/** A scratch layer over an image of these layers, asked by paths. */
export class OpenedScratch {
  readonly #archive: OpenedArchive
  readonly image: ImageSession
  readonly layer: ScratchLayer
  now = 1_000

  private constructor(archive: OpenedArchive, image: ImageSession) {
    this.#archive = archive
    this.image = image
    this.layer = new ScratchLayer(image, new InlineJobs(), () => this.now)
  }

  static async of(folder: TemporaryFolder, tars: readonly Buffer[]): Promise<OpenedScratch> {
    const { archive, session } = await openSession(folder, 'image.tar', tars)
    return new OpenedScratch(archive, session)
  }

  /** The node of a path; null where nothing ever was. */
  node(path: string): number | null {
    const { tree, names } = this.image.stack
    if (path === '') return NO_NODE
    const node = findPath(Buffer.from(path, 'latin1'), tree, names)
    return node === NO_NODE ? null : node
  }

  path(node: number): string {
    return Buffer.from(this.image.stack.pathBytes(node)).toString('latin1')
  }

  /** Makes a change; false where it was refused. */
  async apply(step: Step): Promise<boolean> {
    const change = this.#changeOf(step)
    if (change === null) return false
    this.now++
    const answer = await this.layer.change(change)
    return answer.done
  }

  /** Makes a change that is not among the steps. */
  change(change: ScratchChange): Promise<ScratchAnswer> {
    return this.layer.change(change)
  }

  #changeOf(step: Step): ScratchChange | null {
    const node = this.node(step.path)
    const parent = this.node(parentOf(step.path))
    const name = step.path.slice(step.path.lastIndexOf('/') + 1)
    switch (step.kind) {
      case 'write':
      case 'append':
        return node === null ? null : { kind: step.kind, node, bytes: Buffer.from(step.text, 'latin1') }
      case 'chmod':
        return node === null ? null : { kind: 'attributes', node, mode: step.mode }
      case 'chown':
        return node === null ? null : { kind: 'attributes', node, uid: step.uid, gid: step.gid }
      case 'file':
        return parent === null
          ? null
          : { kind: 'create', parent, name, what: { type: 'file', bytes: Buffer.from(step.text, 'latin1') } }
      case 'dir':
        return parent === null ? null : { kind: 'create', parent, name, what: { type: 'dir' } }
      case 'symlink':
        return parent === null ? null : { kind: 'create', parent, name, what: { type: 'symlink', target: step.text } }
      case 'delete':
        return node === null ? null : { kind: 'delete', node }
      case 'rename': {
        const to = this.node(parentOf(step.to))
        if (node === null || to === null) return null
        return { kind: 'rename', node, parent: to, name: step.to.slice(step.to.lastIndexOf('/') + 1) }
      }
    }
  }

  /** The tar that a commit would ship. */
  async tar(): Promise<Buffer> {
    const parts: Uint8Array[] = []
    await this.layer.writeTar((bytes) => void parts.push(bytes), new SaveWork(new JobControl()))
    return Buffer.concat(parts)
  }

  /** Files of the view by path, once {@link readContents} has read them. */
  readonly contents = new Map<string, string | null>()

  async readContents(): Promise<void> {
    const { files } = await copyOf(this.layer.view.session)
    for (const [path, { content }] of files) this.contents.set(path, content)
  }

  get members(): readonly ScratchMember[] {
    return this.layer.members(0, 10_000).members
  }

  /** Names of the tar, in its order. */
  get names(): string[] {
    return this.members.map(({ name }) => name)
  }

  member(name: string): ScratchMember {
    const found = this.members.find((member) => member.name === name)
    if (found === undefined) throw new Error(`${name} is not among ${this.names.join(', ')}`)
    return found
  }

  close(): void {
    this.layer.dispose()
    this.#archive.close()
  }
}
