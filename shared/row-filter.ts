import type { ChangeKind, EntryType } from './tree.ts'

/** Bits of a mode that can be asked for; `executable` by anyone and `writable` by everyone. */
export type ModeFlag = 'setuid' | 'setgid' | 'sticky' | 'executable' | 'writable'

/**
 * What a pattern is: `text` is part of a path, `glob` has `*`, `**`, `?`, `[…]` and `{…}`, `regex` is in RE2's syntax. All
 * are held against the last component of a path, those with a slash against the whole path with its leading slash; a text
 * with a slash must end in the last component. Case counts where the pattern has a capital letter.
 */
export type PatternKind = 'text' | 'glob' | 'regex'

/** One condition; of several values one must hold. */
export type FilterTerm =
  | { readonly kind: PatternKind; readonly pattern: string }
  | { readonly kind: 'change'; readonly values: readonly (ChangeKind | 'overridden')[] }
  | { readonly kind: 'type'; readonly values: readonly EntryType[] }
  /** Bytes of a file, both ends included; null: no bound. Only files have a size. */
  | { readonly kind: 'size'; readonly least: number | null; readonly most: number | null }
  /** The layer that supplies what is shown. */
  | { readonly kind: 'layer'; readonly values: readonly number[] }
  /** Names or numbers. */
  | { readonly kind: 'user' | 'group'; readonly values: readonly string[] }
  | { readonly kind: 'mode'; readonly values: readonly ModeFlag[] }

/** Which rows of a view are shown, beside the directories above them: those for which every term holds. */
export type RowFilter = readonly (FilterTerm & { readonly not?: boolean })[]
