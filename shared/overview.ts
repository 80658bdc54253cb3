import type { Platform } from './archive.ts'
import type { HiddenBy, NodeId } from './tree.ts'

/**
 * A part of an overview that needs more than the config. `waste`: {@link Overview.waste}, and findings of modes and of what
 * is deleted; needs all layers stacked and compared. The others need contents read as well: `release`:
 * {@link Overview.release}; `packages`; `secrets`: findings of the kind `secret` in files; `duplicates`.
 */
export type OverviewPart = 'waste' | 'release' | 'packages' | 'secrets' | 'duplicates'

/**
 * What an image is, what it holds and what of it deserves a look. Identity, configuration and Dockerfile are there at
 * once; the rest comes with its parts, in the order of {@link OverviewPart}, and findings grow. Names, paths and values of the
 * image are raw text, except where they are said to be escaped.
 */
export interface Overview {
  readonly image: number
  /** What is not known yet. A field that is null and not pending is known to be absent. */
  readonly pending: readonly OverviewPart[]
  /** Whether `cancel` stopped what is pending; `resume` goes on. */
  readonly stopped: boolean
  readonly identity: Identity
  readonly release: OsRelease | null
  /** null where nothing tells a base from the rest. Better known once `release` is. */
  readonly base: BaseImage | null
  readonly configuration: Configuration
  readonly dockerfile: Dockerfile
  readonly waste: Waste | null
  readonly duplicates: Duplicates | null
  readonly packages: Packages | null
  /** Worst first; at most {@link MOST_FINDINGS} of a kind. */
  readonly findings: readonly Finding[]
  /** Files or places of each kind, those that are left out among them. A kind at 0 that is not pending is fine. */
  readonly findingCounts: Readonly<Record<FindingKind, number>>
  /** Files that were not searched for secrets, because the search is bounded. */
  readonly filesNotSearched: number
}

/** Most {@link Overview.findings} of one kind. */
export const MOST_FINDINGS = 200

/** Distribution reference grammar: `[registry/]path[:tag][@digest]`. */
export interface Reference {
  /** As the archive states it. */
  readonly text: string
  /** `docker.io` where none is stated. */
  readonly registry: string
  /** Whether the registry is not stated. */
  readonly registryImplied: boolean
  /** Path up to the last component, such as `library`; '' where the path has one component at another registry. */
  readonly namespace: string
  /** Last component of the path. */
  readonly repository: string
  /** null where neither tag nor digest is stated: `latest` is meant. */
  readonly tag: string | null
  readonly digest: string | null
}

export interface Identity {
  /** Tags as references; one that is no reference is left out here and stays in `ImageInfo.tags`. */
  readonly references: readonly Reference[]
  /** Digest of the config. */
  readonly imageId: string | null
  readonly manifestDigest: string | null
  readonly platform: Platform | null
  /** RFC 3339, as stated; null also for the zero times that reproducible builds write (see `createdIsZero`). */
  readonly created: string | null
  /** Whether the config states a time that stands for none: 1970-01-01, 1980-01-01 or 0001-01-01. */
  readonly createdIsZero: boolean
  readonly author: string | null
  /** What wrote the history, as far as it shows. */
  readonly builder: Builder | null
}

export type Builder = 'docker' | 'buildkit' | 'buildah' | 'kaniko' | 'ko' | 'jib' | 'bazel' | 'nix' | 'apko' | 'umoci'

/** os-release(5) of the merged view. */
export interface OsRelease {
  /** Where it was found, without links, escaped for display. */
  readonly path: string
  /** `ID`, such as `debian`; '' where it has none. */
  readonly id: string
  /** `ID_LIKE`, split. */
  readonly like: readonly string[]
  /** `PRETTY_NAME`, or `NAME` with the version. */
  readonly name: string
  readonly version: string | null
  readonly codename: string | null
}

/** `stated`: by a label or annotation; `likely`: by a known pattern; `guess`: by weak signs. */
export type Certainty = 'stated' | 'likely' | 'guess'

/** Why something is taken for the base. `value` is what was seen. */
export interface BaseReason {
  readonly kind:
    | 'label'
    | 'annotation'
    | 'os-release'
    /** A known pattern of an official image: `value` names it. */
    | 'pattern'
    /** The first `CMD` with a shell or interpreter, before instructions that are not the base's. */
    | 'command'
    /** A gap between times of creation: `value` is seconds; '' where times that stand for none come before real ones. */
    | 'time-gap'
    /** What the builder noted: `value` has it. */
    | 'builder'
    /** The first layer is a whole root file system, added by the instruction `value`. */
    | 'first-layer'
  readonly value: string
}

/** The image that this one was built on. */
export interface BaseImage {
  /** A reference where one is stated, else what it is taken for, such as `debian 12`. null: only where it ends is known. */
  readonly name: string | null
  readonly digest: string | null
  /** The base is layers 0..lastLayer and history 0..lastHistory; null where that is not known. */
  readonly lastLayer: number | null
  readonly lastHistory: number | null
  /** Bytes of files in its layers, and their part of all shipped bytes, 0..1; null until layers are indexed. */
  readonly bytes: number | null
  readonly share: number | null
  /** How sure `name` is, and how sure where it ends. */
  readonly certainty: Certainty
  readonly endCertainty: Certainty | null
  readonly reasons: readonly BaseReason[]
}

export interface EnvironmentVariable {
  readonly name: string
  readonly value: string
  /** Whether the value looks like a secret: show it only when asked. */
  readonly secret: boolean
}

export interface Label {
  readonly key: string
  readonly value: string
  /** `oci`: `org.opencontainers.*`, OCI image-spec, annotations.md; then the prefix up to the last dot, '' where there is none. */
  readonly group: string
}

/** Durations are in seconds; null: the builder's default. */
export interface HealthCheck {
  /** What is run, as a shell line; null: the base's check is switched off (`NONE`). */
  readonly command: string | null
  readonly interval: number | null
  readonly timeout: number | null
  readonly startPeriod: number | null
  readonly retries: number | null
}

/** The config's `config`, as a person reads it. Lists that are not stated are empty. */
export interface Configuration {
  /** Entrypoint and cmd as one line for a POSIX shell; null where neither is stated. */
  readonly command: string | null
  readonly entrypoint: readonly string[] | null
  readonly cmd: readonly string[] | null
  readonly environment: readonly EnvironmentVariable[]
  /** Such as `8080/tcp`, in order of the number. */
  readonly ports: readonly string[]
  readonly volumes: readonly string[]
  /** '' where none is stated: root. */
  readonly user: string
  readonly runsAsRoot: boolean
  /** '' where none is stated: `/`. */
  readonly workingDirectory: string
  readonly stopSignal: string | null
  readonly shell: readonly string[] | null
  readonly healthCheck: HealthCheck | null
  readonly onBuild: readonly string[]
  /** OCI labels first, then by group and key. */
  readonly labels: readonly Label[]
  /** Annotations of the manifest, like labels. */
  readonly annotations: readonly Label[]
}

/** A line of the Dockerfile that the history tells of. */
export interface DockerfileLine {
  /** Index in `ImageInfo.history`; null for `FROM` and for a layer that no history tells of. */
  readonly history: number | null
  readonly layer: number | null
  /** `RUN`, `COPY`, …; null where the builder wrote something of its own: it is shown as a comment. */
  readonly verb: string | null
  /** What follows the verb; may have several lines, `\n` between them. Escaped for display but for its line ends. */
  readonly text: string
  /** Build arguments that were set for the instruction, as `NAME=value`. */
  readonly buildArguments: readonly string[]
  /** Whether the line belongs to the base, see {@link BaseImage.lastHistory}. */
  readonly ofBase: boolean
  readonly created: string | null
  /** Whether `text` or an argument holds what looks like a secret. */
  readonly secret: boolean
}

export interface Dockerfile {
  readonly lines: readonly DockerfileLine[]
  /** `history`: a line for each entry; `layers`: there is no history that tells anything, lines are the layers alone. */
  readonly from: 'history' | 'layers'
}

/** Why bytes are shipped and not seen. `copied-up`: the same content again, for a new mode, owner or time. */
export type WasteReason = 'copied-up' | 'overwritten' | 'deleted' | 'replaced'

/** Files of one layer below one path that another layer took out of sight in the same way. */
export interface WastedPath {
  /** A file, or the topmost directory that holds hardly anything else of the layer. */
  readonly node: NodeId
  /** With a leading slash, escaped for display. */
  readonly path: string
  readonly directory: boolean
  readonly files: number
  readonly bytes: number
  /** The layer that ships them, and the one that took them out of sight. */
  readonly layer: number
  readonly hiddenBy: number
  readonly why: WasteReason
  /** Layers that have an entry for the path, oldest first. */
  readonly versions: readonly number[]
}

/** Bytes that are shipped and not seen. `efficiency`, `wastedBytes` and `userWastedPercent` are computed as dive does. */
export interface Waste {
  /** 0..1; 1 is best. */
  readonly efficiency: number
  /** Bytes of all occurrences of paths that occur more than once. */
  readonly wastedBytes: number
  /** `wastedBytes` over the bytes of all layers but the base; a part, not percent, in spite of the name. 0 for one layer. */
  readonly userWastedPercent: number
  /** Bytes of all layers as dive counts them. */
  readonly size: number
  readonly shippedBytes: number
  readonly visibleBytes: number
  /** shipped − visible: what a squash would save. */
  readonly reclaimableBytes: number
  /** Files that are shipped and not seen. */
  readonly files: number
  /** Bytes by reason. */
  readonly byReason: Readonly<Record<WasteReason, number>>
  /** Most bytes first, at most {@link MOST_WASTED_PATHS}. */
  readonly worst: readonly WastedPath[]
}

/** Most {@link Waste.worst}. */
export const MOST_WASTED_PATHS = 200

/** A file of the topmost view that has the same bytes as others under other names. */
export interface DuplicateName {
  readonly node: NodeId
  /** With a leading slash, escaped for display. */
  readonly path: string
  readonly layer: number
}

export interface Duplicate {
  readonly sha256: string
  /** Of one file. */
  readonly size: number
  /** Inodes with this content; hard links of one inode count once. */
  readonly count: number
  /** (count − 1) × size */
  readonly bytes: number
  /** In byte order of the path, at most 20. */
  readonly names: readonly DuplicateName[]
}

/** Visible files that have the same content under several names. Files below {@link Duplicates.leastSize} are not compared. */
export interface Duplicates {
  readonly bytes: number
  readonly groups: number
  readonly leastSize: number
  /** Files of equal size that were not read, because the work is bounded. */
  readonly notRead: number
  /** Most bytes first, at most 100. */
  readonly worst: readonly Duplicate[]
}

export type PackageSystem = 'dpkg' | 'apk' | 'rpm' | 'npm' | 'pip'

export interface Package {
  readonly system: PackageSystem
  readonly name: string
  readonly version: string
  readonly architecture: string | null
  /** Directory of an npm or pip package, escaped for display; null for packages of a database. */
  readonly path: string | null
  /** The layer that added it, or changed its version last. */
  readonly layer: number
}

/** What a layer did to a package: `before` null: added; `after` null: removed. */
export interface PackageChange {
  readonly system: PackageSystem
  readonly name: string
  readonly architecture: string | null
  readonly path: string | null
  readonly before: string | null
  readonly after: string | null
}

export interface PackageSystemInfo {
  readonly system: PackageSystem
  /** Where it keeps its list, escaped for display; of npm and pip the first of many. */
  readonly path: string
  readonly count: number
  /** false: packages are there, but their database can not be read here. */
  readonly listed: boolean
}

export interface Packages {
  readonly systems: readonly PackageSystemInfo[]
  /** What the topmost view has: by system, then by name. */
  readonly installed: readonly Package[]
  /** Of each layer, in layer order; by system, then by name. */
  readonly changes: readonly (readonly PackageChange[])[]
  /** Lists and packages that were not read, because the work is bounded or the layer is damaged. */
  readonly notRead: number
}

export type FindingKind =
  | 'secret'
  /** Files that a later layer deletes and that are still shipped. */
  | 'deleted-but-shipped'
  | 'setuid'
  /** A path that anybody may write to, and no sticky bit. */
  | 'world-writable'
  | 'runs-as-root'
  | 'tag-latest'

export const FINDING_KINDS: readonly FindingKind[] = [
  'secret',
  'deleted-but-shipped',
  'setuid',
  'world-writable',
  'runs-as-root',
  'tag-latest',
]

/** `high`: to act on; `medium`: to look at; `low`: to know. */
export type FindingSeverity = 'high' | 'medium' | 'low'

/** Something that deserves a look. */
export interface Finding {
  readonly kind: FindingKind
  readonly severity: FindingSeverity
  /** Where it is: a path of a layer, an environment variable, a label, an instruction of the history, the config, a tag. */
  readonly place: 'path' | 'env' | 'label' | 'history' | 'config' | 'tag'
  /** What is seen, in the field's own words: the name of a rule for secrets (`AWS access key ID`), a mode (`4755`), a user, a tag. */
  readonly what: string
  /** Of a path: with a leading slash, escaped for display; else the name of a variable or label; null where there is none. */
  readonly path: string | null
  /** To open in the tree; null where `place` is no path. */
  readonly node: NodeId | null
  readonly layer: number | null
  /** Index in `ImageInfo.history`; null where it is not known or no matter. */
  readonly history: number | null
  /** Set where the topmost view does not show it: it is shipped all the same. */
  readonly hidden: { readonly by: HiddenBy; readonly layer: number } | null
  /** Line of the file, from 1; null where that is no matter. */
  readonly line: number | null
  /** What was seen, with what is secret masked; escaped for display. */
  readonly evidence: string | null
  /** Files and bytes that are concerned; 1 and 0 where that is no matter. */
  readonly files: number
  readonly bytes: number
}

export interface TreemapRequest {
  /** What a container sees with layers 0..upto. */
  readonly upto: number
  /** The directory that fills the map; 0 is the root. */
  readonly node: NodeId
  /** Levels below `node`, 1 to 8. */
  readonly depth: number
  /** Most children of a directory, 1 to 200; the smallest others are folded into {@link TreemapNode.other}. */
  readonly limit: number
  /** Children below this part of the bytes of `node` are folded too; 0..1. */
  readonly leastShare: number
}

/** Bytes that a layer supplies. */
export interface LayerShare {
  readonly layer: number
  readonly bytes: number
}

/** Children of a directory that are too small, or too many, to be drawn one by one. */
export interface TreemapOther {
  /** Children that are folded. */
  readonly entries: number
  readonly bytes: number
  readonly layers: readonly LayerShare[]
}

/** A rectangle. Its bytes are those of `children`, `other` and nothing else, where `children` is not empty. */
export interface TreemapNode {
  readonly node: NodeId
  /** Last component, escaped for display; `/` for the root. */
  readonly name: string
  /** With a leading slash, escaped for display. */
  readonly path: string
  readonly directory: boolean
  /** Each inode once. */
  readonly bytes: number
  /** Which layers supply the bytes, the most first: the first is the dominant one. Empty where there are no bytes. */
  readonly layers: readonly LayerShare[]
  /** Most bytes first; empty for a file, and where the depth is reached. Children without bytes are left out. */
  readonly children: readonly TreemapNode[]
  readonly other: TreemapOther | null
}
