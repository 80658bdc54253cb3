import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newNameParts, splitName } from '../../electron/engine/tar-names.ts'
import { NameMeaning, nameMeaning } from '../../electron/engine/whiteout.ts'
import { normalise } from '../model-of-union/union.ts'

function split(name: string): { kind: string; components: string[] } {
  const bytes = Buffer.from(name, 'latin1')
  const parts = newNameParts()
  splitName(bytes, parts)
  const components = Array.from({ length: parts.count }, (_, i) =>
    bytes.subarray(parts.starts[i], parts.ends[i]).toString('latin1'),
  )
  return { kind: parts.kind, components }
}

describe('names of tar members', () => {
  it.each([
    ['./etc/hosts', ['etc', 'hosts']],
    ['/etc/hosts', ['etc', 'hosts']],
    ['.//./etc//./hosts', ['etc', 'hosts']],
    ['etc/', ['etc']],
    ['a\\x2db', ['a\\x2db']],
    ['C:/x', ['C:', 'x']],
    ['...', ['...']],
    ['\xff\xfe', ['\xff\xfe']],
  ])('%s is normalised like an unpacker does', (name, components) => {
    expect(split(name)).toEqual({ kind: 'path', components })
  })

  it.each(['', './', '/', '.', '././/'])('%s names the root or nothing', (name) => {
    expect(split(name).kind).toBe(name === '' ? 'empty' : 'root')
  })

  it.each(['..', '../a', 'a/..', 'a/../b', '/../etc/passwd', 'a\0b', '\0'])('%j never leaves the root', (name) => {
    expect(split(name).kind).toBe('escapes')
  })

  it('splits any name as the model does', () => {
    const part = fc.constantFrom('a', '.', '..', '', '\xff', '\\', '...')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 80 }), (components) => {
        const name = components.join('/')
        const { kind, components: found } = split(name)
        const wanted = normalise(name)
        if (wanted === null) expect(kind).toBe('escapes')
        else expect(found).toEqual(wanted)
      }),
    )
  })
})

describe('names that delete', () => {
  it.each([
    ['.wh.a', NameMeaning.Whiteout],
    ['.wh..env', NameMeaning.Whiteout],
    ['.wh.\xff', NameMeaning.Whiteout],
    ['.wh..wh..opq', NameMeaning.Opaque],
    ['.wh..wh..opqX', NameMeaning.Aufs],
    ['.wh..wh.aufs', NameMeaning.Aufs],
    ['.wh..wh.plnk', NameMeaning.Aufs],
    ['.wh..wh.orph', NameMeaning.Aufs],
    ['.wh..wh.', NameMeaning.Aufs],
    ['.wh.', NameMeaning.Unnamed],
    ['.wh..', NameMeaning.Unnamed],
    ['.wh...', NameMeaning.Unnamed],
    ['.WH.a', NameMeaning.Ordinary],
    ['.wh', NameMeaning.Ordinary],
    ['wh.a', NameMeaning.Ordinary],
    ['a.wh.b', NameMeaning.Ordinary],
  ])('%s', (name, meaning) => {
    const bytes = Buffer.from(`x${name}x`, 'latin1')
    expect(nameMeaning(bytes, 1, bytes.length - 1)).toBe(meaning)
  })
})
