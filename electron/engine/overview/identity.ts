import * as z from 'zod'
import type { HistoryEntry, ImageInfo } from '../../../shared/archive.ts'
import type { Builder, Identity } from '../../../shared/overview.ts'
import { parseReference } from './reference.ts'

const REF_NAME = 'org.opencontainers.image.ref.name'

/** What an image is called, and who made it with what. */
export function identify(info: ImageInfo): Identity {
  const createdIsZero = info.created !== null && isZeroTime(info.created)
  return {
    references: info.tags.flatMap((tag) => {
      const reference = isBareTag(tag, info) ? null : parseReference(tag)
      return reference === null ? [] : [reference]
    }),
    imageId: info.id,
    manifestDigest: info.manifestDigest,
    platform: info.platform,
    created: createdIsZero ? null : info.created,
    createdIsZero,
    author: authorOf(info),
    builder: builderOf(info.history),
  }
}

/** OCI image-spec, annotations.md: a ref name may be a tag alone, which says nothing of a repository. */
function isBareTag(tag: string, { annotations }: ImageInfo): boolean {
  return annotations[REF_NAME] === tag && !/[/:@]/.test(tag)
}

function authorOf({ config, annotations }: ImageInfo): string | null {
  const fields = z
    .looseObject({
      author: z.string().catch(''),
      config: z.looseObject({ Labels: z.record(z.string(), z.string()).catch({}) }).catch({ Labels: {} }),
    })
    .safeParse(config).data
  const labels = fields?.config.Labels ?? {}
  const key = 'org.opencontainers.image.authors'
  return [fields?.author, labels[key], annotations[key], labels['maintainer']].find(Boolean) ?? null
}

/** Times that reproducible builds write in place of one. */
export function isZeroTime(time: string): boolean {
  return /^(?:1970-01-01|1980-01-01|0001-01-01)T00:00:0[01]/.test(time)
}

/** What wrote the history, by marks that only one builder leaves. */
export function builderOf(history: readonly HistoryEntry[]): Builder | null {
  const any = (test: (entry: HistoryEntry) => boolean): boolean => history.some(test)
  const by = (pattern: RegExp): boolean => any(({ createdBy }) => createdBy !== null && pattern.test(createdBy))
  const said = (pattern: RegExp): boolean => any(({ comment }) => comment !== null && pattern.test(comment))
  const author = (pattern: RegExp): boolean => any((entry) => entry.author !== null && pattern.test(entry.author))
  if (by(/^umoci /) || said(/\bumoci\b/)) return 'umoci'
  if (author(/^kaniko/i)) return 'kaniko'
  if (by(/^ko build\b/) || author(/^github\.com\/(?:google|ko-build)\/ko/)) return 'ko'
  if (by(/^jib-/) || author(/^Jib$/i)) return 'jib'
  if (by(/^bazel build\b/) || author(/^Bazel$/i)) return 'bazel'
  if (by(/^apko/) || author(/^apko/)) return 'apko'
  if (by(/\bnix-store\b/) || said(/^store paths: /)) return 'nix'
  if (said(/^FROM /)) return 'buildah'
  if (said(/^buildkit\./) || by(/# buildkit$/)) return 'buildkit'
  if (by(/^(?:\|\d+ .*)?\/bin\/sh -c /s)) return 'docker'
  return null
}
