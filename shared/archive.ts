import type { Problem } from './problem.ts'

export type ArchiveFormat = 'docker-archive' | 'docker-legacy' | 'oci' | 'root-file-system'
export type ArchiveCompression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2'
/** `xz` and `bzip2` are told, but not read: OCI image-spec, layer.md, knows gzip and zstd alone. */
export type LayerCompression = ArchiveCompression
/** Formats whose layers can be pulled file by file; any reader sees an ordinary layer. */
export type LazyFormat = 'estargz' | 'zstd:chunked'

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

/** How far a layer was read that grew beyond what any real one does. */
export interface InflationStop {
  /** Bytes of the stored blob. */
  readonly storedBytes: number
  /** Uncompressed bytes up to where it was given up; what lies before is there. */
  readonly inflatedBytes: number
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
  /** Set where the layer was taken for a decompression bomb; `Engine.readBeyondBound` reads it on. Absent where it was not. */
  readonly stoppedAtBound?: InflationStop
  /** Where else the blob can be had, as its descriptor states (OCI image-spec, descriptor.md, `urls`); absent where it names none. */
  readonly urls?: readonly string[]
  /** Absent where the layer is an ordinary one, or is not known yet to be another. */
  readonly lazy?: LazyFormat
}

/** OCI image-spec, config.md, `history`. */
export interface HistoryEntry {
  /** As stored; see `cleanInstruction` for what a person reads. */
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

/** What a manifest that is no image is for, as far as its media types tell. */
export type ArtifactKind =
  | 'attestation'
  | 'build-cache'
  | 'compose-project'
  | 'cosign-attestation'
  | 'cosign-signature'
  | 'docker-plugin'
  | 'helm-chart'
  | 'notation-signature'
  | 'sbom'
  | 'sigstore-bundle'
  | 'wasm-module'
  | 'unknown'

/** A blob that a manifest names which is no image. */
export interface ArtifactBlob {
  readonly role: 'config' | 'layer'
  readonly digest: string
  readonly mediaType: string | null
  /** Bytes as stored; as the descriptor states them where the blob is missing; null where neither is known. */
  readonly size: number | null
  /** in-toto attestation, `predicateType`: what is stated, such as `https://spdx.dev/Document`. BuildKit copies it to an annotation. */
  readonly predicateType: string | null
  /** OCI image-spec, annotations.md, `org.opencontainers.image.title`: a file name. */
  readonly title: string | null
  readonly state: 'ok' | 'missing'
}

/** A manifest that is listed but is no image: an attestation, an artifact, or an image whose manifest is not in the archive. */
export interface OtherManifest {
  readonly kind: 'attestation' | 'artifact' | 'absent'
  /** null where an image is absent. */
  readonly artifact: ArtifactKind | null
  /** In words for a person, such as `Helm chart`. */
  readonly description: string
  readonly digest: string
  readonly tags: readonly string[]
  readonly mediaType: string | null
  readonly artifactType: string | null
  readonly platform: Platform | null
  /** Digest of the manifest that an attestation, a signature or another referrer speaks of. */
  readonly subject: string | null
  /** Of the manifest and of its descriptor; where both have a key, the descriptor's. */
  readonly annotations: Readonly<Record<string, string>>
  /** The config first, then the layers; none where the manifest is not in the archive. */
  readonly blobs: readonly ArtifactBlob[]
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
