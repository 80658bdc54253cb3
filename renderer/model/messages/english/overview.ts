import type { HiddenBy } from '../../../../shared/tree.ts'
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
} from '../../../../shared/overview.ts'
import { formatCount, formatDuration, formatPercent, formatSize } from '../../amount.ts'
import { counted } from './counted.ts'
import { hiddenByNames } from './names.ts'

/** The overview of an image. */
export const overviewWords = {
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
      baseBetween: ': ',
      because: (reasons: readonly string[]): string => reasons.join('; '),
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
}
