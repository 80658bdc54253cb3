import { describe, expect, it } from 'vitest'
import { ContentState } from '../../renderer/state/content.svelte.ts'
import type { Engine } from '../../shared/engine-api.ts'
import type { ReadRequest } from '../../shared/tree.ts'
import { failed, ok } from './fake-engine.ts'

const MIB = 1024 * 1024

/** Reads from bytes in memory; at most 4 MiB at once, as the engine does. */
function reader(bytes: Uint8Array): Pick<Engine, 'read'> & { readonly asked: ReadRequest[] } {
  const asked: ReadRequest[] = []
  return {
    asked,
    read: async (request) => {
      asked.push(request)
      const end = Math.min(bytes.length, request.offset + Math.min(request.length, 4 * MIB))
      return ok({ offset: request.offset, bytes: bytes.slice(request.offset, end), size: bytes.length })
    },
  }
}

function subject(size: number, fullPath = '/etc/motd', entry = 1) {
  return { kind: 'file', content: { layer: 0, entry, size }, fullPath } as const
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('the content of a version', () => {
  it('is text where it is text', async () => {
    const bytes = new TextEncoder().encode('#!/bin/sh\necho grüße\n')
    const state = new ContentState(reader(bytes))
    state.show(subject(bytes.length, '/usr/bin/x'))
    await settled()
    expect(state.content).toMatchObject({
      kind: 'text',
      text: '#!/bin/sh\necho grüße\n',
      encoding: 'utf-8',
      language: 'shell',
    })
    expect(state.tab).toBe('text')
  })

  it('of a large text is read in parts, and only the beginning at first', async () => {
    const bytes = new Uint8Array(24 * MIB).fill(0x61)
    const engine = reader(bytes)
    const state = new ContentState(engine)
    state.show(subject(bytes.length))
    await settled()
    expect(state.content).toMatchObject({ kind: 'text', shown: MIB, size: 24 * MIB })
    await state.more()
    expect(state.content).toMatchObject({ shown: 5 * MIB })
    for (let round = 0; round < 10; round += 1) await state.more()
    expect(state.content).toMatchObject({ shown: 17 * MIB })
    expect(state.nextPart).toBe(0)
  })

  it('of a binary file is shown as hex, and as text where that is wanted', async () => {
    const bytes = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2])
    const state = new ContentState(reader(bytes))
    state.show(subject(bytes.length))
    await settled()
    expect(state.content).toEqual({ kind: 'binary', format: 'ELF' })
    expect(state.tab).toBe('hex')
    await state.showAsText()
    expect(state.content).toMatchObject({ kind: 'text', encoding: 'latin-1' })
    expect(state.tab).toBe('text')
  })

  it('keeps the tab from version to version of a path, not from path to path', async () => {
    const bytes = new TextEncoder().encode('text')
    const state = new ContentState(reader(bytes))
    state.show(subject(4, '/a', 1))
    await settled()
    state.choose('hex')
    state.show(subject(4, '/a', 2))
    await settled()
    expect(state.tab).toBe('hex')
    state.show(subject(4, '/b', 3))
    await settled()
    expect(state.tab).toBe('text')
  })

  it('is not that of a file that was left meanwhile', async () => {
    const answers: (() => void)[] = []
    const state = new ContentState({
      read: (request) =>
        new Promise((resolve) => {
          const bytes = new TextEncoder().encode(`file ${request.content.entry}`)
          answers.push(() => resolve(ok({ offset: 0, bytes, size: bytes.length })))
        }),
    })
    state.show(subject(6, '/a', 1))
    state.show(subject(6, '/b', 2))
    answers.at(1)?.()
    await settled()
    answers.at(0)?.()
    await settled()
    expect(state.content).toMatchObject({ kind: 'text', text: 'file 2' })
  })

  it('that cannot be read says so, and can be tried again', async () => {
    let broken = true
    const state = new ContentState({
      read: async () =>
        broken ? failed('archive-unreadable') : ok({ offset: 0, bytes: Uint8Array.of(0x61), size: 1 }),
    })
    state.show(subject(1))
    await settled()
    expect(state.content).toMatchObject({ kind: 'failed', failure: { code: 'archive-unreadable' } })
    broken = false
    state.retry()
    await settled()
    expect(state.content).toMatchObject({ kind: 'text', text: 'a' })
  })

  it('of an empty file is not read at all', async () => {
    const engine = reader(new Uint8Array())
    const state = new ContentState(engine)
    state.show(subject(0))
    await settled()
    expect(state.content).toEqual({ kind: 'empty' })
    expect(engine.asked).toEqual([])
  })
})
