import type { ShortcutArea, ShortcutId } from '../../../../shared/shortcuts.ts'
import { formatBinarySize } from '../../amount.ts'

/** What windows of any program have: keys, going back, dragging files out, what is new. */
export const habitsWords = {
  history: {
    back: 'Back',
    forward: 'Forward',
  },

  dragOut: {
    tooLarge: (most: number): string =>
      `Files of more than ${formatBinarySize(most)} are not dragged out. Save As… writes them anywhere.`,
    noFile: 'Only files are dragged out. Save As… writes folders, Save as Tar… everything.',
    busy: 'Something else is being saved.',
    failed: 'The file could not be written, so it was not dragged out. Save As… says why.',
  },

  whatsNew: {
    title: (version: string): string => `New in Onionskin ${version}`,
    close: 'Close',
    offer: (version: string): string => `Onionskin is ${version} now.`,
    open: 'What’s new',
    dismiss: 'Dismiss',
    changes: {
      layers: {
        what: 'Every layer, and what is left of it',
        more: 'Layers as they were shipped and merged as a container sees them, with what was overwritten or deleted on the way.',
      },
      life: {
        what: 'The life of a path',
        more: 'Every version that any layer ships, compared with any other, as text, bytes, pictures or field by field.',
      },
      pairs: {
        what: 'Two images side by side',
        more: 'Shared layers, where the build cache was lost, changed configuration, and an aligned tree with the differences of every file.',
      },
      overview: {
        what: 'An overview',
        more: 'What an image is, on what it is based, what it wastes and why, its packages, and what deserves a second look.',
      },
      finding: {
        what: 'Find and filter',
        more: 'Paths of all layers by their letters, contents by text or expression, rows by conditions that combine.',
      },
      saving: {
        what: 'Save anything',
        more: 'Any version of a file or folder, also what is hidden or deleted; files can be dragged to the desktop.',
      },
    },
  },

  shortcuts: {
    title: 'Keyboard Shortcuts',
    close: 'Close',
    or: 'or',
    areas: {
      window: 'Windows and files',
      go: 'Go',
      find: 'Find',
      files: 'In the files',
      layers: 'In the layers',
      treemap: 'In the treemap',
      comparison: 'In a comparison',
    } as Readonly<Record<ShortcutArea, string>>,
    names: {
      newWindow: 'New window',
      open: 'Open archives',
      openFolder: 'Open the folder of an OCI layout',
      save: 'Save what is selected',
      settings: 'Settings',
      closeWindow: 'Close the window',
      quit: 'Quit',
      zoomIn: 'Larger',
      zoomOut: 'Smaller',
      actualSize: 'Actual size',
      fullScreen: 'Full screen',
      shortcuts: 'These shortcuts',
      back: 'Back',
      forward: 'Forward',
      overview: 'Overview',
      files: 'Files',
      compare: 'Compare',
      nextPane: 'Next pane',
      previousPane: 'Previous pane',
      findPath: 'Find a path in any layer',
      findContents: 'Find in contents',
      filter: 'Filter the files; in a text, find in it',
      moveRow: 'Previous or next row',
      movePage: 'A page up or down',
      moveEnd: 'First or last row',
      expand: 'Open a folder, or enter it',
      collapse: 'Close a folder, or leave it',
      toggle: 'Open or close a folder',
      expandSiblings: 'Open all folders beside this one',
      copyPath: 'Copy the path',
      contextMenu: 'Menu of the row',
      moveLayer: 'Newer or older layer',
      moveLayerEnd: 'Newest or oldest layer',
      enterCell: 'Enter a folder',
      leaveCell: 'Leave the folder',
      showCell: 'Show it in the files',
      nextDifference: 'Next difference',
      previousDifference: 'Previous difference',
      otherEnd: 'Where a moved file came from or went',
    } as Readonly<Record<ShortcutId, string>>,
  },
}
