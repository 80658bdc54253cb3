import type { SearchSummary, VersionState } from '../../shared/search.ts'
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
import type {
  BaseReason,
  Builder,
  Certainty,
  FindingKind,
  FindingSeverity,
  OverviewPart,
  PackageSystem,
  WastedPath,
  WasteReason,
} from '../../shared/overview.ts'
import type { CacheLoss, Comparison, PathDifference, Side } from '../../shared/comparison.ts'
import type { KnownFile } from '../../shared/known-file.ts'
import type { PathState } from '../../shared/find.ts'
import type { ModeFlag } from '../../shared/row-filter.ts'
import type { FilterKey } from './filter-query.ts'
import type { Severity } from '../../shared/problem.ts'
import type { LeftOutReason } from '../../shared/save.ts'
import type { StatedFact, StatedPart, Verdict } from '../../shared/verification.ts'
import {
  formatBinarySize,
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatSeconds,
  formatSize,
} from './amount.ts'
import type { ConfigGroup } from './compare/config.ts'
import type { PairDifference } from './compare/steps.ts'
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

  modes: {
    label: 'What is shown',
    overview: 'Overview',
    files: 'Files',
    compare: 'Compare…',
    hint: (name: string, key: string): string => `${name} (${key})`,
  },

  overview: {
    title: 'Overview of the image',
    index: 'Sections',
    pending: 'not known yet',
    stopped: 'Stopped before this was found out.',
    resume: 'Resume',
    failed: 'The overview could not be made.',
    retry: 'Try again',
    more: 'Show all',
    less: 'Show less',
    showMore: (count: number): string => `Show ${formatCount(count)} more`,
    layer: (layer: number): string => `Layer ${layer}`,
    inLayer: (layer: number): string => `layer ${layer}`,
    sections: {
      identity: 'Image',
      cake: 'The cake, to scale',
      treemap: 'What a container sees',
      packages: 'Packages',
      waste: 'Reclaimable',
      dockerfile: 'Dockerfile, from history',
      dockerfileOfLayers: 'Dockerfile: no history, layers alone',
      findings: 'Deserves a look',
      configuration: 'Configuration',
    },
    working: {
      waste: 'Adding up what is shipped and not seen',
      release: 'Reading the OS release',
      packages: 'Reading package lists',
      secrets: 'Searching for keys and tokens',
      duplicates: 'Comparing files of equal size',
    } satisfies Record<OverviewPart, string>,
    files: (done: number, total: number | null): string =>
      total === null ? counted(done, 'file', 'files') : `${formatCount(done)} of ${counted(total, 'file', 'files')}`,

    identity: {
      imageId: 'Image ID',
      manifest: 'Manifest',
      copyImageId: 'Copy image ID',
      copyManifest: 'Copy manifest digest',
      copyReference: 'Copy reference',
      reference: 'Reference',
      also: 'Also known as',
      registry: 'registry',
      namespace: 'namespace',
      repository: 'repository',
      tag: 'tag',
      digest: 'digest',
      implied: '(default)',
      noRepository: (tags: readonly string[]): string => `${tags.join(', ')}: a tag alone, no repository is stated`,
      noReference: 'This image has no name; an archive can be saved without one.',
      runs: 'Runs',
      nothingToRun: 'no command',
      as: (user: string): string => `as ${user}`,
      in: (directory: string): string => `in ${directory}`,
      offers: 'Ports, volumes',
      noRelease: 'no OS release inside',
      createdOn: (time: string): string => `created ${time}`,
      createdZero: 'no time of creation: built reproducibly',
      createdUnknown: 'time of creation not stated',
      author: 'Author',
      builder: 'Built with',
      builders: {
        docker: 'docker build, classic',
        buildkit: 'BuildKit',
        buildah: 'Buildah',
        kaniko: 'kaniko',
        ko: 'ko',
        jib: 'Jib',
        bazel: 'Bazel',
        nix: 'Nix',
        apko: 'apko',
        umoci: 'umoci',
      } satisfies Record<Builder, string>,
      base: 'Base',
      noBase: 'nothing tells a base from the rest',
      unnamedBase: 'a base without a name',
      certainty: { stated: 'stated', likely: 'likely', guess: 'a guess' } satisfies Record<Certainty, string>,
      baseLayers: (last: number): string => (last === 0 ? 'layer 0' : `layers 0 to ${last}`),
      baseShare: (bytes: number, share: number): string =>
        `${formatSize(bytes)}, ${formatPercent(share, 1)} of the image`,
      reasons: {
        label: (value: string): string => `a label says ${value}`,
        annotation: (value: string): string => `an annotation says ${value}`,
        'os-release': (value: string): string => `its OS release is ${value}`,
        pattern: (value: string): string => `its history is that of ${value}`,
        command: (value: string): string => `the history goes on after ${value}`,
        'time-gap': (value: string): string =>
          value === ''
            ? 'earlier instructions have no real time'
            : `the history stops for ${formatDuration(Number(value))}`,
        builder: (value: string): string => `the builder noted ${value}`,
        'first-layer': (value: string): string => `layer 0 is a whole root file system: ${value}`,
      } satisfies Record<BaseReason['kind'], (value: string) => string>,
      problems: (count: number): string => counted(count, 'problem of the archive', 'problems of the archive'),
      problemsHint: 'Show what is out of order in this archive',
    },

    cake: {
      summary: (bytes: number, layers: number): string =>
        `${formatSize(bytes)} in ${counted(layers, 'layer', 'layers')}`,
      label: 'Layers by size, the base first',
      slice: (layer: number, size: string, share: string, instruction: string): string =>
        [`Layer ${layer}`, size, share, instruction].filter((part) => part !== '').join(', '),
      share: (share: number): string => `${formatPercent(share, 1)} of the image`,
      base: 'base',
      ofBase: 'part of the base',
      others: (layers: number): string => `${formatCount(layers)} more`,
      go: 'Click to see its files',
      none: 'This image has no layers.',
      empty: 'The layers hold no bytes of files.',
    },

    treemap: {
      summary: (bytes: number): string => `${formatSize(bytes)} · coloured by layer`,
      label: (path: string): string => `Sizes below ${path}`,
      path: 'Directory that fills the map',
      root: 'root',
      up: 'Up',
      upHint: 'Up to the directory above (Backspace)',
      openInFiles: 'Show in Files',
      keys: 'Arrows between cells, Enter to go in, Backspace to go up, F to show it in Files',
      others: (count: number): string => `${formatCount(count)} more`,
      othersIn: (count: number, path: string): string => `${counted(count, 'entry', 'entries')} more in ${path}`,
      cell: (path: string, directory: boolean, size: string, layers: string): string =>
        [path, directory ? 'directory' : 'file', size, layers].filter((part) => part !== '').join(', '),
      layerShare: (layer: number, part: string): string => `layer ${layer} ${part}`,
      enter: 'Click to go in',
      openFile: 'Click to show it in Files',
      share: (part: string): string => `${part} of the map`,
      empty: 'No bytes are to be seen here: empty files and directories alone.',
      waiting: 'Drawn as soon as layers are indexed.',
      failed: 'This directory could not be drawn.',
    },

    waste: {
      shipped: (bytes: number, all: number): string => `shipped, never seen · ${formatPercent(bytes, all)}`,
      nothing: 'Nothing is hidden: all that is shipped can be seen.',
      efficiency: 'Efficiency',
      efficiencyHint: 'Bytes of all paths at their smallest over all their bytes, as dive computes it; 100 % is best',
      percent: (part: number): string => formatPercent(part, 1),
      overridden: 'Overridden paths',
      removed: 'Removed paths',
      overriddenHint: 'Show all paths with more than one version in Files',
      removedHint: 'Show all removed paths in Files',
      reasons: {
        deleted: 'deleted',
        'copied-up': 'copied up unchanged',
        overwritten: 'overwritten',
        replaced: 'replaced',
      } satisfies Record<WasteReason, string>,
      why: (item: WastedPath, madeBy: string | null): string => {
        const files =
          item.files > 1 ? `${formatCount(item.files)} files of layer ${item.layer}` : `in layer ${item.layer}`
        const copied = madeBy === 'COPY' || madeBy === 'ADD'
        switch (item.why) {
          case 'deleted':
            return `${files}, deleted by layer ${item.hiddenBy}${madeBy === 'RUN' ? ': delete in the RUN that made it' : copied ? ': keep it out with .dockerignore' : ''}`
          case 'copied-up':
            return `${files}, copied up by layer ${item.hiddenBy} for a new owner, mode or time alone${copied ? `: ${madeBy} --chown or --chmod` : ''}`
          case 'overwritten':
            return `${files}, overwritten by layer ${item.hiddenBy}`
          case 'replaced':
            return `${files}, replaced by layer ${item.hiddenBy} with something of another type`
        }
      },
      list: 'Worst paths, most bytes first',
      duplicates: (bytes: number, groups: number): string =>
        `${formatSize(bytes)} of duplicates · ${counted(groups, 'content', 'contents')} under several names`,
      noDuplicates: 'No file is there twice.',
      noDuplicatesAbove: (least: number): string => `No file of at least ${formatSize(least)} is there twice.`,
      duplicate: (count: number, size: number): string => `${formatCount(count)} × ${formatSize(size)}`,
      moreNames: (count: number): string => `and ${formatCount(count)} more`,
      notRead: (count: number): string =>
        `${counted(count, 'file was', 'files were')} not compared: too many or unreadable.`,
    },

    dockerfile: {
      copy: 'Copy Dockerfile',
      list: 'Instructions, oldest first',
      base: (count: number): string => `${counted(count, 'instruction', 'instructions')} of the base`,
      showBase: 'Show the instructions of the base',
      hideBase: 'Hide the instructions of the base',
      hidden: '••••••••',
      show: 'Show',
      hide: 'Hide',
      secretHint: 'This looks like it holds a secret',
      unknown: 'no instruction known',
      argumentsOf: (list: readonly string[]): string => `Build arguments: ${list.join(', ')}`,
      go: (layer: number): string => `Show layer ${layer} in Files`,
      noHistory: 'The config states no history that tells anything: only layers are known.',
      empty: 'Neither history nor layers.',
    },

    findings: {
      severity: { high: 'High', medium: 'Medium', low: 'Low' } satisfies Record<FindingSeverity, string>,
      fine: 'Fine',
      found: {
        secret: (count: number): string =>
          counted(count, 'thing looks like a key or a token', 'things look like keys or tokens'),
        'deleted-but-shipped': (count: number): string =>
          counted(
            count,
            'file is deleted by a later layer and still shipped',
            'files are deleted by a later layer and still shipped',
          ),
        setuid: (count: number): string => counted(count, 'setuid or setgid file', 'setuid or setgid files'),
        'world-writable': (count: number): string =>
          counted(count, 'path that anybody may write to', 'paths that anybody may write to'),
        'runs-as-root': (): string => 'runs as root',
        'tag-latest': (): string => 'its tag is latest: it names whatever was pushed last',
      } satisfies Record<FindingKind, (count: number) => string>,
      none: {
        secret: 'nothing that looks like a key or a token in any layer',
        'deleted-but-shipped': 'nothing is deleted by a later layer',
        setuid: 'no setuid or setgid file',
        'world-writable': 'no path that anybody may write to',
        'runs-as-root': 'does not run as root',
        'tag-latest': 'no tag is latest',
      } satisfies Record<FindingKind, string>,
      runsAs: (user: string): string => `runs as ${user}, not root`,
      looking: {
        secret: 'keys and tokens are looked for…',
        'deleted-but-shipped': 'deleted files are looked for…',
        setuid: 'setuid and setgid files are looked for…',
        'world-writable': 'paths that anybody may write to are looked for…',
        'runs-as-root': '…',
        'tag-latest': '…',
      } satisfies Record<FindingKind, string>,
      nothing: 'Nothing was found that deserves a look.',
      list: (kind: string): string => `Findings: ${kind}`,
      places: {
        path: '',
        env: 'environment variable',
        label: 'label',
        history: 'instruction',
        config: 'config',
        tag: 'tag',
      },
      line: (line: number): string => `line ${formatCount(line)}`,
      hidden: (by: HiddenBy, layer: number): string =>
        `hidden by ${hiddenByNames[by]} in layer ${layer}, shipped all the same`,
      files: (count: number, bytes: number): string => `${counted(count, 'file', 'files')}, ${formatSize(bytes)}`,
      notListed: (count: number): string => `${formatCount(count)} more are not listed.`,
      notSearched: (count: number): string =>
        `${counted(count, 'file was', 'files were')} not searched for keys: too many, too large or unreadable.`,
    },

    configuration: {
      command: 'Command',
      entrypoint: 'Entrypoint',
      cmd: 'Cmd',
      user: 'User',
      root: 'root, since none is stated',
      directory: 'Directory',
      defaultDirectory: '/, since none is stated',
      ports: 'Ports',
      volumes: 'Volumes',
      stopSignal: 'Stop signal',
      shell: 'Shell',
      healthCheck: 'Health check',
      healthOff: 'switched off',
      health: {
        interval: (seconds: number): string => `every ${formatDuration(seconds)}`,
        timeout: (seconds: number): string => `timeout ${formatDuration(seconds)}`,
        startPeriod: (seconds: number): string => `start period ${formatDuration(seconds)}`,
        retries: (count: number): string => counted(count, 'retry', 'retries'),
      },
      onBuild: 'On build',
      environment: 'Environment',
      labels: 'Labels',
      annotations: 'Annotations',
      none: 'none',
      nothing: 'The config states nothing of how to run it.',
      secret: '••••••••',
      showValue: (name: string): string => `Show the value of ${name}`,
      hideValue: (name: string): string => `Hide the value of ${name}`,
      copyCommand: 'Copy command',
      emptyValue: 'empty',
    },

    packages: {
      filter: 'Filter by name',
      systems: {
        dpkg: 'dpkg',
        apk: 'apk',
        rpm: 'rpm',
        npm: 'npm',
        pip: 'pip',
      } satisfies Record<PackageSystem, string>,
      count: (count: number): string => counted(count, 'package', 'packages'),
      notListed: (system: string, path: string): string =>
        `${system} has a database at ${path}, in a form that can not be read here.`,
      added: (count: number): string => `${formatCount(count)} added`,
      removed: (count: number): string => `${formatCount(count)} removed`,
      changed: (count: number): string => `${formatCount(count)} with another version`,
      none: 'No package manager left a list in this image.',
      noneFound: (text: string): string => `No package has “${text}” in its name.`,
      notRead: (count: number): string =>
        `${counted(count, 'list or package was', 'lists or packages were')} not read: too many, too large or unreadable.`,
      list: (layer: number): string => `Packages of layer ${layer}`,
    },
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
      damaged: 'damaged, read in part',
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

  search: {
    title: 'Search in contents',
    placeholder: 'Search in the contents of files',
    shortcut: (mac: boolean): string => (mac ? '⇧⌘F' : 'Ctrl Shift F'),
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
    tabs: { text: 'Text', hex: 'Hex', picture: 'Image' },
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

  compare: {
    title: 'Compare',
    sides: { a: 'A', b: 'B' } satisfies Record<Side, string>,
    oneLayer: (layer: number): string => `layer ${layer} alone`,
    upTo: (layer: number): string => `up to layer ${layer}`,
    windowTitle: (a: string, b: string): string => `${a} ↔ ${b}`,
    swap: 'Swap sides',
    image: (side: Side): string => `Image of ${side.toUpperCase()}`,
    view: (side: Side): string => `What of ${side.toUpperCase()}`,
    wholeImage: 'Whole image',
    upToLayer: (layer: number): string => `Merged up to layer ${layer}`,
    layerAlone: (layer: number): string => `Layer ${layer} alone`,
    sideSummary: (layers: number, bytes: number | null): string =>
      [counted(layers, 'layer', 'layers'), ...(bytes === null ? [] : [formatSize(bytes)])].join(' · '),
    sizeDifference: (bytes: number): string =>
      bytes === 0 ? '±0 B' : `${bytes < 0 ? '−' : '+'}${formatSize(Math.abs(bytes))}`,
    exportPage: 'Export…',
    exportHint: 'Save what differs as a web page of its own',
    exporting: 'Exporting…',
    exported: 'Saved',
    exportFailed: 'The page could not be saved.',
    openSide: (name: string): string => `Open ${name} in a window of its own`,

    layers: 'Layers of both',
    shared: (layers: number): string => `${counted(layers, 'layer', 'layers')} the same in both`,
    sharedLines: (lines: number): string => `${counted(lines, 'line', 'lines')} of the history the same in both`,
    storedOnce: (bytes: number): string => `${formatSize(bytes)} shared`,
    unfold: 'Show what is the same',
    fold: 'Fold what is the same',
    allShared: 'All layers are the same in both.',
    noneShared: 'No layer is the same in both.',
    cuts: {
      'base-changed': 'from here on the build cache was lost: another base',
      'instruction-changed': 'from here on the build cache was lost: another instruction',
      'inputs-changed': 'from here on the build cache was lost: the same instruction, other files',
    } satisfies Record<CacheLoss, string>,
    steps: {
      same: 'the same in both',
      inputs: 'the same instruction made another layer',
      replaced: 'another instruction',
      'only-a': 'only in A',
      'only-b': 'only in B',
    } satisfies Record<PairDifference, string>,
    noInstruction: 'no instruction known',

    show: 'What is listed',
    filters: {
      differences: 'Differences',
      'only-a': 'Only in A',
      'only-b': 'Only in B',
      changed: 'Changed',
      config: 'Configuration',
    },
    filterHints: {
      differences: 'Every path that differs',
      'only-a': 'Paths that B does not have',
      'only-b': 'Paths that A does not have',
      changed: 'Paths that both have, but not alike',
      config: 'Tags, platform, and what a container is run with',
    },
    same: 'Same',
    sameHint: 'List what is the same in both, too',
    times: 'Times',
    timesHint: 'A path that differs in nothing but its time counts as a difference',
    timesCount: (count: number): string => `${counted(count, 'path differs', 'paths differ')} in nothing but the time`,
    tree: (a: string, b: string): string => `Paths of ${a} and ${b}, aligned`,
    columns: {
      name: 'Name',
      size: 'Size',
      mode: 'Mode',
      what: 'What differs',
      difference: 'Difference',
      sizeDifference: 'Δ size',
    },
    sortHints: {
      difference: 'Sort by kind of difference: changed, only in A, only in B',
      sizeDifference: 'Sort by how much B is larger than A',
    },
    marks: {
      same: 'the same',
      times: 'only the time differs',
      changed: 'changed',
      'only-a': 'only in A',
      'only-b': 'only in B',
      below: 'differs below',
    } satisfies Record<PathDifference | 'below', string>,
    counts: {
      'only-a': (count: number): string => `${formatCount(count)} only in A`,
      'only-b': (count: number): string => `${formatCount(count)} only in B`,
      changed: (count: number): string => `${formatCount(count)} changed`,
      times: (count: number): string => `${formatCount(count)} by time alone`,
    },
    fields: {
      content: 'content',
      size: 'size',
      mode: 'mode',
      owner: 'owner',
      mtime: 'time',
      xattrs: 'attributes',
      link: 'link',
      type: 'type',
    } satisfies Record<ChangedField, string>,
    notCompared: 'content not compared yet',
    absent: 'not here',
    movedFrom: (path: string): string => `moved from ${path}`,
    movedTo: (path: string): string => `moved to ${path}`,
    goToMoved: (path: string): string => `Show ${path}`,
    noDifference: 'Both sides are the same, path by path.',
    onlyTimes: 'Nothing differs but times.',
    onlyTimesShow: 'Show them',
    noneOfKind: 'No path of this kind.',
    waiting: 'Paths are compared as soon as both sides are indexed.',
    stoppedTree: 'Comparing was stopped before the paths were known.',
    failedTree: 'The paths could not be compared.',
    previous: 'Previous difference',
    next: 'Next difference',
    previousHint: 'Previous difference (Shift+F7)',
    nextHint: 'Next difference (F7)',
    noNext: 'No further difference',
    noPrevious: 'No difference before',

    config: 'Configuration of both',
    configSame: 'Tags, platform and configuration are the same.',
    configGroups: {
      identity: 'Image',
      run: 'What is run',
      env: 'Environment',
      ports: 'Ports',
      volumes: 'Volumes',
      labels: 'Labels',
    } satisfies Record<ConfigGroup, string>,
    configFields: {
      tags: 'Tags',
      platform: 'Platform',
      osVersion: 'OS version',
      author: 'Author',
      entrypoint: 'Entrypoint',
      cmd: 'Command',
      user: 'User',
      workdir: 'Working directory',
      shell: 'Shell',
      stopSignal: 'Stop signal',
      stopTimeout: 'Stop timeout',
      healthcheck: 'Health check',
      onbuild: 'On build',
      argsEscaped: 'Arguments escaped',
    } as Readonly<Record<string, string>>,
    configColumns: { field: 'Field', a: 'A', b: 'B' },

    file: {
      title: 'Selected path',
      none: 'Select a path to see both sides of it',
      noneMore: 'F7 goes to the next difference, Shift+F7 to the one before.',
      metadata: 'What differs in owner, mode, time and links',
      sameMetadata: 'Owner, mode, time and links are the same.',
      onlyIn: (side: Side): string => `Only in ${side.toUpperCase()}`,
      sizes: (a: number, b: number): string => `${formatBytes(a)} → ${formatBytes(b)}`,
      layers: (a: number, b: number): string => (a === b ? `layer ${a} in both` : `layer ${a} → layer ${b}`),
      layer: (layer: number): string => `layer ${layer}`,
      sameContent: 'The content is the same.',
      fold: 'Hide the path',
      directory: 'A directory; what differs below it is in the tree.',
    },

    phases: {
      indexing: 'Indexing both sides',
      comparing: 'Comparing contents',
      ready: 'Compared',
      cancelled: 'Stopped',
      failed: 'Failed',
    } satisfies Record<Comparison['phase'], string>,
    opening: (a: string, b: string): string => `Opening ${a} and ${b}`,
    failedTitle: 'These two could not be compared',
    failedSide: (side: Side): string => `${side.toUpperCase()} could not be opened:`,
    withoutSide: 'Open the other one alone',
    sharedOf: (shared: number, all: number): string =>
      `${formatCount(shared)} of ${counted(all, 'layer', 'layers')} shared`,
    paths: (count: number): string => counted(count, 'difference', 'differences'),
    moved: (count: number): string => counted(count, 'file moved', 'files moved'),

    others: 'Compare others…',
    pictures: {
      how: 'How the images are compared',
      beside: 'Next to each other',
      swipe: 'Swipe',
      seam: 'How much of A is seen',
    },

    start: {
      here: 'Within this archive',
      upTo: 'Merged up to a layer',
      alone: 'One layer alone',
      quickChoose: 'Choose a layer…',
      compare: 'Compare',
      same: 'Both sides are the same. Choose another image or layer.',
      stackBelow: (layer: number): string => `Layer ${layer} against the stack below it`,
      quick: 'What one layer did',
      quickHint: 'Merged up to the layer below, against merged up to this layer',
      files: 'Another archive',
      choose: 'Choose a file…',
      recent: 'Recent',
      drop: 'or drop a second archive on this window',
      matrix: 'Layers that the images of this archive share',
      matrixSaves: (apart: number, stored: number): string =>
        `${formatSize(stored)} stored instead of ${formatSize(apart)}: sharing saves ${formatSize(apart - stored)} (${formatPercent(apart - stored, apart)}).`,
      matrixNothing: 'No two images share a layer.',
      matrixCell: (a: string, b: string, layers: number, bytes: number): string =>
        `${a} and ${b} share ${counted(layers, 'layer', 'layers')}, ${formatSize(bytes)}: compare them`,
      matrixOwn: (name: string, layers: number, bytes: number): string =>
        `${name} has ${counted(layers, 'layer', 'layers')}, ${formatSize(bytes)}`,
      matrixMore: (shown: number, all: number): string =>
        `The first ${formatCount(shown)} of ${formatCount(all)} images are shown.`,
    },

    drop: {
      open: 'Drop here to open',
      openEach: 'Drop here to open each',
      compareTwo: 'Drop here to compare the two',
      compareWith: (name: string): string => `Drop here to compare with ${name}`,
    },

    page: {
      generated: 'Compared by Onionskin',
      summary: 'Summary',
      layers: 'Layers',
      config: 'Configuration',
      paths: 'Paths',
      archive: 'Archive',
      image: 'Image',
      id: 'ID',
      size: 'Size of files',
      layerCount: 'Layers',
      counts: 'Differences',
      cut: (most: number): string => `Only the first ${formatCount(most)} paths are listed.`,
      unfinished: 'The comparison was not finished: contents of files of equal size may differ.',
      legend: '− only in A · + only in B · ~ changed',
    },
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
