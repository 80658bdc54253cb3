import * as z from 'zod'
import type { OtherManifest } from '../../shared/archive.ts'
import type { Where } from '../../shared/problem.ts'
import type { ArchiveMembers, Member } from './archive-members.ts'
import { readJson } from './bounded-json.ts'
import { blobPath, isDigest, matchesDigest, sha256 } from './digest.ts'
import { EngineError } from './engine-error.ts'
import { parseConfig, platformOf } from './image-config.ts'
import type { ImageParts, LayerSource } from './image.ts'
import { layerSource } from './layer-source.ts'
import type { ArchiveProblems } from './archive-problems.ts'

const PlatformSchema = z.looseObject({
  os: z.string().nullish(),
  architecture: z.string().nullish(),
  variant: z.string().nullish(),
  'os.version': z.string().nullish(),
})

const DescriptorSchema = z.looseObject({
  mediaType: z.string().nullish(),
  digest: z.string(),
  size: z.number().nullish(),
  artifactType: z.string().nullish(),
  urls: z.array(z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  platform: PlatformSchema.nullish(),
})

export type Descriptor = z.infer<typeof DescriptorSchema>

/** OCI image-spec, image-index.md, and Docker's manifest list. */
const IndexSchema = z.looseObject({ manifests: z.array(DescriptorSchema) })

/** OCI image-spec, manifest.md, and Docker's schema 2. */
const ManifestSchema = z.looseObject({
  mediaType: z.string().nullish(),
  artifactType: z.string().nullish(),
  config: DescriptorSchema,
  layers: z.array(DescriptorSchema),
  annotations: z.record(z.string(), z.string()).nullish(),
})

const IMAGE_CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])
const DEEPEST_INDEX = 16
const MOST_MANIFESTS = 10_000

export interface OciContents {
  readonly images: readonly ImageParts[]
  readonly others: readonly OtherManifest[]
}

/**
 * Reads `index.json` and all that it leads to, nested indexes depth first. What can not be read becomes a problem.
 * @throws EngineError where `index.json` itself can not be read.
 */
export function readOciIndex(index: Member, members: ArchiveMembers, problems: ArchiveProblems): OciContents {
  return new OciReader(members, problems).read(index)
}

class OciReader {
  readonly #members: ArchiveMembers
  readonly #problems: ArchiveProblems
  readonly #images = new Map<string, ImageParts>()
  readonly #others: OtherManifest[] = []
  #manifests = 0

  constructor(members: ArchiveMembers, problems: ArchiveProblems) {
    this.#members = members
    this.#problems = problems
  }

  read(index: Member): OciContents {
    const where = this.#problems.at('index.json')
    const parsed = IndexSchema.safeParse(readJson(index, where, 'manifest-invalid').value)
    if (!parsed.success)
      throw new EngineError(
        'manifest-invalid',
        `${where.archive}: index.json is not an image index.`,
        where,
        parsed.error,
      )
    for (const descriptor of parsed.data.manifests) this.#follow(descriptor, [], [])
    return { images: [...this.#images.values()], others: this.#others }
  }

  #follow(descriptor: Descriptor, inherited: readonly string[], path: readonly string[]): void {
    if (++this.#manifests > MOST_MANIFESTS) return
    const { digest } = descriptor
    const where = this.#problems.at(digest)
    if (!isDigest(digest)) {
      this.#problems.add('digest-invalid', 'error', `The index names "${digest}", which is no digest.`, where)
      return
    }
    if (path.includes(digest) || path.length > DEEPEST_INDEX) {
      this.#problems.add('index-loop', 'error', `The index ${digest} contains itself.`, where)
      return
    }
    const tags = tagsOf(descriptor, inherited)
    const member = this.#members.find(blobPath(digest))
    if (member === null) {
      this.#absent(descriptor, where)
      return
    }
    try {
      this.#readManifest(member, descriptor, tags, [...path, digest], where)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.#problems.addError(error)
    }
  }

  #absent(descriptor: Descriptor, where: Where): void {
    const attestation = isAttestation(descriptor)
    this.#others.push(otherManifest(attestation ? 'attestation' : 'absent', descriptor, null))
    if (attestation) return
    const platform = descriptor.platform ? platformOf(descriptor.platform) : null
    const name = platform === null ? descriptor.digest : `${platform.os}/${platform.architecture}`
    this.#problems.add('platform-missing', 'note', `The manifest of ${name} is listed, but not in the archive.`, where)
  }

  #readManifest(member: Member, descriptor: Descriptor, tags: readonly string[], path: string[], where: Where): void {
    const { bytes, value } = readJson(member, where, 'manifest-invalid')
    this.#checkBlob(bytes, descriptor, where)
    const index = IndexSchema.safeParse(value)
    if (index.success && !ManifestSchema.safeParse(value).success) {
      for (const child of index.data.manifests) this.#follow(child, tags, path)
      return
    }
    if (isAttestation(descriptor)) {
      this.#others.push(otherManifest('attestation', descriptor, null))
      return
    }
    const manifest = ManifestSchema.safeParse(value)
    if (!manifest.success)
      throw new EngineError(
        'manifest-invalid',
        `${where.archive}: ${where.path ?? ''} is no image manifest.`,
        where,
        manifest.error,
      )
    const known = this.#images.get(descriptor.digest)
    if (known !== undefined) {
      const all = [...new Set([...known.tags, ...tags])]
      this.#images.set(descriptor.digest, { ...known, tags: all })
      return
    }
    if (isArtifact(manifest.data)) this.#addArtifact(manifest.data, descriptor, where)
    else this.#images.set(descriptor.digest, this.#image(manifest.data, descriptor, tags))
  }

  #addArtifact(manifest: z.infer<typeof ManifestSchema>, descriptor: Descriptor, where: Where): void {
    const type = manifest.artifactType ?? manifest.config.mediaType ?? 'unknown'
    this.#others.push(otherManifest('artifact', descriptor, type))
    this.#problems.add(
      'artifact-not-an-image',
      'note',
      `${descriptor.digest} is an artifact of the type ${type}, not an image.`,
      where,
    )
  }

  #image(manifest: z.infer<typeof ManifestSchema>, descriptor: Descriptor, tags: readonly string[]): ImageParts {
    const config = this.#config(manifest.config)
    const sources = manifest.layers.map((layer): LayerSource => this.#layer(layer))
    return {
      tags,
      id: config.id,
      manifestDigest: descriptor.digest,
      platform: descriptor.platform
        ? platformOf({ ...descriptor.platform, osVersion: descriptor.platform['os.version'] })
        : null,
      configValue: config.value,
      config: parseConfig(config.value),
      sources,
      annotations: { ...manifest.annotations, ...descriptor.annotations },
    }
  }

  #config(descriptor: Descriptor): { id: string | null; value: unknown } {
    const where = this.#problems.at(descriptor.digest)
    if (!isDigest(descriptor.digest)) {
      this.#problems.add(
        'digest-invalid',
        'error',
        `The config is named "${descriptor.digest}", which is no digest.`,
        where,
      )
      return { id: null, value: null }
    }
    const member = this.#members.find(blobPath(descriptor.digest))
    if (member === null) {
      this.#problems.add('config-missing', 'error', `The config ${descriptor.digest} is not in the archive.`, where)
      return { id: descriptor.digest, value: null }
    }
    try {
      const { bytes, value } = readJson(member, where, 'config-invalid')
      this.#checkBlob(bytes, descriptor, where)
      return { id: sha256(bytes), value }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.#problems.addError(error)
      return { id: descriptor.digest, value: null }
    }
  }

  #layer(descriptor: Descriptor): LayerSource {
    const valid = isDigest(descriptor.digest)
    const member = valid ? this.#members.find(blobPath(descriptor.digest)) : null
    return layerSource(member, {
      digest: descriptor.digest,
      mediaType: descriptor.mediaType ?? null,
      statedSize: descriptor.size ?? null,
    })
  }

  #checkBlob(bytes: Uint8Array, descriptor: Descriptor, where: Where): void {
    if (descriptor.size != null && descriptor.size !== bytes.length)
      this.#problems.add(
        'size-mismatch',
        'warning',
        `${descriptor.digest} has ${bytes.length} bytes, its descriptor says ${descriptor.size}.`,
        where,
      )
    if (!matchesDigest(bytes, descriptor.digest))
      this.#problems.add('digest-mismatch', 'warning', `${descriptor.digest} has the digest ${sha256(bytes)}.`, where)
  }
}

/** BuildKit's attestation manifests carry this annotation; their platform is unknown/unknown. */
function isAttestation(descriptor: Descriptor): boolean {
  if (descriptor.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest') return true
  return descriptor.platform?.os === 'unknown' && descriptor.platform.architecture === 'unknown'
}

function isArtifact(manifest: z.infer<typeof ManifestSchema>): boolean {
  const type = manifest.config.mediaType
  return type != null && !IMAGE_CONFIGS.has(type)
}

function otherManifest(
  kind: OtherManifest['kind'],
  descriptor: Descriptor,
  artifactType: string | null,
): OtherManifest {
  return {
    kind,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType ?? null,
    artifactType: artifactType ?? descriptor.artifactType ?? null,
    platform: descriptor.platform ? platformOf(descriptor.platform) : null,
    subject: descriptor.annotations?.['vnd.docker.reference.digest'] ?? null,
  }
}

/**
 * The name of an image is that of the descriptor in index.json which leads to it: names within a nested index are those of
 * another place. containerd writes the whole name, others only the tag (OCI image-spec, annotations.md).
 */
function tagsOf(descriptor: Descriptor, inherited: readonly string[]): readonly string[] {
  if (inherited.length > 0) return inherited
  const name =
    descriptor.annotations?.['io.containerd.image.name'] ??
    descriptor.annotations?.['org.opencontainers.image.ref.name']
  return name === undefined ? [] : [name]
}
