import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { machineName, readElf } from '../../renderer/model/elf.ts'
import type { ElfSummary } from '../../renderer/model/elf.ts'
import { elfProgram } from '../fixtures/elf.ts'

function read(file: Uint8Array): Promise<ElfSummary | null> {
  return readElf((offset, length) => {
    expect(length).toBeLessThanOrEqual(1024 * 1024)
    const from = Math.min(offset, file.length)
    return Promise.resolve(file.slice(from, Math.min(file.length, from + length)))
  })
}

describe('an ELF file', () => {
  it('tells its machine, its interpreter, what it needs and its build ID', async () => {
    expect(await read(elfProgram())).toEqual({
      bits: 64,
      bigEndian: false,
      type: 3,
      machine: 62,
      abi: 0,
      entry: 0x1040,
      interpreter: '/lib/ld.so',
      needed: ['libc.so.6', 'libm.so.6'],
      soname: null,
      runPath: '/opt/lib',
      buildId: 'deadbeef',
      stripped: false,
      debugInfo: false,
      positionIndependent: true,
      damaged: false,
    })
    expect((await read(elfProgram({ sections: false })))?.stripped).toBe(true)
    expect(machineName(183)).toBe('AArch64')
    expect(machineName(9999)).toBe('9999')
  })

  it('that can be run and has a library name is a library, as that of C', async () => {
    const library = await read(elfProgram({ library: true }))
    expect(library).toMatchObject({ soname: 'libm.so.6', interpreter: '/lib/ld.so', positionIndependent: false })
  })

  it('that is cut short, or no ELF at all, is told so', async () => {
    expect(await read(elfProgram().subarray(0, 40))).toBeNull()
    expect(await read(new TextEncoder().encode('#!/bin/sh\n'.repeat(20)))).toBeNull()
    const cut = await read(elfProgram().subarray(0, 0x190))
    expect(cut).toMatchObject({ damaged: true, needed: [], stripped: null })
  })

  it('of any bytes behind its first ones is read to an end, within bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 2),
        fc.constantFrom(1, 2),
        fc.uint8Array({ minLength: 60, maxLength: 600 }),
        fc.array(fc.tuple(fc.nat(0x3ff), fc.nat(255)), { maxLength: 12 }),
        async (bitClass, data, tail, changes) => {
          await read(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, bitClass, data, ...tail]))
          const changed = elfProgram()
          for (const [at, value] of changes) changed[at] = value
          await read(changed)
        },
      ),
    )
  })
})
