import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { MOST_NAMED, parseAccounts } from '../../electron/engine/accounts.ts'
import { dir, file, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()

const names = (text: string): Record<string, string> =>
  Object.fromEntries([...parseAccounts(Buffer.from(text))].map(([id, name]) => [id, Buffer.from(name).toString()]))

describe('a list of accounts', () => {
  it('names numbers by its first line for each', () => {
    expect(names('root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:\napp:x:990:990::/srv:\n')).toEqual({
      0: 'root',
      990: 'app',
    })
  })

  it('with comments, lines of NIS, carriage returns and lines of another form names the others all the same', () => {
    expect(
      names('# users\n+nis::12:\n-no::13:\n:x:14:\nshort:x\nbad:x:-1:\nbad:x:1e3:\ndos:x:15\r\nlast:x:16'),
    ).toEqual({
      15: 'dos',
      16: 'last',
    })
  })

  it('of one endless line tells nothing', () => {
    expect(names('a'.repeat(1_000_000))).toEqual({})
    expect(names(`${'a'.repeat(300)}:x:1:\n${'b:'.repeat(100_000)}`)).toEqual({})
  })
})

describe('owners', () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\napp:x:990:990::/srv:/bin/sh\n'
  const owned = file('srv/app', 'x', { uid: 990, gid: 7, uname: 'builder', gname: 'builders' })

  it('are named by the lists that the asked view has', async () => {
    const image = await OpenedImage.of(
      folder,
      [owned],
      [file('etc/passwd', passwd), file('etc/group', 'staff:x:7:\n')],
      [file('etc/passwd', 'other:x:990:0::/:\n')],
      [whiteout('etc/passwd')],
    )
    expect((await image.details('srv/app', 0)).owners).toEqual({ users: {}, groups: {} })
    expect((await image.details('srv/app', 1)).owners).toEqual({ users: { 990: 'app' }, groups: { 7: 'staff' } })
    expect((await image.details('srv/app', 2)).owners.users).toEqual({ 990: 'other' })
    expect((await image.details('srv/app', 3)).owners).toEqual({ users: {}, groups: { 7: 'staff' } })
    await image.close()
  })

  it('of a view are told all at once, those that no file has among them', async () => {
    const image = await OpenedImage.of(
      folder,
      [owned],
      [file('etc/passwd', passwd), file('etc/group', 'staff:x:7:\n')],
      [whiteout('etc/passwd')],
    )
    expect(await image.owners(0)).toEqual({ users: {}, groups: {} })
    expect(await image.owners(1)).toEqual({ users: { 0: 'root', 990: 'app' }, groups: { 7: 'staff' } })
    expect(await image.owners(2)).toEqual({ users: {}, groups: { 7: 'staff' } })
    await image.close()
  })

  it('of a list without end are told up to a bound', async () => {
    const lines = Array.from({ length: MOST_NAMED + 1 }, (_, id) => `u${id}:x:${id}:0::/:\n`).join('')
    const image = await OpenedImage.of(folder, [file('etc/passwd', lines)])
    expect(Object.keys((await image.owners()).users)).toHaveLength(MOST_NAMED)
    await image.close()
  })

  it('are found through links within the image, absolute ones and those that climb above the root', async () => {
    const image = await OpenedImage.of(folder, [
      owned,
      symlink('etc', '/usr/etc'),
      dir('usr/etc'),
      symlink('usr/etc/passwd', '../../../../nix/store/passwd'),
      file('nix/store/passwd', passwd),
    ])
    expect((await image.details('srv/app')).owners.users).toEqual({ 990: 'app' })
    await image.close()
  })

  it('stay numbers where the list is a loop of links, a directory or nowhere', async () => {
    for (const list of [
      [symlink('etc/passwd', 'passwd')],
      [symlink('etc/passwd', '/etc/group'), symlink('etc/group', '/etc/passwd')],
      [dir('etc/passwd')],
      [symlink('etc/passwd', '/nowhere')],
      [file('etc', 'no directory')],
    ]) {
      const image = await OpenedImage.of(folder, [owned, ...list])
      expect((await image.details('srv/app')).owners).toEqual({ users: {}, groups: {} })
      await image.close()
    }
  })

  it('have names of control characters only in an escaped form', async () => {
    const image = await OpenedImage.of(folder, [owned, file('etc/passwd', 'a\x1b[2J\u202eb:x:990:0::/:\n')])
    const { owners } = await image.details('srv/app')
    expect(owners.users[990]).not.toMatch(/[\x1b\u202e]/)
    await image.close()
  })
})

describe('a symbolic link', () => {
  it('tells which path it leads to in the asked view', async () => {
    const image = await OpenedImage.of(
      folder,
      [symlink('bin', 'usr/bin'), file('usr/bin/real', 'x'), symlink('usr/sh', '/bin/real'), symlink('gone', 'x/y')],
      [whiteout('usr/bin/real')],
    )
    const sh = (await image.details('usr/sh', 0)).versions[0]?.entry
    expect(sh?.link).toBe('/bin/real')
    expect(sh?.leadsTo?.path).toBe('/usr/bin/real')
    expect((await image.details('usr/sh', 1)).versions[0]?.entry?.leadsTo).toBeNull()
    expect((await image.details('gone', 0)).versions[0]?.entry?.leadsTo).toBeNull()
    await image.close()
  })
})
