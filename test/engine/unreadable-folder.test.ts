import type * as FileSystem from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { imageOf, storeImage } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { ociLayout, writeFolder } from '../fixtures/oci-layout.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

/** What the file system refuses to open, and why. */
const refused = vi.hoisted(() => new Map<string, string>())

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof FileSystem>()
  const openSync: typeof fs.openSync = (path, flags, mode) => {
    const code = [...refused].find(([name]) => String(path).endsWith(name))?.[1]
    if (code !== undefined) throw Object.assign(new Error(`${code}: refused`), { code })
    return fs.openSync(path, flags, mode)
  }
  return { ...fs, openSync }
})

const folder = temporaryFolder()
const image = imageOf([layer([file('base', 'x')]), layer([file('top', 'x')])])
const stored = storeImage(image)
const hex = (digest: string): string => digest.slice('sha256:'.length)

/** Opens the layout while a file can not be opened, verifies it, and tells the problems. */
async function opened(name: string, code: string) {
  const path = join(folder.path, `layout-${code}-${name.slice(-8).replace('/', '')}`)
  await writeFolder(ociLayout([image]), path)
  refused.set(name, code)
  let done = (): void => {}
  const ready = new Promise<void>((resolve) => (done = resolve))
  const engine = createEngine(
    { progress: ({ phase }) => phase === 'ready' && done(), stackChanged: () => {}, problemsChanged: () => {} },
    new InlineJobs(),
  )
  try {
    const archive = await engine.openArchive(path)
    if (!archive.ok) return { failure: archive.failure, problems: [], states: [], verdicts: [] }
    const status = await engine.openImage(0)
    await ready
    const verified = await engine.verify()
    return {
      failure: null,
      problems: (await engine.problems()).map(({ code: found, message }) => `${found}: ${message}`),
      states: status.ok ? status.value.layers.map(({ state }) => state) : [],
      verdicts: verified.ok
        ? verified.value.statements.map((one) => `${one.part}${one.layer ?? ''} ${one.verdict}`)
        : [],
    }
  } finally {
    refused.clear()
    await engine.dispose()
  }
}

describe('a file of a folder that can not be opened is not called missing', () => {
  it.each([
    ['EMFILE', 'too many files are open'],
    ['EACCES', 'it may not be read'],
  ])('a layer, %s', async (code, words) => {
    const { problems, verdicts } = await opened(hex(stored.layers[0]!.digest), code)
    expect(problems).toEqual([`archive-unreadable: ${stored.layers[0]!.digest} can not be read: ${words}.`])
    expect(verdicts.filter((one) => one.startsWith('layer0'))).toEqual(Array(3).fill('layer0 unreadable'))
    expect(verdicts.filter((one) => one.startsWith('layer1'))).toEqual(Array(3).fill('layer1 equal'))
  })

  it('a config', async () => {
    const { problems } = await opened(hex(stored.configDigest), 'EACCES')
    expect(problems.join()).toMatch(/archive-unreadable: .*it may not be read/)
    expect(problems.join()).not.toContain('config-missing')
  })

  it('the list of images', async () => {
    const { failure } = await opened('/index.json', 'EMFILE')
    expect(failure).toMatchObject({ code: 'archive-unreadable' })
    expect(failure?.message).toContain('too many files are open')
  })

  it('one that is not there is missing', async () => {
    const { problems } = await opened(hex(stored.layers[0]!.digest), 'ENOENT')
    expect(problems.join()).toContain('layer-missing')
  })
})
