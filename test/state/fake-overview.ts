import type { Finding, FindingKind, FindingSeverity, Overview } from '../../shared/overview.ts'

/** An overview of an image of which nothing is remarkable. */
export function overviewOf(changes: Partial<Overview> = {}): Overview {
  return {
    image: 0,
    pending: [],
    stopped: false,
    identity: {
      references: [],
      imageId: null,
      manifestDigest: null,
      platform: null,
      created: null,
      createdIsZero: false,
      author: null,
      builder: null,
    },
    release: null,
    base: null,
    configuration: {
      command: null,
      entrypoint: null,
      cmd: null,
      environment: [],
      ports: [],
      volumes: [],
      user: '',
      runsAsRoot: true,
      workingDirectory: '',
      stopSignal: null,
      shell: null,
      healthCheck: null,
      onBuild: [],
      labels: [],
      annotations: [],
    },
    dockerfile: { lines: [], from: 'layers' },
    waste: null,
    duplicates: null,
    packages: null,
    findings: [],
    findingCounts: {
      secret: 0,
      'deleted-but-shipped': 0,
      setuid: 0,
      'world-writable': 0,
      'runs-as-root': 0,
      'tag-latest': 0,
    },
    filesNotSearched: 0,
    ...changes,
  }
}

/** A finding of the config. */
export function findingOf(kind: FindingKind, severity: FindingSeverity): Finding {
  return {
    kind,
    severity,
    place: 'config',
    what: 'root',
    path: null,
    node: null,
    layer: null,
    history: null,
    hidden: null,
    line: null,
    evidence: null,
    files: 1,
    bytes: 0,
  }
}
