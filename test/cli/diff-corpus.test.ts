import { describe, expect, it } from 'vitest'
import { corpusAbsent, corpusArchives, oracleEntryPath } from '../fixtures/corpus.ts'
import type { CorpusArchive, OracleEntry, OracleImage } from '../fixtures/corpus.ts'
import { notBuilt, runOnionskin } from './run-onionskin.ts'

/** The largest archive is 45 MB: all of them. */
const archives = corpusArchives(['real'], 60_000_000)

/** An image of the corpus. */
interface Side {
  readonly archive: CorpusArchive
  readonly image: number
}

function named(name: string): CorpusArchive | undefined {
  return archives.find((archive) => archive.name.startsWith(name))
}

/** Images of one archive that follow each other, forms of one image that follow each other, and two that are not related. */
function pairs(): (readonly [Side, Side])[] {
  const found: (readonly [Side, Side])[] = []
  for (const archive of archives)
    for (let image = 1; image < archive.images.length; image++)
      found.push([
        { archive, image: image - 1 },
        { archive, image },
      ])
  const stem = ({ name }: CorpusArchive): string => name.slice(0, name.indexOf('.'))
  for (const [at, archive] of archives.entries()) {
    const next = archives[at + 1]
    if (next !== undefined && stem(next) === stem(archive))
      found.push([
        { archive, image: 0 },
        { archive: next, image: 0 },
      ])
  }
  for (const [a, b] of [
    ['miniapp-v1', 'miniapp-v2'],
    ['tiny.docker.tar', 'busybox.oci-zstd'],
    ['torture-a.docker.tar', 'torture-a-umoci'],
  ] as const) {
    const [ofA, ofB] = [named(a), named(b)]
    if (ofA && ofB)
      found.push([
        { archive: ofA, image: 0 },
        { archive: ofB, image: ofB.images.length - 1 },
      ])
  }
  return found
}

/** All that counts as a difference, times left out. A directory without an entry has no mode and owner of its own. */
function told({ type, mode, uid, gid, size, sha256, link, link_b64, implicit, ...entry }: OracleEntry): string {
  const { dev, xattrs } = entry as { dev?: unknown; xattrs?: Record<string, string> }
  const attributes = Object.entries(xattrs ?? {}).sort(([x], [y]) => (x < y ? -1 : 1))
  const bits = type === 'symlink' ? '' : mode
  const content = [type === 'file' ? size : 0, sha256, link_b64 ?? link, dev]
  return JSON.stringify([type, bits, uid, gid, ...content, attributes, implicit ?? false])
}

function treeOf(image: OracleImage | undefined): Map<string, string> {
  const entries = (image?.tree ?? []).filter((entry) => oracleEntryPath(entry) !== '')
  return new Map(entries.map((entry) => [oracleEntryPath(entry), told(entry)]))
}

interface PrintedEntry {
  readonly path: string
  readonly pathBytes?: string
}

function pathsOf(entries: readonly PrintedEntry[]): string[] {
  return entries
    .map(({ path, pathBytes }) => Buffer.from(pathBytes ?? path, pathBytes === undefined ? 'utf8' : 'base64'))
    .map((bytes) => bytes.toString('latin1'))
    .sort()
}

describe.skipIf(notBuilt !== null || corpusAbsent !== null)(
  `diff --json against two oracles${[notBuilt, corpusAbsent].map((why) => (why === null ? '' : ` (${why})`)).join('')}`,
  () => {
    const labelled = pairs().map(
      ([a, b]) => [`${a.archive.name} ${a.image}`, `${b.archive.name} ${b.image}`, a, b] as const,
    )

    it('has pairs of every kind', () => {
      expect(labelled.length).toBeGreaterThan(20)
    })

    it.each(labelled)('%s and %s: the same paths on one side only, the same changed', (_a, _b, a, b) => {
      const [treeA, treeB] = [treeOf(a.archive.images[a.image]), treeOf(b.archive.images[b.image])]
      const { stdout, stderr } = runOnionskin([
        ...['diff', a.archive.path, b.archive.path, '--json'],
        ...['--image-a', String(a.image), '--image-b', String(b.image)],
      ])
      expect(stdout.length, stderr).toBeGreaterThan(0)
      const printed = JSON.parse(stdout.toString('utf8')) as Record<'added' | 'removed' | 'modified', PrintedEntry[]>
      const both = [...treeA.keys()].filter((path) => treeB.has(path))
      expect({
        removed: pathsOf(printed.removed),
        added: pathsOf(printed.added),
        modified: pathsOf(printed.modified),
      }).toEqual({
        removed: [...treeA.keys()].filter((path) => !treeB.has(path)).sort(),
        added: [...treeB.keys()].filter((path) => !treeA.has(path)).sort(),
        modified: both.filter((path) => treeA.get(path) !== treeB.get(path)).sort(),
      })
    })
  },
)
