import type { ArchiveFormat, ArtifactBlob, ArtifactKind } from '../../../../shared/archive.ts'
import type { Failure } from '../../../../shared/problem.ts'
import { formatCount, formatSize } from '../../amount.ts'
import { counted } from './counted.ts'

/** An archive and what is in it: the header, artifacts, the welcome view, failures. */
export const archiveWords = {
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

  formats: {
    'docker-archive': 'docker archive',
    'docker-legacy': 'docker archive, old form',
    oci: 'OCI layout',
    'root-file-system': 'root file system',
  } satisfies Record<ArchiveFormat, string>,

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
      if (reason === 'stalled')
        return 'It did not answer when it was asked to stop: the disk or the network share of the file may be stuck.'
      return `Reason: ${reason}.`
    },
    /** What to do next; null where the sentence says it all. */
    advice: (code: Failure['code']): string | null => {
      switch (code) {
        case 'archive-empty':
        case 'archive-truncated':
        case 'archive-corrupt':
        case 'compression-truncated':
        case 'compression-corrupt':
          return 'Copy it again, or export it again where the image is: docker save -o image.tar NAME. Compare sizes if it was downloaded.'
        case 'archive-not-an-image':
          return 'Onionskin opens what docker save, podman save, skopeo copy and buildx write, compressed or not, and OCI layout folders.'
        case 'archive-unreadable':
          return 'Check the path, your permissions, and that its disk or network share is there; then try again.'
        case 'no-space':
        case 'temporary-unwritable':
          return 'An archive that is compressed as a whole is unpacked before it is read. Unpack it yourself to a disk with room and open that.'
        default:
          return null
      }
    },
    reopen: 'Reopen',
    code: (code: string): string => `Code: ${code}`,
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

  panes: {
    resize: 'Resize the panes',
    choose: 'What is shown',
    layers: 'Layers',
    files: 'Files',
    details: 'Details',
  },
}
