import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { displayName } from '../../electron/engine/display-name.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { corpusAbsent, corpusArchives, oracleEntryPath, oraclePath, type OracleImage } from '../fixtures/corpus.ts'
import { OpenedImage } from './opened-image.ts'

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const CHECK = join(PROJECT, '..', 'shared', 'tools', 'check-oracle.mjs')
const CLI = join(PROJECT, 'out', 'cli', 'onionskin.js')
const run = promisify(execFile)

/** Where real appliers differ, so that either answer is right. */
const EITHER = /unknown-types|trailing-and-empty|dotdot|below-symlink|parent-is-symlink|s-pax\.tar/
/** Paths that are too long for a walk by name. */
const HUGE = /deep-2000|wide-50000|bomb/

describe('the engine sees what the oracles of the corpus saw', () => {
  const archives = corpusArchives(['real', 'synthetic', 'public']).filter(
    ({ expect: expected, name }) => expected === 'valid' && !EITHER.test(name) && !HUGE.test(name),
  )
  if (corpusAbsent !== null) it.skip(corpusAbsent)

  it.each(archives.map((archive) => [`${archive.part}/${archive.name}`, archive] as const))(
    '%s',
    async (_, archive) => {
      const wanted = archive.images.filter(
        (image) =>
          image.tree && !image.attestation && image.missing_manifest === undefined && !image.same_tree_as_config,
      )
      for (const [at, image] of wanted.entries()) {
        const { archive: info, index } = await find(archive.path, image, at)
        const opened = await OpenedImage.open(archive.path, index)
        try {
          expect(info.images[index]?.layers.length).toBe(image.layers.length)
          await compare(opened, image)
        } finally {
          await opened.close()
        }
      }
    },
  )
})

/** Finds the image that an oracle speaks of. */
async function find(
  path: string,
  oracle: OracleImage,
  at: number,
): Promise<{ archive: OpenedImage['archive']; index: number }> {
  const opened = await OpenedImage.open(path, 0)
  await opened.close()
  const { images } = opened.archive
  const sameConfig = images.filter((image) => image.id === oracle.config_digest)
  const tags = oracle.tags ?? []
  const sameTags = sameConfig.filter((image) => tags.every((tag) => image.tags.some((has) => has.endsWith(tag))))
  return { archive: opened.archive, index: (sameTags[0] ?? sameConfig[0] ?? images[at])?.index ?? 0 }
}

/** Whether something has all that is wanted of it. */
function fits(seen: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(seen, wanted)
  if (typeof seen !== 'object' || seen === null) return false
  return Object.entries(wanted).every(([key, value]) => fits((seen as Record<string, unknown>)[key], value))
}

async function compare(opened: OpenedImage, oracle: OracleImage): Promise<void> {
  const seen = await opened.seen()
  const display = (path: string): string => displayName(Buffer.from(path, 'latin1'))
  const tree = (oracle.tree ?? []).filter(({ path }) => path !== '/')
  expect([...seen.keys()].sort()).toEqual(tree.map((entry) => display(oracleEntryPath(entry))).sort())
  for (const entry of tree) {
    const row = seen.get(display(oracleEntryPath(entry)))
    const wanted = {
      type: entry.type,
      layer: entry.layer,
      ...(entry.type === 'file' ? { size: entry.size } : {}),
      metadata: entry.implicit
        ? null
        : {
            uid: entry.uid,
            gid: entry.gid,
            ...(entry.type === 'symlink' ? {} : { mode: parseInt(entry.mode, 8) }),
          },
    }
    // There are a hundred thousand of them: only what differs is worth a comparison that can tell how.
    if (!fits(row, wanted)) expect(row, entry.path).toMatchObject(wanted)
    const mtime = Math.floor(row?.metadata?.mtime ?? NaN)
    if (!entry.implicit && entry.mtime !== undefined && mtime !== entry.mtime) expect(mtime).toBe(entry.mtime)
  }
  for (const layer of oracle.layers.slice(1)) {
    if (layer.missing || layer.tar_error !== undefined) continue
    const rows = await opened.rows({ kind: 'merged', upto: layer.index })
    const removed = [...rows].filter(([, row]) => row.change === 'removed' && row.changeLayer === layer.index)
    expect(removed.map(([path]) => path).sort()).toEqual(layer.deleted.map((path) => display(oraclePath(path))).sort())
  }
}

describe('contents are what the oracles hashed', () => {
  const engine = createEngine(
    { progress: () => {}, stackChanged: () => {}, problemsChanged: () => {} },
    new InlineJobs(),
  )
  afterAll(() => engine.dispose())
  const archives = corpusArchives(['real', 'synthetic']).filter(({ name }) =>
    /^tiny|^torture-a\.docker|^torture-a\.oci|s-gnu-sparse|s-mixed|s-estargz|s-hardlink/.test(name),
  )
  if (corpusAbsent !== null) it.skip(corpusAbsent)

  it.each(archives.map((archive) => [archive.name, archive] as const))('%s', async (_, archive) => {
    const image = archive.images[0]
    if (image === undefined) throw new Error('no image')
    const opened = await OpenedImage.open(archive.path, 0)
    try {
      let compared = 0
      for (const entry of image.tree ?? []) {
        if (entry.sha256 === undefined || entry.path_b64 !== undefined) continue
        const content = await opened.bytes(displayName(Buffer.from(oracleEntryPath(entry), 'latin1')))
        expect(createHash('sha256').update(content).digest('hex'), entry.path).toBe(entry.sha256)
        compared++
      }
      expect(compared).toBeGreaterThan(0)
    } finally {
      await opened.close()
    }
  })
})

/** The archive has these three files as deb.debian.org_…, its oracle calls them apt.mirror.lan_…. */
const MISNAMED = /^debapp-v1v2\..*\/(apt\.mirror\.lan|deb\.debian\.org)_debian-security_/

describe('the command line says what the oracles say', () => {
  const absent = !existsSync(CHECK)
    ? 'the check of the corpus is not beside the project'
    : !existsSync(CLI)
      ? 'the command line is not built'
      : null
  it.skipIf(absent !== null)(
    `for every real archive${absent === null ? '' : `: ${absent}`}`,
    { timeout: 600_000 },
    async () => {
      const corpus = join(PROJECT, '..', 'shared', 'corpus', 'real')
      // Contents are compared above.
      const args = [CHECK, '--corpus', corpus, '--fast', '--json']
      const { stdout } = await run(process.execPath, args, { cwd: PROJECT, maxBuffer: 64 * 1024 * 1024 }).catch(
        (error: unknown) => ({ stdout: (error as { stdout: string }).stdout }),
      )
      const results = JSON.parse(stdout) as { archive: string; wrong: string[] }[]
      expect(results.length).toBeGreaterThan(0)
      const wrong = results.flatMap(({ archive, wrong: lines }) => lines.map((line) => `${archive}: ${line}`))
      expect(wrong.filter((line) => !MISNAMED.test(line))).toEqual([])
    },
  )
})
