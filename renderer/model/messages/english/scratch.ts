import type { ScratchAction } from '../../../../shared/desktop-api.ts'
import type { ScratchReason, ScratchRefusal } from '../../../../shared/scratch.ts'
import { formatSize } from '../../amount.ts'
import { counted } from './counted.ts'

/** The container layer. */
export const scratchWords = {
  scratch: {
    layer: 'Container layer (scratch)',
    notArchive: 'The archive is not changed',
    rowHint:
      'What a container writes goes to a layer of its own on top of the image. Here you can try that: the archive is not changed.',
    start: 'Try changes…',
    startHint:
      'Start a container layer on top of the image: change files and see what copy on write stores. The archive is not changed.',
    whatIsStored: 'What is stored',
    end: 'End',
    stored: 'What copy on write stores',
    close: 'Close',
    nothingStored:
      'Nothing is changed yet: a new container layer is empty. Select a file and edit, rename or delete it.',
    sum: (entries: number, copied: number, changed: number): string =>
      `${counted(entries, 'entry', 'entries')}, ${formatSize(copied)} copied up, ${formatSize(changed)} changed`,
    commit: (members: number, bytes: number): string =>
      `a commit would ship a tar of ${formatSize(bytes)} with ${counted(members, 'member', 'members')}`,
    save: 'Save layer as tar…',
    discardAll: 'Discard all',
    discard: 'Discard',
    discardOf: (path: string): string => `Discard the changes at ${path}`,
    more: (count: string): string => `and ${count} more`,
    columns: {
      path: 'Path',
      why: 'Why it is stored',
      copied: 'Copied up',
      changed: 'Changed',
      member: 'In the tar of a commit',
    },
    reasons: {
      parent: 'directory above what changed',
      content: 'content changed: the whole file is copied up first',
      attributes: 'mode or owner changed: the whole file is copied up',
      created: 'new',
      renamed: 'renamed: copied up under the new name',
      'moved-copy': 'copied, since a directory of the image can not be renamed (EXDEV)',
      deleted: 'deleted: a whiteout hides it',
      'renamed-away': 'renamed away: a whiteout hides it',
      opaque: 'opaque: hides all that the image has in the directory',
    } satisfies Record<ScratchReason, string>,
    actions: 'Changes in the container layer',
    does: {
      scratchEdit: 'Edit…',
      scratchRename: 'Rename…',
      scratchMode: 'Mode…',
      scratchDelete: 'Delete',
      scratchNewFile: 'New…',
      scratchNewFolder: 'New folder…',
      scratchNewLink: 'New link…',
      scratchDiscard: 'Discard change',
    } satisfies Record<ScratchAction, string>,
    titles: {
      edit: (path: string): string => `Edit ${path}`,
      rename: (path: string): string => `Rename or move ${path}`,
      mode: (path: string): string => `Mode and owner of ${path}`,
    },
    newTitle: (path: string): string => `New in ${path}`,
    newType: 'What is made',
    types: { file: 'File', dir: 'Folder', symlink: 'Symbolic link' },
    name: 'Name',
    target: 'Leads to',
    newPath: 'New path',
    renameNote:
      'A file is copied up under its new name. A directory of the image is copied with all that is in it, and hidden where it was.',
    mode: 'Mode, octal',
    uid: 'User',
    gid: 'Group',
    modeNote: 'To change the mode or owner alone, the whole file is copied up.',
    mixedEnds: 'Lines of this file end in different ways; saving makes them alike.',
    invalidNumbers: 'The mode is octal, from 0 to 7777; user and group are numbers.',
    submit: { edit: 'Save', rename: 'Rename', mode: 'Change', new: 'Create' },
    cancel: 'Cancel',
    leave: {
      title: 'Discard the changes of the container layer?',
      text: 'They are in no archive. Save the layer as a tar to keep them.',
      go: 'Discard',
      stay: 'Keep',
    },
    cannotEdit: {
      'not-text': 'This file is no UTF-8 text, so that it can not be edited here.',
      'too-long': 'This file is too long to be edited here.',
    },
    refusals: {
      gone: () => 'There is no such path.',
      exists: () => 'Something of this name is there already.',
      'name-invalid': () => 'This can not be the name of a file.',
      'name-marker': () =>
        'A name that begins with .wh. would be taken for a whiteout when the layer is applied: a commit would delete.',
      'not-directory': () => 'This is no directory.',
      'not-file': () => 'This is no regular file.',
      'into-itself': () => 'A directory can not be moved into itself.',
      root: () => 'The root itself can not be changed.',
      'symlink-mode': () => 'A symbolic link has no mode of its own.',
      unchanged: () => 'Nothing is changed at this path itself.',
      'too-many-bytes': (most: number) => `No more than ${formatSize(most)} can be written in all.`,
      'too-many-entries': () => `So many entries are more than the container layer can hold here.`,
    } satisfies Record<ScratchRefusal, (most: number) => string>,
  },
}
