import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { gzip } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { CLI, notBuilt, runOnionskin } from './run-onionskin.ts'

const folder = temporaryFolder()
const layers = Array.from({ length: 4 }, (_, at) => gzip(layer([file(`f${at}`, randomBytes(200_000))])))
const archive = folder.write('image.tar', dockerArchive([imageOf(layers)], '1.10'))

function cacheIn(name: string): NodeJS.ProcessEnv & { ONIONSKIN_CACHE_DIR: string } {
  return { ONIONSKIN_CACHE: '', ONIONSKIN_CACHE_DIR: join(folder.path, name) }
}

function usage(env: NodeJS.ProcessEnv, ...args: string[]): { folder: string; entries: number; bytes: number } {
  return JSON.parse(runOnionskin(['cache', ...args, '--json'], undefined, env).stdout.toString()) as ReturnType<
    typeof usage
  >
}

describe.skipIf(notBuilt !== null)(notBuilt ?? 'the cache in the terminal', () => {
  const ran = runOnionskin(['tree', archive, '--ndjson'])
  const plain = ran.stdout.toString()

  it('keeps indexes, says how much, and is cleared', () => {
    const env = cacheIn('kept')
    for (let run = 0; run < 2; run++)
      expect(runOnionskin(['tree', archive, '--ndjson'], undefined, env).stdout.toString()).toBe(plain)
    expect(plain.split('\n').length).toBeGreaterThan(layers.length)
    const { folder: path, entries, bytes } = usage(env)
    expect([path, entries]).toEqual([env.ONIONSKIN_CACHE_DIR, layers.length])
    expect(bytes).toBeGreaterThan(1000)
    const text = runOnionskin(['cache'], undefined, env).stdout.toString()
    expect(text).toMatch(/^folder {3}.*\nentries {2}4\nbytes {4}\d+\nlimit {4}1073741824\n$/)
    expect(usage(env, 'clear')).toMatchObject({ entries: 0, bytes: 0 })
    expect(readdirSync(path)).toEqual([])
  })

  it('holds nothing that only the process that made it understands: another one stacks what it finds', () => {
    const env = cacheIn('stacked')
    const noise = (name: string): ReturnType<typeof file> => file(name, randomBytes(200_000))
    const base = layer([dir('d'), noise('d/kept'), noise('d/changed'), noise('d/deleted'), noise('d/again')])
    const above = layer([dir('d'), noise('d/changed'), whiteout('d/deleted'), noise('d/new')])
    const path = folder.write('stacked.tar', dockerArchive([imageOf([gzip(base), gzip(above)])], '1.10'))
    const changes = (): string =>
      runOnionskin(['changes', path, '--layer', '1', '--ndjson'], undefined, env).stdout.toString()
    const first = changes()
    expect(first).toContain('"change":"removed"')
    expect(usage(env).entries).toBe(2)
    expect(changes()).toBe(first)
  })

  it('is turned off by a variable and by an option', () => {
    const env = cacheIn('off')
    runOnionskin(['tree', archive, '--no-cache'], undefined, env)
    runOnionskin(['tree', archive], undefined, { ...env, ONIONSKIN_CACHE: 'off' })
    expect(existsSync(env.ONIONSKIN_CACHE_DIR)).toBe(false)
    expect(runOnionskin(['cache'], undefined, { ...env, ONIONSKIN_CACHE: 'off' }).stdout.toString()).toMatch(
      /turned off/,
    )
  })

  it('stops nothing where it can not be kept', () => {
    const env = { ...cacheIn('x'), ONIONSKIN_CACHE_DIR: join(archive, 'below') }
    expect(runOnionskin(['tree', archive, '--ndjson'], undefined, env)).toEqual(ran)
  })

  it('is shared by processes at the same time', { timeout: 60_000 }, async () => {
    const env = cacheIn('shared')
    mkdirSync(env.ONIONSKIN_CACHE_DIR, { mode: 0o700 })
    const run = promisify(execFile)
    for (let round = 0; round < 2; round++) {
      const all = Array.from({ length: 3 }, () =>
        run(process.execPath, [CLI, 'tree', archive, '--ndjson'], { env: { ...process.env, ...env } }),
      )
      for (const { stdout } of await Promise.all(all)) expect(stdout).toBe(plain)
    }
    expect(usage(env).entries).toBe(layers.length)
    expect(readdirSync(env.ONIONSKIN_CACHE_DIR).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('knows one word', () => {
    const { code, stderr } = runOnionskin(['cache', 'cleer'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/cache cleer is no command/)
  })
})
