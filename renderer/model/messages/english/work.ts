import type { IndexProgress } from '../../../../shared/tree.ts'
import type { Failure, Severity } from '../../../../shared/problem.ts'
import type { LeftOutReason } from '../../../../shared/save.ts'
import type { StatedFact, StatedPart, Verdict } from '../../../../shared/verification.ts'
import { formatCount, formatPercent, formatSeconds, formatSize } from '../../amount.ts'
import { counted } from './counted.ts'

/** The footer, and what goes on there: saving, verifying, problems. */
export const workWords = {
  footer: {
    indexed: (entries: number, seconds: number): string =>
      `${counted(entries, 'entry', 'entries')} indexed in ${formatSeconds(seconds)}`,
    indexedShort: (entries: number): string => counted(entries, 'entry', 'entries'),
    reclaimable: (bytes: number, shipped: number): string =>
      `${formatSize(bytes)} reclaimable · ${formatPercent(bytes, shipped)} of what is shipped`,
    reclaimableHint: 'Shipped in layers, but not visible at the top: what a squash would save',
    nothingReclaimable: 'Nothing to reclaim: all that is shipped is visible',
    problems: (count: number): string => counted(count, 'problem', 'problems'),
    noProblems: 'No problems',
    progress: {
      opening: 'Opening',
      decompressing: 'Decompressing the archive',
      indexing: 'Indexing layers',
      comparing: 'Comparing contents',
      ready: 'Ready',
      cancelled: 'Stopped',
      verifying: 'Verifying digests',
      saving: 'Saving',
    } satisfies Record<IndexProgress['phase'], string>,
    ofLayers: (stacked: number, layers: number): string =>
      `${formatCount(stacked)} of ${counted(layers, 'layer', 'layers')}`,
    amount: (done: number, total: number | null): string =>
      total === null ? formatSize(done) : `${formatSize(done)} of ${formatSize(total)}`,
    progressBar: 'Progress',
    cancel: 'Cancel',
    resume: 'Resume',
    stopped: (stacked: number, layers: number): string =>
      `Stopped: ${formatCount(stacked)} of ${counted(layers, 'layer', 'layers')} indexed`,
  },

  save: {
    asFile: 'Save as…',
    asFolder: 'Save as a new folder…',
    asTar: 'Save as tar…',
    saved: (path: string, bytes: number): string => `Saved ${formatSize(bytes)} to ${path}`,
    failed: (message: string): string => `Not saved: ${message}`,
    someLeftOut: (count: number): string => counted(count, 'remark', 'remarks'),
    leftOut: (reason: string, count: number, paths: readonly string[]): string =>
      [`${reason}: ${formatCount(count)}`, ...paths, ...(count > paths.length ? ['…'] : [])].join('\n'),
    reasons: {
      'special-file': 'Left out, since only a tar can keep devices and named pipes',
      name: 'Left out, since the file system can not hold the name',
      'name-taken': 'Left out, since the file system takes the name for that of another entry',
      symlink: 'Left out, since symbolic links may not be made here',
      content: 'Left out, since the archive does not hold the content to its end',
      dangling: 'Left out, since the hard link leads nowhere',
      owner: 'Saved without the owner',
      mode: 'Saved without all bits of the mode',
      time: 'Saved with another time',
      xattrs: 'Saved without extended attributes, which only a tar can keep',
    } satisfies Record<LeftOutReason, string>,
    show: 'Show in folder',
    dismiss: 'Dismiss',
  },

  verification: {
    title: 'Digests',
    notVerified: 'Digests not verified',
    failed: 'Digests could not be verified',
    verify: 'Verify',
    verifyHint: 'Read all layers and hold their digests against what the archive states',
    nothing: 'No digests stated',
    nothingHint: 'This archive states no digests that its content could be held against',
    allRight: 'All digests right',
    digestsDiffer: (count: number): string => (count === 0 ? '' : counted(count, 'digest differs', 'digests differ')),
    sizesDiffer: (count: number): string => (count === 0 ? '' : counted(count, 'size differs', 'sizes differ')),
    countDiffers: 'the number of diff IDs differs',
    unreadable: (count: number): string => (count === 0 ? '' : `${formatCount(count)} unreadable`),
    missing: (count: number): string => (count === 0 ? '' : `${formatCount(count)} missing`),
    filter: 'What is listed',
    all: 'All',
    wrong: 'Not right',
    copy: 'Copy',
    close: 'Close the digests',
    columns: { verdict: 'Verdict', part: 'Of', fact: 'What', stated: 'Stated', computed: 'Computed' },
    parts: {
      index: 'Index',
      manifest: 'Manifest',
      config: 'Config',
      layer: 'Layer',
    } satisfies Record<StatedPart, string>,
    facts: { digest: 'digest', size: 'size', diffId: 'diff ID', diffIdCount: 'diff IDs' } satisfies Record<
      StatedFact,
      string
    >,
    verdicts: {
      equal: 'Right',
      different: 'Different',
      missing: 'Missing',
      foreign: 'Kept elsewhere',
      unreadable: 'Unreadable',
    } satisfies Record<Verdict, string>,
    same: 'the same',
  },

  problems: {
    title: 'Problems',
    close: 'Close the problems',
    copy: 'Copy',
    copied: 'Copied',
    all: 'All',
    filter: 'Severity',
    severities: {
      error: 'Errors',
      warning: 'Warnings',
      note: 'Notes',
    } satisfies Record<Severity, string>,
    severity: { error: 'Error', warning: 'Warning', note: 'Note' } satisfies Record<Severity, string>,
    columns: { severity: 'Severity', code: 'Code', where: 'Where', message: 'What it means' },
    none: 'Nothing was found that is out of order.',
    noneOfThese: 'None of this kind.',
    layer: (layer: number): string => `layer ${layer}`,
    offset: (offset: number): string => `byte ${formatCount(offset)}`,
    archive: 'archive',
    /** The engine speaks English. */
    sentence: (_code: Failure['code'], message: string): string => message,
    toLayer: (layer: number): string => `Select layer ${layer}`,
  },
}
