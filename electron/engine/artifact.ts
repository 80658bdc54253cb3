import type { ArtifactKind } from '../../shared/archive.ts'

/** Media types of a manifest, as far as it states them. */
export interface ManifestTypes {
  readonly artifactType: string | null
  readonly config: string | null
  readonly layers: readonly (string | null)[]
}

const IMAGE_CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])

/** Says nothing of what a blob is: old builders of images wrote it too. */
const ANY_BYTES = 'application/octet-stream'

/** What a media type tells; the first that matches is taken. */
const KINDS: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/^application\/vnd\.dev\.cosign\.simplesigning\./, 'cosign-signature'],
  [/^application\/vnd\.(dsse\.envelope|dev\.cosign\.attestation)/, 'cosign-attestation'],
  [/^application\/vnd\.dev\.sigstore\.bundle/, 'sigstore-bundle'],
  [/^application\/vnd\.cncf\.notary\./, 'notation-signature'],
  [/^application\/vnd\.in-toto/, 'attestation'],
  [/^(application|text)\/(spdx|vnd\.cyclonedx|vnd\.syft|vnd\.dev\.cosign\.artifact\.sbom)/, 'sbom'],
  [/^application\/vnd\.cncf\.helm\./, 'helm-chart'],
  [/^application\/vnd\.wasm\.|^application\/(vnd\.(bytecodealliance|fermyon|module)\..*)?wasm\b/, 'wasm-module'],
  [/^application\/vnd\.docker\.plugin\./, 'docker-plugin'],
  [/^application\/vnd\.docker\.compose\./, 'compose-project'],
  [/^application\/vnd\.buildkit\.cacheconfig\./, 'build-cache'],
]

const WORDS: Readonly<Record<ArtifactKind, string>> = {
  attestation: 'in-toto attestation',
  'build-cache': 'build cache of BuildKit',
  'compose-project': 'Compose project',
  'cosign-attestation': 'attestation signed with cosign',
  'cosign-signature': 'cosign signature',
  'docker-plugin': 'Docker plugin',
  'helm-chart': 'Helm chart',
  'notation-signature': 'Notation signature',
  sbom: 'software bill of materials (SBOM)',
  'sigstore-bundle': 'Sigstore bundle',
  'wasm-module': 'WebAssembly module',
  unknown: 'artifact of an unknown type',
}

function kindOf(type: string | null): ArtifactKind | null {
  return type === null ? null : (KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? null)
}

/**
 * What a manifest is for; null where it is an image. OCI image-spec, manifest.md, "Guidelines for Artifact Usage": the
 * `artifactType` tells, else the type of the config. cosign and BuildKit write an image's config and tell it by their
 * layers.
 */
export function artifactKind({ artifactType, config, layers }: ManifestTypes): ArtifactKind | null {
  const ofLayers = layers.map(kindOf)
  if (config === null || config === ANY_BYTES || IMAGE_CONFIGS.has(config)) {
    const alike = layers.length > 0 && ofLayers.every((kind) => kind !== null)
    return alike ? ofLayers[0]! : artifactType === null ? null : kindOf(artifactType)
  }
  return kindOf(artifactType) ?? kindOf(config) ?? ofLayers.find((kind) => kind !== null) ?? 'unknown'
}

/** What a person calls it; the media type is added where that is all there is to say. */
export function artifactWords(kind: ArtifactKind, type: string | null): string {
  return kind === 'unknown' && type !== null ? `artifact of the type ${type}` : WORDS[kind]
}

/** With the article that goes before it: `a Helm chart`. */
export function withArticle(words: string): string {
  return `${/^[aei]/.test(words) ? 'an' : 'a'} ${words}`
}

/** Whether a descriptor in an index names a blob and no manifest: BuildKit's cache lists its layers so. */
export function isBlobType(mediaType: string | null | undefined): boolean {
  return mediaType != null && /\.image\.layer\.|\.rootfs\.(foreign\.)?diff\.|\.cacheconfig\./.test(mediaType)
}
