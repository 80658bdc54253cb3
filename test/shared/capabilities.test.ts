import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capabilitiesOf, capabilityLabel, decodeCapabilities } from '../../shared/capabilities.ts'

interface Parts {
  readonly revision: number
  readonly effective?: boolean
  readonly permitted?: bigint
  readonly inheritable?: bigint
  readonly rootId?: number
}

/** The bytes that the kernel stores: little-endian words, the lower halves of both sets first. */
function stored({ revision, effective = false, permitted = 0n, inheritable = 0n, rootId = 0 }: Parts): Buffer {
  const bytes = Buffer.alloc({ 1: 12, 2: 20, 3: 24 }[revision] ?? 20)
  bytes.writeUInt32LE(revision * 0x0100_0000 + Number(effective), 0)
  bytes.writeUInt32LE(Number(permitted & 0xffff_ffffn), 4)
  bytes.writeUInt32LE(Number(inheritable & 0xffff_ffffn), 8)
  if (revision > 1) {
    bytes.writeUInt32LE(Number(permitted >> 32n), 12)
    bytes.writeUInt32LE(Number(inheritable >> 32n), 16)
  }
  if (revision === 3) bytes.writeUInt32LE(rootId, 20)
  return bytes
}

const bits = (...numbers: number[]): bigint => numbers.reduce((set, number) => set | (1n << BigInt(number)), 0n)
const text = (parts: Parts): string | undefined => decodeCapabilities(stored(parts))?.text
const ALL = (1n << 41n) - 1n

describe('capabilities of a file', () => {
  it('as real tools wrote them', () => {
    expect(decodeCapabilities('AQAAAgAgAAAAAAAAAAAAAAAAAAA=')).toEqual({
      revision: 2,
      effective: true,
      permitted: bits(13),
      inheritable: 0n,
      rootId: null,
      text: 'cap_net_raw+ep',
    })
    const every = Buffer.from('01000002ffffffff00000000ff01000000000000', 'hex')
    expect(decodeCapabilities(every)?.text).toBe('=ep')
  })

  it.each([
    ['one', { permitted: bits(10), effective: true }, 'cap_net_bind_service+ep'],
    ['permitted only', { permitted: bits(10) }, 'cap_net_bind_service+p'],
    ['inheritable only', { inheritable: bits(0) }, 'cap_chown+i'],
    ['several', { permitted: bits(12, 13), effective: true }, 'cap_net_admin,cap_net_raw+ep'],
    ['permitted and inheritable', { permitted: bits(7), inheritable: bits(7), effective: true }, 'cap_setuid+eip'],
    ['groups', { permitted: bits(0, 21), inheritable: bits(21), effective: true }, 'cap_chown+ep cap_sys_admin+eip'],
    ['of the upper half', { permitted: bits(39, 40), effective: true }, 'cap_bpf,cap_checkpoint_restore+ep'],
    ['the last of the lower half', { permitted: bits(31) }, 'cap_setfcap+p'],
    ['one without a name', { permitted: bits(63) }, '63+p'],
    ['none', {}, '='],
    ['none, but effective', { effective: true }, '='],
    ['all', { permitted: ALL, effective: true }, '=ep'],
    ['all and bits that have no name', { permitted: (1n << 64n) - 1n, effective: true }, '=ep'],
    ['all, inheritable too', { permitted: ALL, inheritable: ALL }, '=ip'],
  ] as const)('%s', (_, parts, expected) => {
    expect(text({ revision: 2, ...parts })).toBe(expected)
  })

  it('all but one are listed', () => {
    const listed = text({ revision: 2, permitted: ALL & ~bits(21), effective: true })
    expect(listed?.split(',').length).toBe(40)
    expect(listed).not.toContain('sys_admin')
  })

  it('revision 1 has 32 capabilities', () => {
    expect(decodeCapabilities(stored({ revision: 1, permitted: bits(13, 31), effective: true }))).toMatchObject({
      revision: 1,
      rootId: null,
      text: 'cap_net_raw,cap_setfcap+ep',
    })
  })

  it('revision 3 names the root of a user namespace', () => {
    const found = decodeCapabilities(stored({ revision: 3, permitted: bits(13), effective: true, rootId: 100_000 }))
    expect(found).toMatchObject({ revision: 3, rootId: 100_000, text: 'cap_net_raw+ep' })
    expect(found && capabilityLabel(found)).toBe('cap_net_raw+ep [rootid=100000]')
    const largest = decodeCapabilities(stored({ revision: 3, rootId: 0xffff_ffff }))
    expect(largest?.rootId).toBe(0xffff_ffff)
    const host = decodeCapabilities(stored({ revision: 3, permitted: bits(13) }))
    expect(host && capabilityLabel(host)).toBe('cap_net_raw+p')
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['three bytes', Buffer.alloc(3)],
    ['a revision that is none', stored({ revision: 4 })],
    ['revision 0', stored({ revision: 0 })],
    ['revision 2 with the size of 3', Buffer.concat([stored({ revision: 2 }), Buffer.alloc(4)])],
    ['revision 3 with the size of 2', stored({ revision: 3 }).subarray(0, 20)],
    ['revision 2 cut short', stored({ revision: 2 }).subarray(0, 19)],
    ['what is no base64', '*'],
  ])('%s is no set of capabilities', (_, value) => {
    expect(decodeCapabilities(value)).toBeNull()
  })

  it('bytes within a larger buffer are read where they are', () => {
    const large = Buffer.concat([Buffer.alloc(3, 0xff), stored({ revision: 2, permitted: bits(5) }), Buffer.alloc(9)])
    expect(decodeCapabilities(large.subarray(3, 23))?.text).toBe('cap_kill+p')
  })

  it('bytes of any kind never throw, and what is read keeps its sets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => void decodeCapabilities(bytes)))
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 64n) - 1n), fc.bigInt(0n, (1n << 64n) - 1n), (permitted, inheritable) => {
        const found = decodeCapabilities(stored({ revision: 2, permitted, inheritable }))
        expect(found).toMatchObject({ permitted, inheritable })
      }),
    )
  })

  it('attributes of an entry', () => {
    const value = stored({ revision: 2, permitted: bits(13), effective: true }).toString('base64')
    expect(capabilitiesOf({ 'user.note': 'eA==', 'security.capability': value })?.text).toBe('cap_net_raw+ep')
    expect(capabilitiesOf({ 'user.note': 'eA==' })).toBeNull()
    expect(capabilitiesOf({ 'security.capability': 'eA==' })).toBeNull()
    expect(capabilitiesOf(undefined)).toBeNull()
  })
})
