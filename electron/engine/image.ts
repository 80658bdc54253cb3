import type { HistoryEntry, ImageInfo, LayerInfo, LazyFormat } from '../../shared/archive.ts'
import type { Problem } from '../../shared/problem.ts'
import type { StatedPart } from '../../shared/verification.ts'
import type { Member } from './archive-members.ts'
import type { ImageConfig } from './image-config.ts'
import type { LayerBlob } from './layer-blob.ts'

/** A layer as a manifest names it, found in the archive or not. */
export interface LayerSource {
  /** null where the archive does not hold the blob. */
  readonly blob: LayerBlob | null
  /** Whether the archive ends before the blob does. */
  readonly cut: boolean
  /** As in {@link Member.unreadable}. */
  readonly unreadable?: string
  readonly digest: string | null
  readonly mediaType: string | null
  /** Bytes of the stored blob as the descriptor states them. */
  readonly statedSize: number | null
  /** Where else the blob can be had; absent where its descriptor names no place. */
  readonly urls?: readonly string[]
  /** As its descriptor says; absent where it says nothing. */
  readonly lazy?: LazyFormat
}

/** Whether a layer that the archive lacks is one that its maker has left out: its descriptor says that it is kept elsewhere. */
export function isForeign(source: LayerSource): boolean {
  return source.urls !== undefined || /foreign|nondistributable/.test(source.mediaType ?? '')
}

/** A JSON file that leads to the layers. */
export interface DocumentSource {
  readonly part: Exclude<StatedPart, 'layer'>
  /** null where the archive does not hold the file. */
  readonly member: Member | null
  /** Digest by which the archive names it; null where it names it otherwise. */
  readonly digest: string | null
  /** Bytes as the descriptor states them; null where none does. */
  readonly statedSize: number | null
}

/** An image of an archive: what a window is told, and where its layers are. */
export interface Image {
  readonly info: ImageInfo
  readonly sources: readonly LayerSource[]
  /** What leads to the layers: indexes, manifest, config. */
  readonly documents: readonly DocumentSource[]
  /** Number of DiffIDs in the config, which need not be that of the layers. */
  readonly diffIdCount: number
}

/** What a manifest says of an image. */
export interface ImageParts {
  readonly tags: readonly string[]
  readonly id: string | null
  readonly manifestDigest: string | null
  readonly platform: ImageInfo['platform']
  readonly configValue: unknown
  readonly config: ImageConfig
  readonly sources: readonly LayerSource[]
  /** As in {@link Image.documents}. */
  readonly documents: readonly DocumentSource[]
  readonly annotations: Readonly<Record<string, string>>
}

/** Told of what does not fit together. */
export type ImageProblem = (
  code: Problem['code'],
  severity: Problem['severity'],
  message: string,
  layer?: number,
) => void

/**
 * Matches history and DiffIDs to layers. Where the counts differ, neither is shifted: layers stay without instructions
 * or DiffIDs, and a problem says so.
 */
export function buildImage(index: number, parts: ImageParts, onProblem: ImageProblem): Image {
  const { config, sources } = parts
  const count = sources.length
  const history = matchHistory(parts, count, onProblem)
  const historyOf = new Map(history.flatMap((entry, at) => (entry.layer === null ? [] : [[entry.layer, at] as const])))
  const diffIdsFit = config.diffIds.length === count
  if (!diffIdsFit && config.diffIds.length > 0)
    onProblem(
      'diff-id-count',
      'warning',
      `The config names ${config.diffIds.length} DiffIDs for ${count} layers; none can be matched.`,
    )
  const layers = sources.map((source, layer): LayerInfo => ({
    index: layer,
    diffId: (diffIdsFit ? config.diffIds[layer] : null) ?? null,
    digest: source.digest,
    mediaType: source.mediaType,
    compression: source.blob?.compression ?? 'none',
    size: null,
    compressedSize: source.blob?.range.size ?? null,
    entries: null,
    contentBytes: null,
    history: historyOf.get(layer) ?? null,
    state: source.blob === null ? 'missing' : 'pending',
    changes: null,
    ...(source.urls ? { urls: source.urls } : {}),
    ...(source.lazy ? { lazy: source.lazy } : {}),
  }))
  return {
    sources,
    documents: parts.documents,
    diffIdCount: config.diffIds.length,
    info: {
      index,
      tags: parts.tags,
      id: parts.id,
      manifestDigest: parts.manifestDigest,
      platform: parts.platform ?? config.platform,
      created: config.created,
      config: parts.configValue,
      layers,
      history,
      annotations: parts.annotations,
    },
  }
}

function matchHistory({ config, configValue }: ImageParts, layers: number, onProblem: ImageProblem): HistoryEntry[] {
  const history = config.history ?? []
  const instructions = history.filter((entry) => !entry.emptyLayer).length
  if (history.length === 0) {
    // Where there is no config at all, that is said already.
    if (layers > 0 && configValue !== null)
      onProblem('history-missing', 'note', 'The config has no history: layers are shown without instructions.')
    return []
  }
  const fits = instructions === layers
  if (!fits)
    onProblem(
      'history-count',
      'warning',
      `The history has ${instructions} instructions that make a layer, the image ${layers} layers; they are not matched.`,
    )
  let next = 0
  return history.map((entry) => ({ ...entry, layer: fits && !entry.emptyLayer ? next++ : null }))
}
