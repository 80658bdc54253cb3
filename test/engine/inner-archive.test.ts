import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { InnerArchive } from '../../shared/inner-archive.ts'
import type { Outcome } from '../../shared/problem.ts'
import { dir, file, layer, symlink } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { zip } from '../fixtures/zip.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()

async function members(bytes: Uint8Array): Promise<Outcome<InnerArchive>> {
  const image = await OpenedImage.of(folder, [file('inner', bytes)])
  const answer = await image.members('inner')
  await image.close()
  return answer
}

async function listed(bytes: Uint8Array): Promise<InnerArchive> {
  const answer = await members(bytes)
  if (!answer.ok) throw new Error(answer.failure.message)
  return answer.value
}

describe('an archive inside an image', () => {
  const tar = layer([dir('app'), file('app/a', 'hello', { mode: 0o600 }), symlink('b', 'app/a')])

  it.each(['tar', 'tar.gz'] as const)('that is a %s is listed', async (format) => {
    const archive = await listed(format === 'tar' ? tar : gzipSync(tar))
    expect(archive).toMatchObject({ format, more: false, damage: null })
    expect(archive.members.map(({ name, type, size, mode, link }) => [name, type, size, mode, link])).toEqual([
      ['app/', 'dir', 0, 0o755, null],
      ['app/a', 'file', 5, 0o600, null],
      ['b', 'symlink', 0, 0o777, 'app/a'],
    ])
  })

  it('that is a zip is listed by its central directory, with names that no unpacker would take', async () => {
    const archive = await listed(
      zip([
        { name: 'META-INF/', body: '' },
        { name: 'META-INF/MANIFEST.MF', body: 'Main-Class: a.B\n'.repeat(50), mode: 0o100644 },
        { name: '../evil\x1b', body: 'x' },
      ]),
    )
    expect(archive).toMatchObject({ format: 'zip', more: false, damage: null })
    expect(archive.members.map(({ name, type, size, mode }) => [name, type, size, mode])).toEqual([
      ['META-INF/', 'dir', 0, null],
      ['META-INF/MANIFEST.MF', 'file', 800, 0o644],
      [expect.not.stringContaining('\x1b'), 'file', 1, null],
    ])
    expect(archive.members[1]?.storedSize).toBeLessThan(100)
    expect(new Date((archive.members[1]?.mtime ?? 0) * 1000).getFullYear()).toBe(2024)
  })

  it('that is cut short says so, with what can be read', async () => {
    const cut = await listed(tar.subarray(0, 700))
    expect(cut.members).toHaveLength(1)
    const large = layer([file('a', randomBytes(9000)), file('b')])
    expect(await listed(gzipSync(large).subarray(0, 5000))).toMatchObject({
      damage: expect.any(String) as string,
      members: [{ name: 'a' }],
    })
    expect((await listed(zip([{ name: 'a', body: 'x' }]).subarray(0, 40))).damage).not.toBeNull()
  })

  it('of very many members is listed up to a bound, and says that there are more', async () => {
    const many = layer(Array.from({ length: 20_010 }, (_, index) => file(`${index}`)))
    const archive = await listed(many)
    expect(archive.members).toHaveLength(20_000)
    expect(archive.more).toBe(true)
  })

  it('is none where a file is something else, and that is an answer', async () => {
    for (const bytes of [Buffer.from('text'), gzipSync('text'), Buffer.alloc(2000), Buffer.alloc(0)])
      expect(await members(bytes)).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } })
  })
})
