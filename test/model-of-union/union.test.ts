import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  corpusAbsent,
  corpusArchives,
  oracleEntryPath,
  oraclePath,
  type CorpusArchive,
  type OracleImage,
} from '../fixtures/corpus.ts'
import { readEntries, readFiles } from '../fixtures/independent-reader.ts'
import type { Merged, ModelEntry } from './model-entry.ts'
import { union } from './union.ts'

/** What the model can not be held against, and why. */
const EXCEPT = [
  { names: /xz$|zst$|oci-zstd|mixed-compression/, why: 'needs a decoder that the independent reader has not' },
  { names: /base256/, why: 'tar-stream reads negative base-256 numbers one off' },
  { names: /gnu-sparse/, why: 'tar-stream reads no sparse files' },
  { names: /s-pax\.tar|torture-a/, why: 'names and values in PAX records that are not UTF-8; global headers' },
  { names: /trailing-and-empty|unknown-types|junk-after-eoa|no-eoa|umoci/, why: 'tar-stream reads on, or refuses' },
  { names: /dotdot|below-symlink|parent-is-symlink|nul-and-slash/, why: 'appliers differ' },
  { names: /bomb|deep-2000|wide-50000|opt-layers/, why: 'too large for a model this plain' },
]

/** Images whose every layer is there and whose tree an oracle knows. */
function complete({ images }: CorpusArchive): OracleImage[] {
  return images.filter((image) => image.tree && !image.attestation && !image.layers.some((layer) => layer.missing))
}

describe('the model of the union view says what the oracles of the corpus say', () => {
  const archives = corpusArchives(['real', 'synthetic', 'public'], 3_000_000).filter(
    (archive) =>
      archive.expect === 'valid' &&
      complete(archive).length > 0 &&
      !EXCEPT.some(({ names }) => names.test(archive.name)),
  )
  if (corpusAbsent !== null) it.skip(corpusAbsent)
  it.each(archives.map((archive) => [`${archive.part}/${archive.name}`, archive] as const))(
    '%s',
    async (_, archive) => {
      const stored = readFileSync(archive.path)
      const files = await readFiles(stored[0] === 0x1f ? gunzipSync(stored) : stored)
      for (const image of complete(archive)) {
        const layers: ModelEntry[][] = []
        for (const layer of image.layers) {
          const blob = files.get(layer.name)
          if (!blob) throw new Error(`${layer.name} is not in the archive`)
          layers.push(await readEntries(layer.compression === 'gzip' ? gunzipSync(blob) : blob))
        }
        expect(modelSays(layers, image)).toEqual(oracleSays(image))
      }
    },
  )
})

function modelSays(layers: ModelEntry[][], image: OracleImage): unknown {
  const { merged, changes } = union(layers)
  const last: Merged = merged.at(-1) ?? new Map()
  return {
    tree: [...last]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, seen]) => ({
        path,
        type: seen.type,
        layer: seen.layer,
        implicit: seen.implicit,
        mode: seen.implicit || seen.type === 'symlink' ? null : seen.mode,
        owner: seen.implicit ? null : [seen.uid, seen.gid],
        mtime: seen.implicit || seen.mtime === null ? null : Math.floor(seen.mtime),
        sha256: seen.content === null ? null : createHash('sha256').update(seen.content, 'latin1').digest('hex'),
      })),
    removed: image.layers.map((layer) => [...(changes[layer.index]?.removed ?? [])].sort()),
    overridden: image.layers.map((layer) => {
      const before = merged[layer.index - 1]
      const after = merged[layer.index]
      const isDir = (path: string): boolean => before?.get(path)?.type === 'dir' && after?.get(path)?.type === 'dir'
      return [...(changes[layer.index]?.overridden ?? [])].filter((path) => !isDir(path)).sort()
    }),
  }
}

function oracleSays(image: OracleImage): unknown {
  return {
    tree: (image.tree ?? [])
      .filter((entry) => entry.path !== '/')
      .map((entry) => ({ entry, path: oracleEntryPath(entry) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ entry, path }) => ({
        path,
        type: entry.type,
        layer: entry.layer,
        implicit: entry.implicit ?? false,
        mode: entry.implicit || entry.type === 'symlink' ? null : parseInt(entry.mode, 8),
        owner: entry.implicit ? null : [entry.uid, entry.gid],
        mtime: entry.implicit ? null : entry.mtime,
        sha256: entry.sha256 ?? null,
      })),
    removed: image.layers.map((layer) => layer.deleted.map(oraclePath).sort()),
    overridden: image.layers.map((layer) => layer.overridden.map(oraclePath).sort()),
  }
}
