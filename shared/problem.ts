/** How much a problem takes away: `error` content is missing or wrong, `warning` shown but doubtful, `note` worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

/** Where in an archive something is. Every field is as precise as is known. */
export interface Where {
  /** Path of the archive as the user named it. */
  readonly archive: string
  /** Index of the image in {@link ArchiveInfo.images}. */
  readonly image?: number
  /** Index of the layer, 0 is the base. */
  readonly layer?: number
  /** A path in the image, or the name of a member of the archive; escaped for display. */
  readonly path?: string
  /** Offset in bytes, in the (uncompressed) layer where `layer` is given, else in the archive. */
  readonly offset?: number
}

/** Every problem that the engine can name. `docs/problems.md` explains each. */
export const PROBLEM_CODES = [
  'archive-unreadable',
  'archive-empty',
  'archive-not-an-image',
  'archive-truncated',
  'archive-corrupt',
  'archive-changed',
  'compression-corrupt',
  'compression-truncated',
  'compression-unsupported',
  'decompressed-size-limit',
  'no-space',
  'manifest-invalid',
  'config-invalid',
  'config-missing',
  'index-loop',
  'json-limit',
  'digest-invalid',
  'digest-mismatch',
  'size-mismatch',
  'diff-id-mismatch',
  'diff-id-count',
  'history-count',
  'history-missing',
  'layer-missing',
  'layer-foreign',
  'layer-truncated',
  'layer-not-a-tar',
  'platform-missing',
  'artifact-not-an-image',
  'root-file-system',
  'tar-checksum',
  'tar-size',
  'tar-pax',
  'tar-type-unknown',
  'tar-sparse',
  'name-escapes',
  'name-empty',
  'name-limit',
  'name-not-utf8',
  'duplicate-path',
  'hard-link-dangling',
  'hard-link-forward',
  'whiteout-of-nothing',
  'whiteout-unnamed',
  'whiteout-and-entry',
  'overlay-whiteout',
  'overlay-opaque',
  'parent-not-directory',
  'symlink-replaced-by-directory',
  'entry-limit',
  'more-problems',
  'internal',
] as const

export type ProblemCode = (typeof PROBLEM_CODES)[number]

/** Something about an archive that a user should know of. The rest of the archive stays usable. */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: Severity
  readonly where: Where
  /** One sentence for a person: what, and what it means. */
  readonly message: string
}

/** Why a call failed: plain data, as it crosses a message port. */
export interface Failure {
  readonly code:
    | ProblemCode
    | 'argument-invalid'
    | 'not-found'
    | 'image-ambiguous'
    | 'cancelled'
    | 'engine-gone'
    | 'target-exists'
    | 'target-unwritable'
    /** The folder for temporary files takes none. */
    | 'temporary-unwritable'
  /** One sentence that names the archive, the part and the cause. */
  readonly message: string
  readonly where?: Where
}

/** The answer of every call of the engine. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }
