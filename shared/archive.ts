import type { Problem } from './problem.ts'

export type ArchiveFormat = 'docker-archive' | 'docker-legacy' | 'oci' | 'root-file-system'
export type ArchiveCompression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2'
export type LayerCompression = 'none' | 'gzip' | 'zstd'

/** OCI image-spec, image-index.md, `platform`. */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
  readonly osVersion?: string
}

/**
 * `pending`: not indexed yet; `indexing`; `ok`; `damaged`: what could be read is there;
 * `missing`: the archive does not hold the blob.
 */
export type LayerState = 'pending' | 'indexing' | 'ok' | 'damaged' | 'missing'

/** What a layer does to the view of the layers below it, in paths. Directories that are only listed again do not count. */
export interface ChangeCounts {
  readonly added: number
  readonly modified: number
  readonly removed: number
}

export interface LayerInfo {
  /** 0 is the base. */
  readonly index: number
  /** Digest of the uncompressed tar, as the config states it; null where no config names it. */
  readonly diffId: string | null
  /** Digest of the stored blob, as a manifest states it; null where none does. */
  readonly digest: string | null
  readonly mediaType: string | null
  readonly compression: LayerCompression
  /** Bytes of the uncompressed tar; null until indexed or where unreadable. */
  readonly size: number | null
  /** Bytes of the stored blob; null where missing. */
  readonly compressedSize: number | null
  /** Tar members without PAX and GNU helper headers; null until indexed. */
  readonly entries: number | null
  /** Bytes of regular file bodies; null until indexed. */
  readonly contentBytes: number | null
  /** Index in {@link ImageInfo.history}; null where history cannot be matched. */
  readonly history: number | null
  readonly state: LayerState
  /** null until the layer is stacked on those below it. */
  readonly changes: ChangeCounts | null
}

/** OCI image-spec, config.md, `history`. */
export interface HistoryEntry {
  /** As stored; see `cleanInstruction` in the renderer for what a person reads. */
  readonly createdBy: string | null
  readonly created: string | null
  readonly emptyLayer: boolean
  /** Index of the layer that this instruction made; null where it made none or where counts do not match. */
  readonly layer: number | null
  readonly comment: string | null
  readonly author: string | null
}

/** An image of the archive, as its manifest and config state it, before any layer is read. */
export interface ImageInfo {
  readonly index: number
  readonly tags: readonly string[]
  /** Digest of the config, `sha256:…`; null where there is no config. */
  readonly id: string | null
  readonly manifestDigest: string | null
  readonly platform: Platform | null
  readonly created: string | null
  /** The config as stored: JSON. */
  readonly config: unknown
  readonly layers: readonly LayerInfo[]
  readonly history: readonly HistoryEntry[]
  readonly annotations: Readonly<Record<string, string>>
}

/** A manifest that is listed but is no image: an attestation, an artifact, or an image whose manifest is not in the archive. */
export interface OtherManifest {
  readonly kind: 'attestation' | 'artifact' | 'absent'
  readonly digest: string
  readonly mediaType: string | null
  readonly artifactType: string | null
  readonly platform: Platform | null
  /** For an attestation: digest of the image manifest that it speaks of. */
  readonly subject: string | null
}

export interface ArchiveInfo {
  /** As the user named it; `-` for standard input. */
  readonly path: string
  readonly format: ArchiveFormat
  readonly compression: ArchiveCompression
  /** Bytes of the archive as stored; of a folder: the sum of the files that were used. */
  readonly size: number
  readonly images: readonly ImageInfo[]
  readonly others: readonly OtherManifest[]
  readonly problems: readonly Problem[]
}
