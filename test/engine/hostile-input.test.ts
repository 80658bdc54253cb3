import { Buffer } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { safeText } from '../../electron/cli/output.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import type { RunningEngine } from '../../electron/engine/engine.ts'
import { displayName, escapeText } from '../../electron/engine/display-name.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { LayerInfo } from '../../shared/archive.ts'
import type { StackStatus, View } from '../../shared/tree.ts'
import { gzip, zstd } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { ociLayout, tarOfFiles, writeFolder } from '../fixtures/oci-layout.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const SMALL_BOUND = { bytes: 1024 * 1024, ratio: 20 }

/** An engine and a promise that resolves when its image has been worked on to the end. */
function startEngine(): { engine: RunningEngine; ready: Promise<void> } {
  let done = (): void => {}
  const ready = new Promise<void>((resolve) => (done = resolve))
  const events = {
    progress: ({ phase }: { phase: string }) => phase === 'ready' && done(),
    stackChanged: () => {},
    problemsChanged: () => {},
  }
  return { engine: createEngine(events, new InlineJobs(), SMALL_BOUND), ready }
}

const BOMB = layer([file('first', 'first'), file('zeros', Buffer.alloc(4 * 1024 * 1024)), file('never', 'seen')])

describe('a bomb is shown as such, and as far as its bound', () => {
  it.each(['gzip', 'zstd'] as const)('a layer of %s', async (compression) => {
    const { engine, ready } = startEngine()
    const images = [{ ...imageOf([]), layers: [{ tar: BOMB, compression }] }]
    await engine.openArchive(folder.write('bomb.tar', tarOfFiles(ociLayout(images))))
    await engine.openImage(0)
    await ready
    const bomb = (await engine.problems()).find(({ code }) => code === 'decompressed-size-limit')
    expect(bomb?.message).toMatch(/^The layer has \d+ bytes and grew to more than \d+, which is \d+ times as many/)
    expect(bomb?.where.layer).toBe(0)
    const rows = await engine.children({
      view: { kind: 'merged', upto: 0 },
      parent: 0,
      sort: { by: 'name', descending: false },
      show: 'all',
      offset: 0,
      limit: 10,
    })
    expect(rows.ok && rows.value.rows.map(({ name }) => name)).toEqual(['first', 'zeros'])
    await engine.dispose()
  })

  it.each([
    ['gzip', gzip],
    ['zstd', zstd],
  ] as const)('a whole archive of %s: what came before the bound is shown', async (_, compress) => {
    const { engine } = startEngine()
    const tar = Buffer.concat([dockerArchive([imageOf([layer([file('a')])])]).subarray(0, -1024), BOMB])
    const opened = await engine.openArchive(folder.write('bomb', compress(tar)))
    const problems = await engine.problems()
    expect(opened.ok, JSON.stringify(opened)).toBe(true)
    expect(problems.map(({ code }) => code)).toContain('decompressed-size-limit')
    await engine.dispose()
  })
})

/** An engine that tells of every phase, and the layers that it told last. */
function watchedEngine(): { engine: RunningEngine; next: (phase: string) => Promise<void>; layers: () => LayerInfo[] } {
  const waiting: { phase: string; resolve: () => void }[] = []
  let layers: readonly LayerInfo[] = []
  const events = {
    progress: ({ phase }: { phase: string }) => {
      for (const at of waiting.filter((wait) => wait.phase === phase)) {
        waiting.splice(waiting.indexOf(at), 1)
        at.resolve()
      }
    },
    stackChanged: (status: StackStatus) => (layers = status.layers),
    problemsChanged: () => {},
  }
  const next = (phase: string): Promise<void> => new Promise((resolve) => waiting.push({ phase, resolve }))
  return { engine: createEngine(events, new InlineJobs(), SMALL_BOUND), next, layers: () => [...layers] }
}

describe('what was taken for a bomb is read on when that is asked for', () => {
  const TOP = layer([file('above', 'x'), whiteout('never'), { name: 'second', type: '1', link: 'above' }])
  const images = [{ ...imageOf([]), layers: [{ tar: BOMB, compression: 'gzip' as const }, { tar: TOP }] }]
  const path = folder.write('bomb-to-read.tar', tarOfFiles(ociLayout(images)))
  const rows = async (engine: RunningEngine, view: View): Promise<Map<string, number>> => {
    const sort = { by: 'name', descending: false } as const
    const page = await engine.children({ view, parent: 0, sort, show: 'all', offset: 0, limit: 100 })
    return new Map(page.ok ? page.value.rows.map(({ name, node }) => [name, node]) : [])
  }

  it('to its end, with all layers stacked anew and the same numbers for the same paths', async () => {
    const { engine, next, layers } = watchedEngine()
    await engine.openArchive(path)
    const ready = next('ready')
    const opened = await engine.openImage(0)
    expect(opened.ok && opened.value.layers[0]?.stoppedAtBound).toBeUndefined()
    await ready
    const stopped = layers()[0]!
    expect(stopped).toMatchObject({ state: 'damaged', stoppedAtBound: { storedBytes: stopped.compressedSize } })
    expect(stopped.stoppedAtBound!.inflatedBytes).toBeGreaterThan(SMALL_BOUND.bytes)
    const before = await rows(engine, { kind: 'merged', upto: 1 })
    const problems = (await engine.problems()).map(({ code }) => code)
    expect(problems).toEqual(['decompressed-size-limit'])

    const again = next('ready')
    const answer = await engine.readBeyondBound(0)
    expect(answer.ok && answer.value.layers[0]?.state).toBe('indexing')
    await again
    expect(layers()[0]).toMatchObject({ state: 'ok', entries: 3, size: BOMB.length })
    expect(layers()[0]).not.toHaveProperty('stoppedAtBound')
    expect(layers()[1]).toMatchObject({ changes: { added: 2, modified: 0, removed: 1 } })
    expect(await engine.problems()).toEqual([])
    const after = await rows(engine, { kind: 'merged', upto: 1 })
    for (const [name, node] of before) expect(after.get(name), name).toBe(node)
    expect([...(await rows(engine, { kind: 'merged', upto: 0 })).keys()]).toEqual(['first', 'never', 'zeros'])
    const verified = await engine.verify()
    expect(verified.ok && verified.value.statements.map(({ verdict }) => verdict)).not.toContain('unreadable')
    expect(await engine.readBeyondBound(0)).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } })
    expect(await engine.readBeyondBound(7)).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } })
    await engine.dispose()
  })

  it('and stays as it was where that is cancelled', async () => {
    const { engine, next, layers } = watchedEngine()
    await engine.openArchive(path)
    const ready = next('ready')
    await engine.openImage(0)
    await ready
    const before = layers()
    const cancelled = next('cancelled')
    const answer = engine.readBeyondBound(0)
    await engine.cancel()
    expect(await answer).toMatchObject({ ok: true })
    await cancelled
    const again = next('ready')
    await engine.resume()
    await again
    expect(layers()).toEqual(before)
    expect((await engine.problems()).map(({ code }) => code)).toContain('decompressed-size-limit')
    await engine.dispose()
  })
})

describe('an archive that changes while it is open is noticed', () => {
  const bytes = dockerArchive([imageOf([layer([file('a', 'x'.repeat(5000))])])])
  const changes: readonly [string, (path: string) => void, RegExp][] = [
    ['shrinks', (path) => truncateSync(path, 1000), /was cut from \d+ to 1000 bytes/],
    ['grows', (path) => appendFileSync(path, 'more'), /grew/],
    ['is written to', (path) => writeFileSync(path, Buffer.alloc(bytes.length)), /was written to/],
    ['vanishes', (path) => rmSync(path), /was deleted or moved/],
    ['is replaced', (path) => (writeFileSync(`${path}2`, bytes), execFileSync('mv', [`${path}2`, path])), /replaced/],
  ]
  it.each(changes)('%s', async (what, change, message) => {
    const { engine, ready } = startEngine()
    const path = folder.write(`changes-${what.replaceAll(' ', '-')}`, bytes)
    await engine.openArchive(path)
    await engine.openImage(0)
    await ready
    expect((await engine.problems()).map(({ code }) => code)).not.toContain('archive-changed')
    change(path)
    for (let times = 0; times < 2; times++)
      await engine.read({ content: { layer: 0, entry: 0, size: 5000 }, offset: 0, length: 100 })
    const found = (await engine.problems()).filter(({ code }) => code === 'archive-changed')
    expect(found.length).toBe(1)
    expect(found[0]?.message).toMatch(message)
    await engine.dispose()
  })

  it('a blob of a folder that is cut', async () => {
    const { engine, ready } = startEngine()
    const layout = join(folder.path, 'layout')
    const files = ociLayout([imageOf([layer([file('a', 'x')])])])
    await writeFolder(files, layout)
    await engine.openArchive(layout)
    for (const name of files.keys()) if (name.startsWith('blobs/')) truncateSync(join(layout, name), 10)
    await engine.openImage(0)
    await ready
    expect((await engine.problems()).map(({ code }) => code)).toContain('archive-changed')
    await engine.dispose()
  })
})

describe('what is no file is refused with a sentence, at once', () => {
  async function refused(path: string): Promise<void> {
    const { engine } = startEngine()
    const opened = await engine.openArchive(path)
    expect(opened).toMatchObject({ ok: false })
    if (!opened.ok) expect(opened.failure.message).toMatch(/^\/.*[.]$/s)
    await engine.dispose()
  }

  it.runIf(process.platform !== 'win32')('a pipe, a socket, devices', async () => {
    const pipe = join(folder.path, 'pipe')
    execFileSync('mkfifo', [pipe])
    await refused(pipe)
    const socket = join(folder.path, 'socket')
    const server = createServer().listen(socket)
    await new Promise((resolve) => server.once('listening', resolve))
    await refused(socket)
    server.close()
    for (const device of ['/dev/zero', '/dev/null', '/dev/tty']) await refused(device)
  })

  it('links and folders that lead in a circle', async () => {
    const one = join(folder.path, 'one')
    symlinkSync(join(folder.path, 'two'), one)
    symlinkSync(one, join(folder.path, 'two'))
    await refused(one)
    const round = join(folder.path, 'round')
    mkdirSync(join(round, 'blobs'), { recursive: true })
    symlinkSync(round, join(round, 'blobs', 'sha256'))
    symlinkSync('index.json', join(round, 'index.json'))
    await refused(round)
  })

  it.runIf(process.platform !== 'win32')('a folder whose index is a pipe', async () => {
    const layout = join(folder.path, 'pipes')
    mkdirSync(layout)
    execFileSync('mkfifo', [join(layout, 'index.json')])
    await refused(layout)
  })
})

describe('nothing that an archive says drives a terminal or turns a line round', () => {
  const unsafe = [
    ...Array.from({ length: 32 }, (_, code) => code),
    ...Array.from({ length: 33 }, (_, code) => 0x7f + code),
    ...[0xad, 0x61c, 0x180e, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff],
    ...[0xfff9, 0xe0001, 0xe0041, 0xd800, 0xdfff],
  ]

  it.each(unsafe)('the character %i is escaped in texts, names and lines', (code) => {
    const character = String.fromCodePoint(code)
    const shown = `a\\u{${code.toString(16)}}b`
    expect(escapeText(`a${character}b`)).toBe(shown)
    if (code !== 10) expect(safeText(`one\na${character}b`)).toBe(`one\n${shown}`)
    if (code < 0xd800 || code > 0xdfff) expect(displayName(Buffer.from(`a${character}b`))).toBe(shown)
  })

  it('bytes that are no UTF-8 are shown one by one, characters among them as they are', () => {
    const cases: readonly [string, string][] = [
      ['ff41fe', '\\xffA\\xfe'],
      ['c3a4c3', 'ä\\xc3'],
      ['c080', '\\xc0\\x80'],
      ['eda080', '\\xed\\xa0\\x80'],
      ['f4908080', '\\xf4\\x90\\x80\\x80'],
      ['f09f9880ff', '😀\\xff'],
      ['e282ac80', '€\\x80'],
      ['ff1b5b', '\\xff\\u{1b}['],
    ]
    for (const [hex, shown] of cases) expect(displayName(Buffer.from(hex, 'hex'))).toBe(shown)
  })
})
