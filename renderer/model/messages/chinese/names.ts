import type { ChangeKind, HiddenBy } from '../../../../shared/tree.ts'

/** What a layer did to a path. */
export const changeNames: Readonly<Record<ChangeKind, string>> = {
  added: '新增',
  modified: '修改',
  unchanged: '未变',
  removed: '删除',
}

/** What keeps a version from being seen. */
export const hiddenByNames: Readonly<Record<HiddenBy, string>> = {
  'newer-version': '较新的版本',
  whiteout: 'whiteout',
  opaque: 'opaque 目录',
  'replaced-ancestor': '被替换的目录',
}
