import type { ChangedField, HiddenBy } from '../../../../shared/tree.ts'
import type { KnownFile } from '../../../../shared/known-file.ts'
import { formatBytes, formatSize } from '../../amount.ts'
import { counted } from './counted.ts'
import { changeNames, hiddenByNames } from './names.ts'

/** One path: its details and versions. */
export const pathWords = {
  details: {
    title: 'Details',
    none: 'Select a path to see its life through the layers',
    noneMore: 'Every version that a layer ships can be read here, also those that no container will ever see.',
    gone: 'This path could not be read.',
    copyPath: 'Copy path',
    copied: 'Copied',
    facts: {
      seenFrom: 'Seen from',
      shownFrom: 'Shown from',
      type: 'Type',
      size: 'Size',
      mode: 'Mode',
      owner: 'Owner',
      group: 'Group',
      modified: 'Modified',
      windows: 'In Windows',
      link: 'Links to',
      device: 'Device',
      xattrs: 'Attributes',
      peers: 'Hard links',
    },
    layer: (layer: number): string => `layer ${layer}`,
    hiddenVersion: (layer: number): string => `layer ${layer}, hidden`,
    notInHeader: 'unknown: the layer has no entry for this directory itself',
    device: (major: number, minor: number): string => `${major}, ${minor}`,
    bytes: formatBytes,
    hive: (key: string, delta: boolean): string =>
      delta ? `Registry hive: what this layer changes in ${key}` : `Registry hive: ${key}`,
    peersOf: (count: number): string => counted(count, 'other name', 'other names'),
    goTo: 'Show in the tree',
    leadsTo: (path: string): string => `= ${path}`,
    leadsNowhere: 'leads nowhere in this view',
    headerNames: (name: string): string => `The tar header says ${name}`,
    capabilities: 'Capabilities',
    knownFiles: {
      'estargz-toc': 'Table of contents of an eStargz layer: put there for readers of layers',
      'estargz-prefetch': 'Landmark of an eStargz layer: what comes before is fetched first',
      'estargz-no-prefetch': 'Landmark of an eStargz layer: nothing is fetched first',
    } satisfies Record<KnownFile, string>,
    xattrEncoding: { base64: 'base64', hex: 'hex', text: 'text' },
  },

  versions: {
    title: 'Life of this path',
    count: (count: number): string => counted(count, 'version', 'versions'),
    countHint: 'Versions that layers up to the selected one ship; that a layer removes the path is none',
    list: 'Versions, newest first',
    changes: changeNames,
    fields: {
      content: 'content',
      size: 'size',
      mode: 'mode',
      owner: 'owner',
      mtime: 'time',
      xattrs: 'attributes',
      link: 'link target',
      type: 'type',
    } satisfies Record<ChangedField, string>,
    from: (field: string, before: string, after: string): string => `${field} ${before} → ${after}`,
    sameContent: 'same content',
    notCompared: 'content not compared',
    again: 'listed again',
    through: {
      'newer-version': (path: string): string => `replaced at ${path}`,
      whiteout: (path: string): string => `by a whiteout of ${path}`,
      opaque: (path: string): string => `by ${path} being opaque`,
      'replaced-ancestor': (path: string): string => `because ${path} is no directory any more`,
    } satisfies Record<HiddenBy, (path: string) => string>,
    throughItself: {
      'newer-version': 'replaced',
      whiteout: 'by a whiteout',
      opaque: 'by an opaque directory',
      'replaced-ancestor': 'replaced',
    } satisfies Record<HiddenBy, string>,
    hiddenBy: (by: HiddenBy, layer: number): string => `hidden by ${hiddenByNames[by]} in layer ${layer}`,
    shippedAgain: (bytes: number): string => `+${formatSize(bytes)} shipped again`,
    hiddenBytes: (bytes: number): string => `${formatSize(bytes)} hidden`,
    implicit: 'not listed itself: a parent of other entries',
    seen: 'seen',
    later: 'later than this view',
    label: (layer: number, change: string): string => `Layer ${layer}: ${change}`,
  },
}
