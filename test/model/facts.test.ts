import { describe, expect, it } from 'vitest'
import { formatBinarySize, formatPercent, formatSize } from '../../renderer/model/amount.ts'
import { addressDigits, hexRow } from '../../renderer/model/hex-rows.ts'
import { formatMode, formatOctal } from '../../renderer/model/mode.ts'
import { ownerIds, ownerLabels, resolvedOwner, userName } from '../../renderer/model/owner.ts'
import { formatTime, formatTimes } from '../../renderer/model/time.ts'
import { startsWith, TypeAhead } from '../../renderer/model/type-ahead.ts'
import { visible } from '../../shared/visible-text.ts'

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1184, '1.2 kB'],
    [9949, '9.9 kB'],
    [9950, '10 kB'],
    [41_200, '41 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [111_200_000, '111.2 MB'],
    [999_949_999, '999.9 MB'],
    [999_950_000, '1.0 GB'],
    [1_970_000_000, '2.0 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })

  it('of parts of a file are binary', () => {
    expect(formatBinarySize(1024 ** 2)).toBe('1 MiB')
    expect(formatBinarySize(24.3 * 1024 ** 2)).toBe('24.3 MiB')
    expect(formatBinarySize(65_536)).toBe('64 KiB')
  })

  it('a part is never nothing', () => {
    expect(formatPercent(22, 100)).toBe('22 %')
    expect(formatPercent(1, 1000)).toBe('< 1 %')
    expect(formatPercent(0, 0)).toBe('0 %')
  })
})

describe('modes', () => {
  it.each([
    [0o755, 'rwxr-xr-x', '0755'],
    [0o4755, 'rwsr-xr-x', '4755'],
    [0o4644, 'rwSr--r--', '4644'],
    [0o2755, 'rwxr-sr-x', '2755'],
    [0o1777, 'rwxrwxrwt', '1777'],
    [0o1770, 'rwxrwx--T', '1770'],
    [0, '---------', '0000'],
  ])('%o is %s', (mode, text, octal) => {
    expect(formatMode(mode)).toBe(text)
    expect(formatOctal(mode)).toBe(octal)
  })
})

describe('owners', () => {
  const metadata = { mode: 0o644, uid: 990, gid: 991, mtime: 0, uname: 'app', gname: '' }
  it('are named as the header names them, and by number where it does not', () => {
    const none = { users: {}, groups: {} }
    expect(resolvedOwner(metadata, none)).toBe('app:991')
    expect(ownerIds(metadata)).toBe('990:991')
    const owners = { users: { 990: 'web' }, groups: {} }
    expect(resolvedOwner(metadata, owners)).toBe('web:991')
    expect(ownerLabels(metadata, owners)).toEqual({ user: 'web (990)', group: '991' })
    expect(ownerLabels({ ...metadata, uid: 0, uname: '' }, owners).user).toBe('root (0)')
    expect(userName({ ...metadata, uname: '' }, none)).toBe('990')
    expect(userName({ ...metadata, uname: '', uid: 0 }, none)).toBe('root')
  })
})

describe('times', () => {
  it('that no calendar reaches are shown as numbers', () => {
    expect(formatTime(1e15)).toBe('1000000000000000')
    expect(formatTime(0)).toContain('1970')
  })

  it('of one day are compared without naming it twice, and those of one second by their fractions', () => {
    const [from, to] = formatTimes(86_400 * 10 + 50_000, 86_400 * 10 + 50_003)
    expect(from).toContain('1970')
    expect(to).not.toContain('1970')
    expect(formatTimes(0.25, 0.5)).toEqual(['0.25', '0.5'])
  })
})

describe('the hex view', () => {
  it('writes bytes in groups of eight, with what is readable beside', () => {
    const bytes = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0x41, 0xff])
    expect(hexRow(bytes, 0x1230, 8)).toEqual({
      address: '00001230',
      groups: ['7f 45 4c 46 02 01 01 00', '41 ff'],
      ascii: '.ELF....A.',
    })
  })

  it('has digits enough for files beyond 4 GiB', () => {
    expect(addressDigits(0)).toBe(8)
    expect(addressDigits(2 ** 32)).toBe(8)
    expect(addressDigits(2 ** 32 + 1)).toBe(9)
  })
})

describe('typing in a list', () => {
  it('collects what is typed in one go', () => {
    const ahead = new TypeAhead()
    expect(ahead.type('S', 0)).toEqual({ prefix: 's', fromNext: true })
    expect(ahead.type('r', 100)).toEqual({ prefix: 'sr', fromNext: false })
    expect(ahead.active(700)).toBe(true)
    expect(ahead.active(900)).toBe(false)
    expect(ahead.type('v', 2000)).toEqual({ prefix: 'v', fromNext: true })
  })

  it('steps on with the same letter', () => {
    const ahead = new TypeAhead()
    ahead.type('l', 0)
    expect(ahead.type('l', 100)).toEqual({ prefix: 'l', fromNext: true })
    expect(startsWith('Lib64', 'lib')).toBe(true)
  })
})

describe('text of an archive', () => {
  it('shows what is not seen', () => {
    expect(visible('a\u202eb\u0000c\u200b\ud83e\uddc5')).toBe('a\\u{202e}b\\u{0}c\\u{200b}\ud83e\uddc5')
    expect(visible('two\nlines\tand a tab')).toBe('two\nlines\tand a tab')
  })
})
