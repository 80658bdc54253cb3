import { expect, test } from 'vitest'
import { proposedName } from '../../electron/main/save-name.ts'

test('the name that a dialog proposes leads nowhere and can be held by any file system', () => {
  expect(proposedName('nginx.conf', 'file')).toBe('nginx.conf')
  expect(proposedName('etc', 'tar')).toBe('etc.tar')
  expect(proposedName('../../etc/passwd', 'file')).toBe('.._.._etc_passwd')
  expect(proposedName('C:\\a\n?', 'file')).toBe('C_a_')
  expect(proposedName('nul.txt', 'file')).toBe('_nul.txt')
  for (const empty of ['', '.', '..', '...']) expect(proposedName(empty, 'folder')).toBe('root')
  expect(proposedName('x'.repeat(1000), 'file').length).toBe(120)
  expect(proposedName('\u{1f9c5}'.repeat(200), 'file')).toBe('\u{1f9c5}'.repeat(120))
})
