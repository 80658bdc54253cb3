import { expect, test } from 'vitest'
import { rowSubject, versionSubject } from '../../renderer/model/save-subject.ts'
import { dockerCommand, extractCommand, powerShellWord, shellWord } from '../../renderer/model/shell-command.ts'
import type { EntryDetails, EntryType, PathDetails, Version } from '../../shared/tree.ts'
import { row } from '../state/fake-engine.ts'

const merged = (upto: number) => ({ kind: 'merged', upto }) as const
const inLayer = { kind: 'layer', layer: 2 } as const

function version(layer: number, type: EntryType | null): Version {
  return { layer, entry: type === null ? null : ({ layer, type } as EntryDetails) } as Version
}

function details(visible: number | null, ...versions: Version[]): PathDetails {
  return { node: 5, fullPath: '/etc/x', versions, visible } as unknown as PathDetails
}

test('a row is saved as its view shows it, a removed one as it was before', () => {
  expect(rowSubject(row(7, 'a'), merged(3))).toEqual({ view: merged(3), node: 7, plain: 'file', name: 'a' })
  expect(rowSubject(row(7, 'a', { type: 'dir' }), inLayer)).toMatchObject({ view: inLayer, plain: 'folder' })
  expect(rowSubject(row(7, 'a', { change: 'removed', changeLayer: 2 }), merged(3))?.view).toEqual(merged(1))
  expect(rowSubject(row(7, 'a', { type: 'char' }), merged(3))?.plain).toBeNull()
  expect(rowSubject(row(7, '.wh.a', { marker: 'whiteout' }), inLayer)).toBeNull()
})

test('a version of a file is that of its layer, hidden ones too; a removal is nothing', () => {
  const file = details(null, version(0, 'file'), version(2, 'file'), version(4, null))
  expect(versionSubject(file, 0, merged(5), null, 5)).toEqual({ view: merged(0), node: 5, plain: 'file', name: 'x' })
  expect(versionSubject(file, 1, merged(5), null, 5)?.view).toEqual(merged(2))
  expect(versionSubject(file, 2, merged(5), null, 5)).toBeNull()
})

test('a directory is that of the view; another version of it has all that it ever had', () => {
  const seen = details(1, version(0, 'dir'), version(3, 'dir'))
  expect(versionSubject(seen, 1, merged(4), null, 6)?.view).toEqual(merged(4))
  expect(versionSubject(seen, 1, inLayer, row(9, 'x', { path: 5 }), 6)).toMatchObject({ view: inLayer, node: 9 })
  expect(versionSubject(seen, 0, merged(4), null, 6)?.view).toEqual(merged(2))
  const gone = details(null, version(0, 'dir'), version(3, null))
  expect(versionSubject(gone, 0, merged(6), null, 6)?.view).toEqual(merged(2))
  expect(versionSubject(details(null, version(4, 'dir')), 0, merged(2), null, 6)?.view).toEqual(merged(6))
})

test('commands take any name as it is, and there is none for a name that is shown escaped', () => {
  expect(shellWord("it's; $(rm)")).toBe(`'it'\\''s; $(rm)'`)
  expect(dockerCommand('shop:1', '/a b', 'linux')).toBe(
    `id=$(docker create -- shop:1 -) && docker cp "$id":'/a b' . ; docker rm "$id"`,
  )
  expect(dockerCommand(undefined, '/a', 'linux')).toBeNull()
  expect(dockerCommand('shop:1', '/a\\x1b', 'linux')).toBeNull()
  expect(extractCommand('/tmp/i.tar', 1, '/etc/-x', 3, 'linux')).toBe(
    'onionskin extract /tmp/i.tar /etc/-x -o ./-x --upto 3 --image 1',
  )
})

test('a command that is pasted does what it says and nothing else, whatever the image calls itself', () => {
  expect(dockerCommand('-v/:/host', '/a', 'linux')).toContain('docker create -- -v/:/host -')
  for (const hostile of ['a\nrm -rf ~', 'a\u001b[201~rm', 'a\u202egpj', 'a\u0003']) {
    expect(dockerCommand(hostile, '/a', 'linux')).toBeNull()
    expect(extractCommand(`/tmp/${hostile}`, null, '/a', 0, 'linux')).toBeNull()
  }
  expect(shellWord('$(reboot) `x` !! "')).toBe(`'$(reboot) \`x\` !! "'`)
})

test('on Windows commands are for PowerShell, whose quotations typographic quotes end', () => {
  expect(powerShellWord("it's")).toBe("'it''s'")
  expect(powerShellWord('a’; reboot #')).toBe("'a’’; reboot #'")
  expect(powerShellWord('C:\\a$b')).toBe("'C:\\a$b'")
  expect(extractCommand('C:\\my images\\i.tar', null, '/etc/a', 1, 'win32')).toBe(
    "onionskin extract 'C:\\my images\\i.tar' /etc/a -o ./a --upto 1",
  )
  expect(dockerCommand('shop:1', "/a'b", 'win32')).toBe(
    "$id = docker create -- shop:1 -; docker cp ($id + ':/a''b') .; docker rm $id",
  )
  expect(dockerCommand('shop:1', '/a"b', 'win32')).toBeNull()
})
