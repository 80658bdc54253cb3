import type { ArchiveFormat, ArtifactBlob, ArtifactKind, LayerState } from '../../shared/archive.ts'
import type {
  IndexProgress,
  ChangedField,
  ChangeKind,
  EntryType,
  HiddenBy,
  MarkerKind,
  SortKey,
} from '../../shared/tree.ts'
import type { KnownFile } from '../../shared/known-file.ts'
import type { PathState } from '../../shared/find.ts'
import type { ModeFlag } from '../../shared/row-filter.ts'
import type { FilterKey } from './filter-query.ts'
import type { Severity } from '../../shared/problem.ts'
import type { LeftOutReason } from '../../shared/save.ts'
import type { StatedFact, StatedPart, Verdict } from '../../shared/verification.ts'
import { formatBinarySize, formatBytes, formatCount, formatPercent, formatSeconds, formatSize } from './amount.ts'
import type { Encoding } from './text-content.ts'

const plural = new Intl.PluralRules('en')

function counted(count: number, one: string, other: string): string {
  return `${formatCount(count)} ${plural.select(count) === 'one' ? one : other}`
}

const changeNames: Readonly<Record<ChangeKind, string>> = {
  added: 'added',
  modified: 'modified',
  unchanged: 'unchanged',
  removed: 'removed',
}

const hiddenByNames: Readonly<Record<HiddenBy, string>> = {
  'newer-version': 'a newer version',
  whiteout: 'a whiteout',
  opaque: 'an opaque directory',
  'replaced-ancestor': 'a replaced directory',
}

/** Every word that the window shows. */
const english = {
  appName: 'Onionskin',

  header: {
    image: 'Image',
    platform: 'Platform',
    images: 'Images in this archive',
    platforms: 'Platforms of this image',
    others: 'Not images',
    content: 'What is shown',
    otherTags: (tags: readonly string[]): string => `also ${tags.join(', ')}`,
    absent: 'Image that is not in this archive',
    artifacts: {
      attestation: 'Attestation (in-toto)',
      'build-cache': 'Build cache of BuildKit',
      'compose-project': 'Compose project',
      'cosign-attestation': 'Attestation signed with cosign',
      'cosign-signature': 'Signature by cosign',
      'docker-plugin': 'Docker plugin',
      'helm-chart': 'Helm chart',
      'notation-signature': 'Signature by Notation',
      sbom: 'Software bill of materials (SBOM)',
      'sigstore-bundle': 'Sigstore bundle',
      'wasm-module': 'WebAssembly module',
      unknown: 'Artifact',
    } satisfies Record<ArtifactKind, string>,
    file: (path: string): string => `Archive: ${path}`,
  },

  artifact: {
    pane: 'Artifact',
    absent:
      'The index lists this image, but the archive does not hold its manifest. Images of several platforms are often saved with one platform alone.',
    about: {
      attestation:
        'Statements about an image: how it was built, or what is in it. A builder puts them beside the image; they are never run.',
      'build-cache': 'Layers and records that BuildKit keeps so that it need not build them again.',
      'compose-project': 'The files of a Compose project, stored as a registry stores images.',
      'cosign-attestation': 'Statements about an image, signed with cosign.',
      'cosign-signature': 'A signature by cosign: who vouches for an image.',
      'docker-plugin': 'A plugin of the Docker engine: its file system is for the engine, not for a container.',
      'helm-chart': 'A chart: templates from which Helm installs an application in a cluster.',
      'notation-signature': 'A signature by Notation: who vouches for an image.',
      sbom: 'A list of the software that an image is made of.',
      'sigstore-bundle': 'A signature or attestation with all that is needed to check it.',
      'wasm-module': 'A WebAssembly program: it is run without a root file system.',
      unknown: 'Something that is stored as images are stored, but is none.',
    } satisfies Record<ArtifactKind, string>,
    facts: {
      tags: 'Tags',
      artifactType: 'Type',
      digest: 'Digest',
      mediaType: 'Media type',
      platform: 'Platform',
      subject: 'Speaks of',
      role: 'Part',
      size: 'Size',
      states: 'States',
      of: 'Of',
    },
    annotations: 'Annotations',
    subjectElsewhere: 'not in this archive',
    showSubject: 'Show what it speaks of',
    copyDigest: 'Copy digest',
    parts: 'Manifest and blobs',
    partList: 'Manifest and blobs of the artifact',
    part: 'Selected blob',
    roles: {
      manifest: 'Manifest',
      config: 'Config',
      layer: 'Blob',
    } satisfies Record<ArtifactBlob['role'] | 'manifest', string>,
    missing: 'not in this archive',
    /** By how the type begins. */
    predicates: [
      ['https://slsa.dev/provenance/', 'Provenance (SLSA)'],
      ['https://slsa.dev/verification_summary/', 'Verification summary (SLSA)'],
      ['https://spdx.dev/Document', 'Bill of materials (SPDX)'],
      ['https://cyclonedx.org/bom', 'Bill of materials (CycloneDX)'],
      ['https://in-toto.io/Link/', 'Build step (in-toto link)'],
      ['https://in-toto.io/attestation/vulns', 'Vulnerabilities (in-toto)'],
      ['https://cosign.sigstore.dev/attestation/vuln/', 'Vulnerabilities (cosign)'],
      ['https://openvex.dev/ns', 'Exploitability (OpenVEX)'],
    ] as readonly (readonly [prefix: string, name: string])[],
    subject: (name: string, digest: string): string => [name, digest].filter(Boolean).join(' '),
    moreSubjects: (count: number): string => `and ${formatCount(count)} more`,
    noSubjects: 'names nothing that it speaks of',
    summary: (blobs: number, bytes: number): string => `${counted(blobs, 'blob', 'blobs')} · ${formatSize(bytes)}`,
    someMissing: (count: number): string => (count === 0 ? '' : `${formatCount(count)} not in this archive`),
  },

  formats: {
    'docker-archive': 'docker archive',
    'docker-legacy': 'docker archive, old form',
    oci: 'OCI layout',
    'root-file-system': 'root file system',
  } satisfies Record<ArchiveFormat, string>,

  layers: {
    title: 'Layers',
    list: 'Layers, newest first',
    scope: 'What the tree shows',
    thisLayer: 'This layer',
    merged: 'Merged up to here',
    layer: (index: number): string => `Layer ${index}`,
    noInstruction: 'no instruction known',
    digest: (digest: string): string => `Digest ${digest}`,
    diffId: (diffId: string): string => `Diff ID ${diffId}`,
    sizeOf: (bytes: number): string => `${formatBytes(bytes)} of files`,
    sizeStored: (bytes: number): string => `${formatBytes(bytes)} stored`,
    entries: (count: number): string => counted(count, 'entry', 'entries'),
    added: (count: number): string => `${formatCount(count)} added`,
    modified: (count: number): string => `${formatCount(count)} modified`,
    removed: (count: number): string => `${formatCount(count)} removed`,
    states: {
      pending: 'waiting',
      indexing: 'indexing…',
      ok: '',
      damaged: 'damaged: shown as far as readable',
      missing: 'not in this archive',
    } satisfies Record<LayerState, string>,
    stateNames: {
      pending: 'waiting to be indexed',
      indexing: 'being indexed',
      ok: 'indexed',
      damaged: 'damaged',
      missing: 'missing',
    } satisfies Record<LayerState, string>,
    unstacked: 'waiting for the layers below',
    lazy: {
      estargz: 'eStargz: made to be pulled file by file; its table of contents and landmarks are files of the layer',
      'zstd:chunked': 'zstd:chunked: made to be pulled file by file',
    },
    stopped: 'grew too large',
    stoppedHint: 'Far larger than what is stored: what was read up to there is shown',
    stateHints: {
      pending: 'Not indexed yet',
      indexing: 'Being indexed',
      ok: '',
      damaged: 'Damaged: what could be read is shown',
      missing: 'The archive does not hold this layer',
    } satisfies Record<LayerState, string>,
    noHistory: 'This image states no history, so that layers stand here without their instructions.',
    countsDiffer:
      'History and layers do not match, so that layers stand here without instructions. All of the history follows.',
    history: 'History',
    none: 'This image has no layers.',
  },

  files: {
    title: 'Files',
    filter: 'What is listed',
    all: 'All',
    changed: 'Changed',
    overridden: 'Overridden',
    removed: 'Removed',
    hints: {
      all: 'Every path of this view, removed ones struck through',
      changed: 'Only what this layer touched',
      overridden: 'Paths with more than one version, with the bytes that are shipped but hidden',
      removed: 'Paths that a layer removed; their bytes are still shipped',
    },
    tree: (layer: number, merged: boolean): string =>
      merged ? `Files of layers 0 to ${layer}, merged` : `Files of layer ${layer}`,
    columns: {
      name: 'Name',
      size: 'Size',
      layer: 'Layer',
      mode: 'Mode',
      owner: 'Owner',
      mtime: 'Modified',
      change: 'Change',
      bytes: 'Hidden',
      path: 'Path',
      versions: 'Versions',
      removedBy: 'Removed by',
    } satisfies Record<SortKey | 'bytes' | 'path' | 'versions' | 'removedBy', string>,
    bytesHint: 'Bytes that are shipped for this path and can never be seen',
    removedByLayer: (layer: number): string => `removed by layer ${layer}`,
    changedByLayer: (change: ChangeKind, layer: number): string => `${changeNames[change]} by layer ${layer}`,
    suppliedBy: (layer: number): string => `from layer ${layer}`,
    implicit: 'not in the archive itself: owner, mode and time unknown',
    linkTo: (target: string): string => `→ ${target}`,
    hardLinkTo: (target: string): string => `= ${target}`,
    markerHints: {
      whiteout: 'Whiteout: hides this name of the layers below',
      opaque: 'Opaque marker: hides all that the layers below have in this directory',
      aufs: 'Bookkeeping of AUFS: no file',
    } satisfies Record<MarkerKind, string>,
    markerText: {
      whiteout: 'whiteout: hides this name below',
      opaque: 'opaque: hides all of this directory below',
      aufs: 'bookkeeping of AUFS',
    } satisfies Record<MarkerKind, string>,
    types: {
      file: 'file',
      dir: 'directory',
      symlink: 'symbolic link',
      hardlink: 'hard link',
      char: 'character device',
      block: 'block device',
      fifo: 'named pipe',
    } satisfies Record<EntryType, string>,
    loading: 'loading',
    emptyDirectory: 'empty',
    emptyLayer: 'This layer holds no entries.',
    emptyMerged: 'No files: the layers up to here are empty.',
    emptyChanged: (layer: number): string => `Layer ${layer} changed nothing that can be seen.`,
    emptyOverridden: 'No path has more than one version up to this layer.',
    emptyRemoved: 'No path was removed up to this layer.',
    soFar: (top: number, wanted: number): string =>
      top === 0 ? `Layer 0 so far, not up to layer ${wanted}` : `Layers 0 to ${top} so far, not up to layer ${wanted}`,
    missingLayer: (layer: number): string => `Layer ${layer} is not in this archive.`,
    stoppedLayer: (layer: number): string => `Layer ${layer} was not indexed: indexing was stopped.`,
    unreadable: 'These rows could not be read.',
    listSummaryShort: (bytes: number): string => `${formatSize(bytes)} never seen`,
    windows: 'A Windows image: drive C is the folder Files of its layers; the registry lies in Hives.',
    noDrive: 'A Windows image, but nothing here is in the folder Files: all is shown as it is stored.',
    driveScope: 'Where the tree begins',
    driveHint: 'The files as a Windows container sees them',
    asStored: 'As stored',
    asStoredHint: 'All that the layers hold: Files, Hives and the rest',
    stoppedAtBound: (layer: number, stored: number, inflated: number): string =>
      `Layer ${layer} has ${formatSize(stored)} and grew to ${formatSize(inflated)}, ${formatCount(Math.round(inflated / Math.max(1, stored)))} times as many; it was not read on.`,
    readOn: 'Read on',
    readOnHint: 'Read this layer to its end, however far it grows; for archives that you trust',
    readingOn: 'Reading on…',
    listSummary: (paths: number, bytes: number): string =>
      `${counted(paths, 'path', 'paths')} · ${formatSize(bytes)} shipped, never seen`,
    listRow: (path: string, bytes: number, removedBy: number | null): string =>
      `${path}, ${formatSize(bytes)} hidden${removedBy === null ? '' : `, removed by layer ${removedBy}`}`,
  },

  palette: {
    title: 'Find a path in any layer',
    placeholder: 'Find a path in any layer',
    shortcut: (mac: boolean): string => (mac ? '⌘K' : 'Ctrl K'),
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

  content: {
    title: 'Content',
    tabs: { text: 'Content', hex: 'Hex' },
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
    part: (shown: number, all: number): string =>
      `Showing the first ${formatBinarySize(shown)} of ${formatBinarySize(all)}`,
    more: (bytes: number): string => `Load ${formatBinarySize(bytes)} more`,
    rest: 'The rest is in the hex view.',
    editor: (path: string): string => `Content of ${path}, read-only`,
    hex: (path: string): string => `Bytes of ${path}`,
    encodings: {
      'utf-8': 'UTF-8',
      'utf-16le': 'UTF-16 LE',
      'utf-16be': 'UTF-16 BE',
      'latin-1': 'Latin-1',
    } satisfies Record<Encoding, string>,
    contentOf: (layer: number): string => `as of layer ${layer}`,
    laidOut: 'laid out for reading',
    laidOutHint: 'White space was added; the hex view shows what is stored',
  },

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
    toLayer: (layer: number): string => `Select layer ${layer}`,
  },

  welcome: {
    title: 'What is in this image?',
    lead: 'Open an exported container image to see every layer, the files that a container sees, what was overridden, and what was deleted but is still shipped.',
    drop: 'Drop an image archive here',
    open: 'Open…',
    sample: 'Try the sample',
    recent: 'Recent',
    clear: 'Clear',
    missing: 'no longer there',
    formats:
      'docker save, podman save, skopeo, buildx and OCI layouts: .tar, .tar.gz, .tgz, .tar.zst, .tar.xz. Nothing is run, nothing leaves this computer.',
    version: (version: string): string => `Version ${version}`,
    dropToOpen: 'Drop to open',
    dropToOpenHint: 'Each archive opens in a window of its own where this one is in use.',
  },

  opening: {
    title: (name: string): string => `Opening ${name}`,
    starting: 'Starting',
  },

  failure: {
    title: 'This archive could not be opened',
    again: 'Try again',
    another: 'Open another…',
    imageTitle: 'This image could not be shown',
    engineTitle: 'Reading this archive has failed',
    engine: (name: string): string =>
      `The part of Onionskin that reads archives has stopped while it worked on ${name}. The window and your files are unharmed.`,
    engineReasons: (reason: string): string => {
      if (reason === 'oom' || reason === 'memory-eviction') return 'It ran out of memory.'
      if (reason === 'killed') return 'It was ended from outside.'
      if (reason === 'launch-failed') return 'It could not be started.'
      return `Reason: ${reason}.`
    },
    reopen: 'Reopen',
    code: (code: string): string => `Code: ${code}`,
  },

  panes: {
    resize: 'Resize the panes',
    layers: 'Layers',
    files: 'Files',
    details: 'Details',
  },
}

export type Messages = typeof english

/** The words of the window's language. */
export const messages: Messages = english
