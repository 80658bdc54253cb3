import * as z from 'zod'
import type { ArchiveMembers, Member } from './archive-members.ts'
import type { ArchiveProblems } from './archive-problems.ts'
import { readJson } from './bounded-json.ts'
import { matchesDigest, sha256 } from './digest.ts'
import { EngineError } from './engine-error.ts'
import { parseConfig } from './image-config.ts'
import type { DocumentSource, ImageParts, LayerSource } from './image.ts'
import { layerSource } from './layer-source.ts'

/** Docker image spec v1.2, "manifest.json"; `LayerSources` came with Docker 20. */
const ManifestSchema = z.array(
  z.looseObject({
    Config: z.string().nullish(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
    LayerSources: z
      .record(
        z.string(),
        z.looseObject({
          mediaType: z.string().nullish(),
          size: z.number().nullish(),
          digest: z.string().nullish(),
          urls: z.array(z.string()).nullish(),
        }),
      )
      .nullish(),
  }),
)

type Entry = z.infer<typeof ManifestSchema>[number]

/**
 * Reads `manifest.json`, as `docker save` of 1.10 and later writes it.
 * @throws EngineError where it can not be read or lists nothing.
 */
export function readDockerManifest(manifest: Member, members: ArchiveMembers, problems: ArchiveProblems): ImageParts[] {
  const where = problems.at('manifest.json')
  const { value } = readJson(manifest, where, 'manifest-invalid')
  const parsed = ManifestSchema.safeParse(value)
  if (!parsed.success)
    throw new EngineError(
      'manifest-invalid',
      `${where.archive}: manifest.json is not a list of images${otherUse(value)}.`,
      where,
      parsed.error,
    )
  if (parsed.data.length === 0)
    throw new EngineError('archive-not-an-image', `${where.archive}: manifest.json lists no image.`, where)
  if (parsed.data.every((entry) => entry.Config == null && entry.Layers == null))
    throw new EngineError('manifest-invalid', `${where.archive}: manifest.json is not a list of images.`, where)
  const images = new Map<string, ImageParts>()
  for (const entry of parsed.data) {
    const image = readEntry(entry, members, problems)
    const key = `${image.id ?? ''} ${(entry.Layers ?? []).join(' ')}`
    const known = images.get(key)
    images.set(key, known === undefined ? image : { ...known, tags: [...new Set([...known.tags, ...image.tags])] })
  }
  return [...images.values()]
}

function readEntry(entry: Entry, members: ArchiveMembers, problems: ArchiveProblems): ImageParts {
  const config = readConfig(entry.Config ?? null, members, problems)
  const parsed = parseConfig(config.value)
  const names = entry.Layers ?? []
  const sources = names.map((name, layer) => {
    const diffId = parsed.diffIds.length === names.length ? parsed.diffIds[layer] : undefined
    const stated = diffId === undefined ? undefined : entry.LayerSources?.[diffId]
    return statedSource(members.find(name), {
      digest: stated?.digest ?? null,
      mediaType: stated?.mediaType ?? null,
      statedSize: stated?.size ?? null,
      ...(stated?.urls?.length ? { urls: stated.urls } : {}),
    })
  })
  return {
    tags: entry.RepoTags ?? [],
    id: config.id,
    manifestDigest: null,
    platform: null,
    configValue: config.value,
    config: parsed,
    sources,
    documents: config.documents,
    annotations: {},
  }
}

/**
 * A layer with what `LayerSources` says of it. That may speak of the blob as a registry has it, and not of what the archive
 * stores: where it names another compression, nothing of it holds for the stored bytes.
 */
function statedSource(member: Member | null, stated: Omit<LayerSource, 'blob' | 'cut' | 'unreadable'>): LayerSource {
  const source = layerSource(member, stated)
  if (source.blob === null || stated.mediaType === null) return source
  const named = /[.+](gzip|zstd)$/.exec(stated.mediaType)?.[1] ?? 'none'
  if (named === source.blob.compression) return source
  return { ...source, digest: null, mediaType: null, statedSize: null }
}

/**
 * The digest that the name of a config is: `HEX.json` of docker up to 24, `blobs/sha256/HEX` of later ones, `sha256:HEX` of
 * crane and others; null for any other name.
 */
function digestInName(name: string): string | null {
  const hex = /^(?:blobs\/sha256\/|sha256:)?([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1]
  return hex === undefined ? null : `sha256:${hex}`
}

function readConfig(
  name: string | null,
  members: ArchiveMembers,
  problems: ArchiveProblems,
): { id: string | null; value: unknown; documents: DocumentSource[] } {
  const member = name === null ? null : members.find(name)
  const digest = digestInName(name ?? '')
  const documents: DocumentSource[] = [{ part: 'config', member, digest, statedSize: null }]
  if (name === null || member === null) {
    problems.add(
      'config-missing',
      'error',
      `The config ${name ?? '(unnamed)'} is not in the archive.`,
      problems.at(name ?? 'manifest.json'),
    )
    return { id: null, value: null, documents }
  }
  try {
    const { bytes, value } = readJson(member, problems.at(name), 'config-invalid')
    const id = sha256(bytes)
    if (digest !== null && !matchesDigest(bytes, digest))
      problems.add('digest-mismatch', 'warning', `${name} is named by its digest, but has ${id}.`, problems.at(name))
    return { id, value, documents }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    problems.addError(error)
    return { id: null, value: null, documents }
  }
}

/** What a manifest.json may be that lists no images: the one manifest of a registry, as `skopeo copy … dir:` writes it. */
function otherUse(value: unknown): string {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  if ('fsLayers' in fields) return ', but an image manifest of schema 1, which is obsolete'
  return 'schemaVersion' in fields ? ', but the manifest of one image' : ''
}
