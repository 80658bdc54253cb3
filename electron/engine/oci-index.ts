import * as z from 'zod'
import type { ArtifactBlob, ArtifactKind, OtherManifest, Platform } from '../../shared/archive.ts'
import type { Where } from '../../shared/problem.ts'
import type { ArchiveMembers, Member } from './archive-members.ts'
import { artifactKind, artifactWords, isBlobType, withArticle } from './artifact.ts'
import { readJson } from './bounded-json.ts'
import { blobPath, isDigest, matchesDigest, sha256 } from './digest.ts'
import { EngineError } from './engine-error.ts'
import { parseConfig, platformOf } from './image-config.ts'
import type { DocumentSource, ImageParts, LayerSource } from './image.ts'
import { layerSource } from './layer-source.ts'
import { statedLazyFormat } from './lazy-layer.ts'
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
  subject: z.looseObject({ digest: z.string() }).nullish().catch(null),
  annotations: z.record(z.string(), z.string()).nullish(),
})

type Manifest = z.infer<typeof ManifestSchema>

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

  #follow(descriptor: Descriptor, inherited: readonly string[], path: readonly DocumentSource[]): void {
    if (++this.#manifests > MOST_MANIFESTS) return
    const { digest } = descriptor
    const where = this.#problems.at(digest)
    if (!isDigest(digest)) {
      this.#problems.add('digest-invalid', 'error', `The index names "${digest}", which is no digest.`, where)
      return
    }
    if (path.some((index) => index.digest === digest) || path.length > DEEPEST_INDEX) {
      this.#problems.add('index-loop', 'error', `The index ${digest} contains itself.`, where)
      return
    }
    const tags = tagsOf(descriptor, inherited)
    if (isBlobType(descriptor.mediaType)) {
      this.#addBlob(descriptor, tags)
      return
    }
    const member = this.#members.find(blobPath(digest))
    if (member === null) {
      this.#absent(descriptor, tags, where)
      return
    }
    try {
      this.#readManifest(member, descriptor, tags, path, where)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.#problems.addError(error)
    }
  }

  #absent(descriptor: Descriptor, tags: readonly string[], where: Where): void {
    const attestation = isAttestation(descriptor)
    this.#others.push(
      attestation
        ? otherManifest('attestation', 'attestation', descriptor, tags)
        : otherManifest('absent', null, descriptor, tags),
    )
    if (attestation) return
    const platform = platformIn(descriptor)
    const name = platform === null ? descriptor.digest : `${platform.os}/${platform.architecture}`
    this.#problems.add('platform-missing', 'note', `The manifest of ${name} is listed, but not in the archive.`, where)
  }

  #readManifest(
    member: Member,
    descriptor: Descriptor,
    tags: readonly string[],
    path: readonly DocumentSource[],
    where: Where,
  ): void {
    const { bytes, value } = readJson(member, where, 'manifest-invalid')
    this.#checkBlob(bytes, descriptor, where)
    const index = IndexSchema.safeParse(value)
    if (index.success && !ManifestSchema.safeParse(value).success) {
      const inner = [...path, documentSource('index', descriptor, member)]
      for (const child of index.data.manifests) this.#follow(child, tags, inner)
      return
    }
    const manifest = ManifestSchema.safeParse(value)
    if (isAttestation(descriptor)) {
      this.#addOther('attestation', 'attestation', descriptor, tags, manifest.data ?? null)
      return
    }
    if (!manifest.success)
      throw new EngineError(
        'manifest-invalid',
        `${where.archive}: ${where.path ?? ''} ${notAManifest(value)}`,
        where,
        manifest.error,
      )
    const known = this.#images.get(descriptor.digest)
    if (known !== undefined) {
      const all = [...new Set([...known.tags, ...tags])]
      this.#images.set(descriptor.digest, { ...known, tags: all })
      return
    }
    const kind = artifactKind({
      artifactType: manifest.data.artifactType ?? descriptor.artifactType ?? null,
      config: manifest.data.config.mediaType ?? null,
      layers: manifest.data.layers.map((layer) => layer.mediaType ?? null),
    })
    if (kind === null) {
      const documents = [...path, documentSource('manifest', descriptor, member)]
      this.#images.set(descriptor.digest, this.#image(manifest.data, descriptor, tags, documents))
    } else if (kind === 'attestation') this.#addOther('attestation', kind, descriptor, tags, manifest.data)
    else this.#addArtifact(kind, manifest.data, descriptor, tags, where)
  }

  #addArtifact(
    kind: ArtifactKind,
    manifest: Manifest,
    descriptor: Descriptor,
    tags: readonly string[],
    where: Where,
  ): void {
    const { description } = this.#addOther('artifact', kind, descriptor, tags, manifest)
    this.#problems.add(
      'artifact-not-an-image',
      'note',
      `${descriptor.digest} is ${withArticle(description)}, not an image.`,
      where,
    )
  }

  #addOther(
    kind: 'attestation' | 'artifact',
    artifact: ArtifactKind,
    descriptor: Descriptor,
    tags: readonly string[],
    manifest: Manifest | null,
  ): OtherManifest {
    const blobs =
      manifest === null
        ? []
        : [this.#blob('config', manifest.config), ...manifest.layers.map((layer) => this.#blob('layer', layer))]
    const other = { ...otherManifest(kind, artifact, descriptor, tags, manifest), blobs }
    this.#others.push(other)
    return other
  }

  /** A blob that an index lists where manifests belong. */
  #addBlob(descriptor: Descriptor, tags: readonly string[]): void {
    const other = otherManifest('artifact', 'build-cache', descriptor, tags)
    this.#others.push({ ...other, blobs: [this.#blob('layer', descriptor)] })
  }

  #blob(role: ArtifactBlob['role'], descriptor: Descriptor): ArtifactBlob {
    const member = isDigest(descriptor.digest) ? this.#members.find(blobPath(descriptor.digest)) : null
    return {
      role,
      digest: descriptor.digest,
      mediaType: descriptor.mediaType ?? null,
      size: member?.range.size ?? descriptor.size ?? null,
      predicateType: descriptor.annotations?.['in-toto.io/predicate-type'] ?? null,
      title: descriptor.annotations?.['org.opencontainers.image.title'] ?? null,
      state: member === null ? 'missing' : 'ok',
    }
  }

  #image(
    manifest: Manifest,
    descriptor: Descriptor,
    tags: readonly string[],
    documents: readonly DocumentSource[],
  ): ImageParts {
    const config = this.#config(manifest.config)
    const parsed = parseConfig(config.value)
    const sources = manifest.layers.map((layer): LayerSource => this.#layer(layer))
    return {
      tags,
      id: config.id,
      manifestDigest: descriptor.digest,
      platform: completed(platformIn(descriptor), parsed.platform),
      configValue: config.value,
      config: parsed,
      sources,
      documents: [...documents, this.#configSource(manifest.config)],
      annotations: { ...manifest.annotations, ...descriptor.annotations },
    }
  }

  #configSource(descriptor: Descriptor): DocumentSource {
    const valid = isDigest(descriptor.digest)
    return documentSource('config', descriptor, valid ? this.#members.find(blobPath(descriptor.digest)) : null)
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
    const lazy = statedLazyFormat(descriptor.annotations)
    const member = valid ? this.#members.find(blobPath(descriptor.digest)) : null
    return layerSource(member, {
      digest: descriptor.digest,
      mediaType: descriptor.mediaType ?? null,
      statedSize: descriptor.size ?? null,
      ...(descriptor.urls?.length ? { urls: descriptor.urls } : {}),
      ...(lazy === null ? {} : { lazy }),
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

function documentSource(part: DocumentSource['part'], descriptor: Descriptor, member: Member | null): DocumentSource {
  return { part, member, digest: descriptor.digest, statedSize: descriptor.size ?? null }
}

/** BuildKit's attestation manifests carry this annotation; their platform is unknown/unknown. */
function isAttestation(descriptor: Descriptor): boolean {
  if (descriptor.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest') return true
  return descriptor.platform?.os === 'unknown' && descriptor.platform.architecture === 'unknown'
}

function otherManifest(
  kind: OtherManifest['kind'],
  artifact: ArtifactKind | null,
  descriptor: Descriptor,
  tags: readonly string[],
  manifest: Manifest | null = null,
): OtherManifest {
  const artifactType =
    manifest?.artifactType ??
    descriptor.artifactType ??
    (kind === 'artifact' ? (manifest?.config.mediaType ?? null) : null)
  return {
    kind,
    artifact,
    description: artifact === null ? 'image that is not in the archive' : artifactWords(artifact, artifactType),
    digest: descriptor.digest,
    tags,
    mediaType: descriptor.mediaType ?? null,
    artifactType,
    platform: platformIn(descriptor),
    subject:
      descriptor.annotations?.['vnd.docker.reference.digest'] ?? manifest?.subject?.digest ?? subjectOfTags(tags),
    annotations: { ...manifest?.annotations, ...descriptor.annotations },
    blobs: [],
  }
}

/** cosign, before referrers: a signature's tag is the digest of what it signs, `sha256-….sig`. */
function subjectOfTags(tags: readonly string[]): string | null {
  const hex = tags.map((tag) => /(?:^|:)sha256-([0-9a-f]{64})\.(?:sig|att|sbom)$/.exec(tag)?.[1]).find(Boolean)
  return hex === undefined ? null : `sha256:${hex}`
}

function platformIn({ platform }: Descriptor): Platform | null {
  return platform ? platformOf({ ...platform, osVersion: platform['os.version'] }) : null
}

/** A descriptor may leave out what the config says of the same platform, such as the version of Windows. */
function completed(stated: Platform | null, config: Platform | null): Platform | null {
  const same = stated?.os === config?.os && stated?.architecture === config?.architecture
  return stated !== null && same ? { ...config, ...stated } : stated
}

/** Why a JSON document can not be read as an image manifest. Schema 1 is Docker's before 1.10, with its layers as `fsLayers`. */
function notAManifest(value: unknown): string {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const version = fields['schemaVersion']
  if (version === 1 || 'fsLayers' in fields)
    return 'is an image manifest of schema 1, which is obsolete; only schema 2 and OCI can be read.'
  if (typeof version === 'number' && version !== 2)
    return `is a manifest of schema ${version}, which is unknown; only schema 2 and OCI can be read.`
  return 'is no image manifest.'
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
