import type { OtherManifest } from '../../shared/archive.ts'
import type { Engine } from '../../shared/engine-api.ts'
import { artifactParts, partName, partToShow } from '../model/artifact.ts'
import type { ArtifactPart } from '../model/artifact.ts'
import type { ByteSource } from '../model/byte-source.ts'
import { attestedStatement } from '../model/statement.ts'
import type { AttestedStatement } from '../model/statement.ts'
import { ContentState } from './content.svelte.ts'

/** A manifest that is no image, and the part of it that is looked at. */
export class ArtifactState {
  readonly content = new ContentState()
  readonly #engine: Pick<Engine, 'readBlob'>
  #token = 0
  other = $state.raw<OtherManifest | null>(null)
  parts = $state.raw<readonly ArtifactPart[]>([])
  selected = $state(0)

  readonly part: ArtifactPart | null = $derived(this.parts[this.selected] ?? null)
  /** What the part states of what, where it is an attestation and all of it was read. */
  readonly statement: AttestedStatement | null = $derived.by(() => {
    const { content } = this.content
    if (content?.kind !== 'text' || content.language !== 'json' || content.to - content.from < content.size) return null
    return attestedStatement(content.text)
  })

  constructor(engine: Pick<Engine, 'readBlob'>) {
    this.#engine = engine
  }

  /** Looks at a manifest. */
  show(other: OtherManifest): void {
    this.#token += 1
    this.other = other
    this.parts = artifactParts(other)
    this.select(partToShow(this.parts))
    void this.#measureManifest(this.#token)
  }

  clear(): void {
    this.#token += 1
    this.other = null
    this.parts = []
    this.selected = 0
    this.content.show(null)
  }

  select(index: number): void {
    this.selected = Math.max(0, Math.min(index, this.parts.length - 1))
    const { part } = this
    if (!part || part.state === 'unknown') this.content.show(null)
    else if (part.state === 'missing') this.content.show({ kind: 'none', why: 'missing', target: null })
    else {
      const json = part.role !== 'layer' || part.mediaType === null || /\bjson\b/.test(part.mediaType)
      this.content.show({ kind: 'file', source: this.#sourceOf(part), fullPath: partName(part), layer: null, json })
    }
  }

  /** No list states how long the manifest is. */
  async #measureManifest(token: number): Promise<void> {
    const at = this.parts.findIndex(({ state }) => state === 'unknown')
    const manifest = this.parts[at]
    if (!manifest) return
    const answer = await this.#engine.readBlob({ digest: manifest.digest, offset: 0, length: 0 })
    if (token !== this.#token) return
    const known: ArtifactPart = answer.ok
      ? { ...manifest, size: answer.value.size, state: 'ok' }
      : { ...manifest, state: 'missing' }
    this.parts = this.parts.with(at, known)
    if (this.selected === at) this.select(at)
  }

  #sourceOf({ digest, size }: ArtifactPart): ByteSource {
    return {
      key: digest,
      size: size ?? 0,
      read: (offset, length) => this.#engine.readBlob({ digest, offset, length }),
    }
  }
}
