import type { ChangeKind, HiddenBy } from '../../../../shared/tree.ts'

/** What a layer did to a path. */
export const changeNames: Readonly<Record<ChangeKind, string>> = {
  added: 'added',
  modified: 'modified',
  unchanged: 'unchanged',
  removed: 'removed',
}

/** What keeps a version from being seen. */
export const hiddenByNames: Readonly<Record<HiddenBy, string>> = {
  'newer-version': 'a newer version',
  whiteout: 'a whiteout',
  opaque: 'an opaque directory',
  'replaced-ancestor': 'a replaced directory',
}
