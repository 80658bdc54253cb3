import type { Encoding } from '../../text-content.ts'
import { formatBinarySize, formatCount, formatSize } from '../../amount.ts'
import { counted } from './counted.ts'

/** Contents of files, and two versions compared. */
export const contentWords = {
  content: {
    title: 'Content',
    tabs: { text: 'Content', hex: 'Hex', picture: 'Image', elf: 'ELF', members: 'Archive' },
    pretty: 'Pretty',
    prettyHint: 'Lay out for reading; nothing but white space changes',
    notLaidOut: 'not laid out: the text is not well-formed, or nested too deep',
    loading: 'Reading…',
    empty: 'This file is empty.',
    none: {
      dir: 'A directory has no content of its own.',
      symlink: (target: string): string => `A symbolic link to ${target}`,
      device: 'A device has no content.',
      fifo: 'A named pipe has no content.',
      dangling: 'This hard link leads nowhere: there is no content.',
      removed: 'This layer removes the path: there is no content. Select an older version to read it.',
      missing: 'The archive does not hold this blob.',
    },
    failed: 'The content could not be read.',
    retry: 'Try again',
    binary: (format: string | null): string => (format === null ? 'A binary file' : `A binary file (${format})`),
    asHex: 'Show as hex',
    asText: 'Show as text anyway',
    part: (from: number, to: number, all: number): string => {
      const of = formatBinarySize(all)
      if (from === 0) return `Showing the first ${formatBinarySize(to)} of ${of}`
      if (to === all) return `Showing the last ${formatBinarySize(to - from)} of ${of}`
      return `Showing ${formatBinarySize(to - from)} from ${formatBinarySize(from)} on, of ${of}`
    },
    partHint: (from: number, to: number): string => `Bytes ${formatCount(from)} to ${formatCount(to)}`,
    damagedAt: (offset: number): string => `It can not be read beyond byte ${formatCount(offset)}.`,
    more: (bytes: number): string => `Load ${formatBinarySize(bytes)} more`,
    before: 'Load what is before',
    toStart: 'Start',
    toEnd: 'End',
    goTo: 'Go to byte',
    goToHint: 'An offset in bytes: 1048576, 0x100000 or 50%',
    noOffset: 'No offset: type 1048576, 0x100000 or 50%',
    editor: (path: string): string => `Content of ${path}, read-only`,
    hex: (path: string): string => `Bytes of ${path}`,
    encodings: {
      'utf-8': 'UTF-8',
      'utf-16le': 'UTF-16 LE',
      'utf-16be': 'UTF-16 BE',
      'latin-1': 'Latin-1',
    } satisfies Record<Encoding, string>,
    withMark: (encoding: string): string => `${encoding} with BOM`,
    contentOf: (layer: number): string => `as of layer ${layer}`,
    laidOut: 'laid out for reading',
    laidOutHint: 'White space was added; the hex view shows what is stored',
  },

  elf: {
    facts: {
      type: 'Type',
      machine: 'Machine',
      interpreter: 'Interpreter',
      soname: 'Library name',
      runPath: 'Run path',
      entry: 'Entry point',
      buildId: 'Build ID',
      symbols: 'Symbols',
      needed: 'Needs',
    },
    pie: 'program, position-independent',
    types: { 1: 'object file', 2: 'program', 3: 'shared library', 4: 'core dump' } as Readonly<Record<number, string>>,
    otherType: (type: number): string => `type ${type}`,
    machine: (name: string, bits: number, bigEndian: boolean): string =>
      `${name}, ${bits} bit, ${bigEndian ? 'big' : 'little'}-endian`,
    symbols: (stripped: boolean, debugInfo: boolean): string =>
      `${stripped ? 'stripped' : 'not stripped'}${debugInfo ? ', with debug information' : ''}`,
    noneNeeded: 'no libraries: it is static, or needs none',
    damaged: 'Some of this file points beyond its end; what could be read is shown.',
  },

  members: {
    list: (path: string): string => `Members of ${path}`,
    columns: { archive: '', name: 'Name', size: 'Size', storedSize: 'Stored', mtime: 'Modified' },
    summary: (members: number, bytes: number): string =>
      `${counted(members, 'member', 'members')} · ${formatSize(bytes)}`,
    more: 'more are not listed',
    damaged: (what: string): string => `This archive is damaged: ${what}`,
    failed: 'This archive could not be listed.',
    pairs: (path: string): string => `Members of ${path} that differ`,
    listing: 'Comparing what both archives hold…',
    difference: 'Difference',
    what: 'What differs',
    showSame: 'Show what is the same',
    allSame:
      'Both archives hold the same members with the same contents. They differ in how they are stored, or in times.',
    onlyIn: (side: string): string => `only ${side}`,
    notCompared: 'content not compared',
    byChecksum: 'contents told apart by size and CRC-32',
    counts: {
      same: (count: number, _sides: readonly [string, string]): string => `${formatCount(count)} the same`,
      changed: (count: number, _sides: readonly [string, string]): string => `${formatCount(count)} changed`,
      'only-a': (count: number, [a]: readonly [string, string]): string => `${formatCount(count)} only ${a}`,
      'only-b': (count: number, [, b]: readonly [string, string]): string => `${formatCount(count)} only ${b}`,
    },
    fields: { type: 'type', size: 'size', content: 'content', mode: 'mode', link: 'link', mtime: 'time' },
  },

  picture: {
    zoom: 'Size of the image',
    fit: 'Fit',
    natural: '100 %',
    broken: 'This image could not be drawn: it is damaged, or of a kind that is not known here.',
    tooLarge: (width: number, height: number): string =>
      `This image states ${formatCount(width)} × ${formatCount(height)} pixels: drawing it takes much memory.`,
    drawAnyway: 'Draw it all the same',
    label: (path: string): string => `Image ${path}`,
    types: {
      'image/png': 'PNG',
      'image/jpeg': 'JPEG',
      'image/gif': 'GIF',
      'image/webp': 'WebP',
      'image/bmp': 'BMP',
      'image/x-icon': 'Icon',
      'image/avif': 'AVIF',
    } as Readonly<Record<string, string>>,
  },

  comparison: {
    open: 'Compare…',
    openHint: 'Compare two versions of this path',
    openVersion: (layer: number): string => `Compare the version of layer ${layer} with the one before it`,
    title: (path: string): string => `Versions of ${path}`,
    before: 'Before',
    after: 'After',
    swap: 'Swap the two versions',
    close: 'Close',
    version: (layer: number, change: string, instruction: string): string =>
      [`Layer ${layer}`, change, instruction].filter(Boolean).join(' · '),
    metadata: 'Metadata',
    fields: (differing: number): string =>
      differing === 0 ? 'Metadata: no difference' : `Metadata: ${counted(differing, 'field differs', 'fields differ')}`,
    allFields: 'Show all fields',
    columns: { field: 'Field', before: 'Before', after: 'After' },
    none: '–',
    differs: 'differs',
    tabs: { text: 'Text', hex: 'Hex', picture: 'Image', members: 'Archive' },
    views: 'How the contents are compared',
    layout: 'Layout',
    layouts: { sideBySide: 'Side by side', inline: 'Inline' },
    previous: 'Previous difference (Shift+F7)',
    next: 'Next difference (F7)',
    differences: (count: number): string =>
      count === 0 ? 'no difference' : counted(count, 'difference', 'differences'),
    ofDifferences: (at: number, count: number): string =>
      `${formatCount(at)} of ${counted(count, 'difference', 'differences')}`,
    equal: 'The contents are the same, byte for byte.',
    equalPart: 'This part is the same in both, byte for byte.',
    unseen: 'Every line is the same: line ends, byte order marks or the encoding differ. The hex view shows where.',
    noContent: 'There is no content to compare: one of these versions is no file.',
    part: (from: number, to: number, all: number): string =>
      `Large files are compared part by part: ${formatBinarySize(from)} to ${formatBinarySize(to)} of ${formatBinarySize(all)}`,
    previousPart: 'Part before',
    nextPart: 'Next part',
    editor: (path: string): string => `Differences of ${path}`,
    hex: (path: string): string => `Bytes of ${path} that differ`,
    marks: { same: '', changed: '~', removed: '−', added: '+' },
    markNames: { same: 'same', changed: 'differs', removed: 'only before', added: 'only after' },
  },
}
