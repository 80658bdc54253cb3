import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ContentState } from '../../renderer/state/content.svelte.ts'
import type { ByteSource } from '../../renderer/model/byte-source.ts'
import { elfProgram } from '../fixtures/elf.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { png } from '../fixtures/pictures.ts'
import { zip } from '../fixtures/zip.ts'
import { failed, ok } from './fake-engine.ts'

const MIB = 1024 * 1024

/** Bytes in memory; at most 4 MiB are read at once, as the engine does. */
function stored(bytes: Uint8Array, entry = 1): ByteSource & { readonly asked: number[] } {
  const asked: number[] = []
  return {
    key: `0:${entry}`,
    size: bytes.length,
    asked,
    read: async (offset, length) => {
      asked.push(offset)
      const end = Math.min(bytes.length, offset + Math.min(length, 4 * MIB))
      return ok({ offset, bytes: bytes.slice(offset, end), size: bytes.length })
    },
  }
}

function subject(source: ByteSource, fullPath = '/etc/motd') {
  return { kind: 'file', source, fullPath, layer: 0 } as const
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('the content of a version', () => {
  it('is text where it is text', async () => {
    const bytes = new TextEncoder().encode('#!/bin/sh\necho grüße\n')
    const state = new ContentState()
    state.show(subject(stored(bytes), '/usr/bin/x'))
    await settled()
    expect(state.content).toMatchObject({
      kind: 'text',
      text: '#!/bin/sh\necho grüße\n',
      encoding: 'utf-8',
      language: 'shell',
    })
    expect(state.tab).toBe('text')
  })

  it('of a large text is read in parts, the first at once, up to a bound, and goes on to its end', async () => {
    const bytes = new Uint8Array(24 * MIB).fill(0x61)
    const source = stored(bytes)
    const state = new ContentState()
    state.show(subject(source))
    await settled()
    expect(state.content).toMatchObject({ kind: 'text', from: 0, to: 4 * MIB, size: 24 * MIB })
    for (let round = 0; round < 10; round += 1) await state.more()
    expect(state.content).toMatchObject({ from: 12 * MIB, to: 24 * MIB })
    expect(state.nextPart).toBe(0)
    await state.before()
    expect(state.content).toMatchObject({ from: 8 * MIB, to: 20 * MIB })
    await state.goTo(0)
    expect(state.content).toMatchObject({ from: 0, place: { line: 0, column: 0 } })
  })

  it('of a binary file is shown as hex, and as text where that is wanted', async () => {
    const bytes = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2])
    const state = new ContentState()
    state.show(subject(stored(bytes)))
    await settled()
    expect(state.content).toEqual({ kind: 'binary', format: 'ELF' })
    expect(state.tab).toBe('hex')
    await state.showAsText()
    expect(state.content).toMatchObject({ kind: 'text', encoding: 'latin-1' })
    expect(state.tab).toBe('text')
  })

  it('keeps the tab that was chosen for other files of its kind, and for none of another', async () => {
    const bytes = new TextEncoder().encode('text')
    const state = new ContentState()
    state.show(subject(stored(bytes, 1), '/a'))
    await settled()
    state.choose('hex')
    state.show(subject(stored(bytes, 2), '/a'))
    await settled()
    expect(state.tab).toBe('hex')
    state.show(subject(stored(bytes, 3), '/b'))
    await settled()
    expect(state.tab).toBe('hex')
    state.show(subject(stored(elfProgram(), 4), '/c'))
    await settled()
    expect(state.tabs).toEqual(['elf', 'text', 'hex'])
    expect(state.tab).toBe('elf')
  })

  it('that is a picture is read whole, and drawn', async () => {
    const state = new ContentState()
    const picture = png(400, 400)
    state.show(subject(stored(picture), '/logo'))
    await settled()
    expect(state.tab).toBe('picture')
    expect(state.extra).toEqual({ kind: 'picture', type: 'image/png', bytes: new Uint8Array(picture) })
  })

  it('that is an archive is listed where its source can, a gzip by what it holds', async () => {
    const archive = { format: 'zip', members: [], more: false, damage: null } as const
    const listed = (bytes: Uint8Array, entry: number) => ({ ...stored(bytes, entry), members: async () => ok(archive) })
    const state = new ContentState()
    const jar = zip([{ name: 'a', body: 'x' }])
    state.show(subject(listed(jar, 1), '/app.jar'))
    await settled()
    expect(state.extra).toEqual({ kind: 'members', archive: ok(archive) })
    state.show(subject(stored(jar, 2), '/blob.jar'))
    await settled()
    expect(state.tabs).toEqual(['text', 'hex'])
    const log = gzipSync('a line\n'.repeat(1000))
    state.show(subject(listed(log, 3), '/log.tar.gz'))
    await expect.poll(() => state.content).toEqual({ kind: 'binary', format: 'gzip' })
    expect(state.extra).toBeNull()
    const chart = gzipSync(layer([file('Chart.yaml', 'name: shelf\n')]))
    state.show(subject(listed(chart, 4), '/blob'))
    await expect.poll(() => state.tab).toBe('members')
    state.show(subject(listed(chart.subarray(0, 20), 5), '/cut.tgz'))
    await expect.poll(() => state.content?.kind === 'binary' && state.tab).toBe('members')
  })

  it('of JSON and XML is laid out on request, and as it is stored where it is not well-formed', async () => {
    const text = (of: string, entry: number) => stored(new TextEncoder().encode(of), entry)
    const state = new ContentState()
    state.show(subject(text('{"a":[1]}', 1), '/a.json'))
    await settled()
    expect(state.content).toMatchObject({ text: '{"a":[1]}', laidOut: false })
    await state.setLayOut(true)
    expect(state.content).toMatchObject({ text: '{\n  "a": [\n    1\n  ]\n}\n', laidOut: true })
    state.show(subject(text('<a><b/></a>', 2), '/b.xml'))
    await settled()
    expect(state.content).toMatchObject({ text: '<a>\n  <b/>\n</a>', laidOut: true })
    state.show(subject(text('{"a":', 3), '/c.json'))
    await settled()
    expect(state.content).toMatchObject({ text: '{"a":', laidOut: false })
    expect(state.layOutFailed).toBe(true)
    await state.setLayOut(false)
    expect(state.layOutFailed).toBe(false)
  })

  it('is not that of a file that was left meanwhile', async () => {
    const answers: (() => void)[] = []
    const slow = (entry: number): ByteSource => ({
      key: `0:${entry}`,
      size: 6,
      read: () =>
        new Promise((resolve) => {
          const bytes = new TextEncoder().encode(`file ${entry}`)
          answers.push(() => resolve(ok({ offset: 0, bytes, size: bytes.length })))
        }),
    })
    const state = new ContentState()
    state.show(subject(slow(1), '/a'))
    state.show(subject(slow(2), '/b'))
    answers.at(1)?.()
    await settled()
    answers.at(0)?.()
    await settled()
    expect(state.content).toMatchObject({ kind: 'text', text: 'file 2' })
  })

  it('that cannot be read says so, and can be tried again', async () => {
    let broken = true
    const state = new ContentState()
    const source: ByteSource = {
      key: '0:1',
      size: 1,
      read: async () =>
        broken ? failed('archive-unreadable') : ok({ offset: 0, bytes: Uint8Array.of(0x61), size: 1 }),
    }
    state.show(subject(source))
    await settled()
    expect(state.content).toMatchObject({ kind: 'failed', failure: { code: 'archive-unreadable' } })
    broken = false
    state.retry()
    await settled()
    expect(state.content).toMatchObject({ kind: 'text', text: 'a' })
  })

  it('of an empty file is not read at all', async () => {
    const source = stored(new Uint8Array())
    const state = new ContentState()
    state.show(subject(source))
    await settled()
    expect(state.content).toEqual({ kind: 'empty' })
    expect(source.asked).toEqual([])
  })

  it('that is JSON on one line is laid out where that is wanted, and otherwise shown as it is stored', async () => {
    const bytes = new TextEncoder().encode('{"a":[1.0,2e400],"a":{}}')
    const state = new ContentState()
    state.show({ ...subject(stored(bytes, 1), '/blob.json'), json: true })
    await settled()
    expect(state.content).toMatchObject({
      kind: 'text',
      language: 'json',
      laidOut: true,
      text: '{\n  "a": [\n    1.0,\n    2e400\n  ],\n  "a": {}\n}\n',
    })
    state.show(subject(stored(bytes, 2), '/blob.json'))
    await settled()
    expect(state.content).toMatchObject({ kind: 'text', laidOut: false, text: '{"a":[1.0,2e400],"a":{}}' })
  })
})
