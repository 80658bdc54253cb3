import type { SearchSummary, VersionState } from '../../../../shared/search.ts'
import type { PathState } from '../../../../shared/find.ts'
import type { ModeFlag } from '../../../../shared/row-filter.ts'
import type { FilterKey } from '../../filter-query.ts'
import { formatCount } from '../../amount.ts'
import { counted } from './counted.ts'

/** Finding paths, searching contents, filtering. */
export const findingWords = {
  palette: {
    title: 'Find a path in any layer',
    placeholder: 'Find a path in any layer',
    results: 'Paths found',
    hint: 'Letters of a path in their order, such as etc pass',
    searching: 'Searching…',
    nothing: 'No layer has such a path.',
    failed: 'The paths could not be searched.',
    keys: '↑ ↓ to choose · Enter to show · Esc to close',
    count: (shown: number, total: number): string =>
      shown < total
        ? `The best ${formatCount(shown)} of ${counted(total, 'path', 'paths')}`
        : counted(total, 'path', 'paths'),
    states: { visible: '', overridden: 'overridden', removed: 'removed' } satisfies Record<PathState, string>,
    layer: (layer: number): string => `touched by layer ${layer}`,
    row: (path: string, state: PathState, layers: readonly number[]): string =>
      [path, state === 'visible' ? '' : state, `${layers.length === 1 ? 'layer' : 'layers'} ${layers.join(', ')}`]
        .filter((part) => part !== '')
        .join(', '),
  },

  search: {
    title: 'Search in contents',
    placeholder: 'Search in the contents of files',
    open: 'Search in contents…',
    results: 'Matches',
    hint: 'Enter searches. Files of all layers are searched with Every version, deleted ones too.',
    matchCase: 'Match case',
    regex: 'Regular expression',
    reach: 'Which files are searched',
    reaches: [
      { id: 'view', label: 'This view' },
      { id: 'all', label: 'Every version' },
    ] as readonly { id: 'view' | 'all'; label: string }[],
    start: 'Search',
    stop: 'Stop',
    close: 'Close the search',
    running: 'Searching…',
    stopped: 'Stopped: there may be more.',
    binary: 'in a binary file',
    byte: (offset: number): string => `byte ${formatCount(offset)}`,
    layer: (layer: number): string => `as layer ${layer} ships it`,
    count: (matches: number, more: boolean): string => `${formatCount(matches)}${more ? '+' : ''}`,
    states: { visible: '', hidden: 'hidden', deleted: 'deleted' } satisfies Record<VersionState, string>,
    summary: ({ files, matches, searched, binary, unreadable, limited }: SearchSummary): string =>
      [
        matches === 0
          ? `Nothing found in ${counted(searched, 'file', 'files')}.`
          : `${counted(matches, 'match', 'matches')} in ${counted(files, 'file', 'files')}.`,
        limited ? 'There are more: a longer text or a narrower view finds fewer.' : '',
        binary > 0 ? `${counted(binary, 'binary file was', 'binary files were')} passed over.` : '',
        unreadable > 0 ? `${counted(unreadable, 'file', 'files')} could not be read to the end.` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
  },

  filterField: {
    label: 'Filter the files',
    placeholder: 'Filter: *.js, /regex/, size>1MB',
    menu: 'What can be filtered by',
    clear: 'Clear the filter',
    conditions: 'Conditions of the filter',
    remove: (part: string): string => `Remove ${part}`,
    notUnderstood: 'Not understood: counts for nothing',
    matches: (count: number): string => (count === 0 ? 'Nothing matches' : counted(count, 'match', 'matches')),
    openAll: 'Expand to matches',
    nothing: 'Nothing in this view matches the filter.',
    keys: {
      change: 'added, modified, removed, overridden',
      type: 'file, dir, link, device…',
      size: 'of files: >1MB, <10kB, 1kB..1MB',
      layer: 'the layer that supplies what is seen',
      user: 'owner, by number or name',
      group: 'group, by number or name',
      is: 'setuid, executable, world-writable…',
    } satisfies Record<FilterKey, string>,
    patterns: 'Text, *.glob or /regex/ for names, with a slash for paths · "…" with blanks · - before a term for not',
    flags: {
      setuid: 'runs as its owner',
      setgid: 'runs as its group',
      sticky: 'only owners delete in it',
      executable: 'a file that someone may run',
      writable: 'writable by everyone',
    } satisfies Record<ModeFlag, string>,
  },
}
