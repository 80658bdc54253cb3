import { Buffer } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { MOST_SCRATCH_BYTES } from '../../../shared/scratch.ts'
import * as build from '../../fixtures/layer-builder.ts'
import type { TarMember } from '../../fixtures/tar-writer.ts'
import { temporaryFolder } from '../../fixtures/temporary-folder.ts'
import { independentEntries } from './independent-tar.ts'
import { OpenedScratch, openSession } from './opened-scratch.ts'

const folder = temporaryFolder()
let open: OpenedScratch | null = null

afterEach(() => {
  open?.close()
  open = null
})

async function scratchOver(...layers: readonly (readonly TarMember[])[]): Promise<OpenedScratch> {
  open = await OpenedScratch.of(
    folder,
    layers.map((members) => build.layer(members)),
  )
  return open
}

const CONF = [build.dir('etc'), build.dir('etc/app'), build.file('etc/app/conf', 'a'.repeat(10_000))]

describe('copy on write', () => {
  it('stores the whole file and the directories above it for one byte', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'write', path: 'etc/app/conf', text: `${'a'.repeat(9_999)}b` })
    expect(scratch.names).toEqual(['etc/', 'etc/app/', 'etc/app/conf'])
    expect(scratch.member('etc/app/conf')).toMatchObject({ storedBytes: 10_000, changedBytes: 1, copiedBytes: 9_999 })
    expect(scratch.member('etc/').why).toEqual(['parent'])
    expect(scratch.layer.status).toMatchObject({ entries: 3, members: 3, storedBytes: 10_000, changedBytes: 1 })
  })

  it('stores the whole file for a chmod', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'chmod', path: 'etc/app/conf', mode: 0o600 })
    expect(scratch.member('etc/app/conf')).toMatchObject({
      why: ['attributes'],
      storedBytes: 10_000,
      changedBytes: 0,
      copiedBytes: 10_000,
    })
    const { session } = scratch.layer.view
    const event = session.stack.events.newest(scratch.node('etc/app/conf')!)
    expect(session.changeAt(event)).toEqual({ kind: 'modified', difference: { what: ['mode'], contentCompared: true } })
  })

  it('appends to a file of a compressed layer without holding the file', async () => {
    const members = [build.file('log', 'x'.repeat(5_000))]
    open = await OpenedScratch.of(folder, [gzipSync(build.layer(members))])
    await open.apply({ kind: 'append', path: 'log', text: 'end' })
    expect(open.member('log')).toMatchObject({ storedBytes: 5_003, changedBytes: 3, copiedBytes: 5_000 })
    const [entry] = await independentEntries(await open.tar())
    expect(entry?.body.toString()).toBe(`${'x'.repeat(5_000)}end`)
  })

  it('leaves the other name of a hard link as it was', async () => {
    const scratch = await scratchOver([build.file('a', 'one'), build.hardlink('b', 'a')])
    await scratch.apply({ kind: 'write', path: 'a', text: 'two' })
    expect(scratch.names).toEqual(['a'])
    await scratch.readContents()
    expect(Object.fromEntries(scratch.contents)).toEqual({ a: 'two', b: 'one' })
  })

  it('takes the capability of a file away with a write or a new owner', async () => {
    const xattrs = { 'security.capability': 'x', 'user.note': 'y' }
    const scratch = await scratchOver([build.file('ping', 'x', { xattrs, mode: 0o6755 })])
    await scratch.apply({ kind: 'chown', path: 'ping', uid: 5, gid: 5 })
    const [entry] = await independentEntries(await scratch.tar())
    expect(entry?.header.mode).toBe(0o755)
    expect(Object.keys(entry?.header.pax ?? {})).toEqual(['SCHILY.xattr.user.note'])
  })
})

describe('deleting', () => {
  it('makes a whiteout of what a layer below has', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'delete', path: 'etc/app' })
    expect(scratch.names).toEqual(['etc/', 'etc/.wh.app'])
    expect(scratch.member('etc/.wh.app')).toMatchObject({ marker: 'whiteout', why: ['deleted'], fullPath: '/etc/app' })
  })

  it('stores nothing for what the scratch layer alone had', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'dir', path: 'new' })
    await scratch.apply({ kind: 'file', path: 'new/x', text: 'x' })
    await scratch.apply({ kind: 'delete', path: 'new/x' })
    expect(scratch.names).toEqual(['new/'])
    await scratch.apply({ kind: 'delete', path: 'new' })
    expect(scratch.names).toEqual([])
  })

  it('and making a directory anew makes it opaque', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'delete', path: 'etc/app' })
    await scratch.apply({ kind: 'dir', path: 'etc/app' })
    expect(scratch.names).toEqual(['etc/', 'etc/app/', 'etc/app/.wh..wh..opq'])
    await scratch.readContents()
    expect([...scratch.contents.keys()].sort()).toEqual(['etc', 'etc/app'])
  })
})

describe('renaming', () => {
  it('copies a file of the image up and leaves a whiteout', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'rename', path: 'etc/app/conf', to: 'conf' })
    expect(scratch.names).toEqual(['conf', 'etc/', 'etc/app/', 'etc/app/.wh.conf'])
    expect(scratch.member('conf').why).toEqual(['renamed'])
    expect(scratch.member('etc/app/.wh.conf').why).toEqual(['renamed-away'])
  })

  it('copies a directory of the image with all that is in it, hard links as such', async () => {
    const scratch = await scratchOver([...CONF, build.hardlink('etc/app/other', 'etc/app/conf')])
    await scratch.apply({ kind: 'rename', path: 'etc/app', to: 'app' })
    expect(scratch.names).toEqual(['app/', 'app/conf', 'app/other', 'etc/', 'etc/.wh.app'])
    expect(scratch.member('app/conf')).toMatchObject({ why: ['moved-copy'], copiedBytes: 10_000 })
    expect(scratch.member('app/other')).toMatchObject({ type: 'hardlink', storedBytes: 0 })
  })

  it('is refused into the directory itself, and over what is there', async () => {
    const scratch = await scratchOver(CONF)
    const [etc, app, conf] = ['etc', 'etc/app', 'etc/app/conf'].map((path) => scratch.node(path)!)
    const refusal = async (node: number, parent: number, name: string): Promise<unknown> =>
      scratch.change({ kind: 'rename', node, parent, name })
    expect(await refusal(etc!, app!, 'x')).toEqual({ done: false, refusal: 'into-itself' })
    expect(await refusal(conf!, etc!, 'app')).toEqual({ done: false, refusal: 'exists' })
    expect(await scratch.change({ kind: 'create', parent: conf!, name: 'x', what: { type: 'dir' } })).toEqual({
      done: false,
      refusal: 'not-directory',
    })
    expect(await refusal(0, etc!, 'x')).toEqual({ done: false, refusal: 'root' })
    expect(scratch.names).toEqual([])
  })
})

describe('names and bounds', () => {
  it.each(['', '.', '..', 'a/b', 'a\0b', 'x'.repeat(256)])('refuse the name %j', async (name) => {
    const scratch = await scratchOver(CONF)
    const answer = await scratch.change({ kind: 'create', parent: 0, name, what: { type: 'dir' } })
    expect(answer).toEqual({ done: false, refusal: 'name-invalid' })
  })

  it.each(['.wh.x', '.wh..wh..opq', '.wh.'])('refuse %s, which a layer would be read by', async (name) => {
    const scratch = await scratchOver(CONF)
    const answer = await scratch.change({ kind: 'create', parent: 0, name, what: { type: 'dir' } })
    expect(answer).toEqual({ done: false, refusal: 'name-marker' })
  })

  it('refuse more bytes than may be held, and count what is written over', async () => {
    const scratch = await scratchOver([build.file('a', 'x')])
    const node = scratch.node('a')!
    const half = new Uint8Array(MOST_SCRATCH_BYTES / 2 + 1)
    const write = { kind: 'write', node, bytes: half } as const
    expect(await scratch.change(write)).toMatchObject({ done: true })
    expect(await scratch.change(write)).toMatchObject({ done: true })
    expect(await scratch.change({ kind: 'append', node, bytes: half })).toEqual({
      done: false,
      refusal: 'too-many-bytes',
    })
    expect(scratch.layer.status.storedBytes).toBe(half.length)
  })

  it('refuse paths that were never there', async () => {
    const scratch = await scratchOver(CONF)
    for (const node of [-1, 1.5, 1_000_000, Number.NaN])
      expect(await scratch.change({ kind: 'delete', node })).toEqual({ done: false, refusal: 'gone' })
  })
})

describe('taking back', () => {
  it('takes the directories along that were copied up for it', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'write', path: 'etc/app/conf', text: 'b' })
    await scratch.apply({ kind: 'chmod', path: 'etc', mode: 0o700 })
    await scratch.change({ kind: 'discard', node: scratch.node('etc/app/conf')! })
    expect(scratch.names).toEqual(['etc/'])
    expect(await scratch.change({ kind: 'discard', node: scratch.node('etc/app')! })).toEqual({
      done: false,
      refusal: 'unchanged',
    })
    await scratch.change({ kind: 'discard-all' })
    expect(scratch.names).toEqual([])
    expect(scratch.layer.status).toMatchObject({ entries: 0, storedBytes: 0 })
  })

  it('brings a deleted directory back as it was', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'delete', path: 'etc' })
    await scratch.apply({ kind: 'dir', path: 'etc' })
    await scratch.apply({ kind: 'file', path: 'etc/new', text: '' })
    await scratch.change({ kind: 'discard', node: scratch.node('etc')! })
    await scratch.readContents()
    expect([...scratch.contents.keys()].sort()).toEqual(['etc', 'etc/app', 'etc/app/conf'])
  })
})

describe('the tar of a commit', () => {
  it('is read by another reader as it was planned', async () => {
    const scratch = await scratchOver(CONF)
    await scratch.apply({ kind: 'write', path: 'etc/app/conf', text: 'new' })
    await scratch.apply({ kind: 'file', path: `etc/${'long'.repeat(50)}`, text: 'x' })
    await scratch.apply({ kind: 'symlink', path: 'link', text: 'etc/app' })
    const entries = await independentEntries(await scratch.tar())
    expect(entries.map(({ header }) => header.name)).toEqual(scratch.names)
    expect(entries.map(({ body }) => body.length)).toEqual(scratch.members.map(({ storedBytes }) => storedBytes))
  })

  it('is a layer in which nothing is wrong', async () => {
    const base = build.layer(CONF)
    open = await OpenedScratch.of(folder, [base])
    await open.apply({ kind: 'delete', path: 'etc/app' })
    await open.apply({ kind: 'dir', path: 'etc/app' })
    const { session, archive } = await openSession(folder, 'again.tar', [base, await open.tar()])
    expect(session.problems).toEqual([])
    expect(session.layers.map(({ state }) => state)).toEqual(['ok', 'ok'])
    archive.close()
  })

  it('says what the archive does not hold, in place of an empty file', async () => {
    const whole = build.layer([build.file('a', Buffer.alloc(4_000, 'x'))])
    open = await OpenedScratch.of(folder, [whole.subarray(0, 1_000)])
    await open.apply({ kind: 'chmod', path: 'a', mode: 0o600 })
    await expect(open.tar()).rejects.toMatchObject({ code: 'layer-truncated' })
  })
})
