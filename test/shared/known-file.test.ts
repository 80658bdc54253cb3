import { expect, it } from 'vitest'
import { knownFile } from '../../shared/known-file.ts'

it('files that eStargz adds at the root of a layer are known', () => {
  expect(knownFile('stargz.index.json')).toBe('estargz-toc')
  expect(knownFile('/stargz.index.json')).toBe('estargz-toc')
  expect(knownFile('/.prefetch.landmark')).toBe('estargz-prefetch')
  expect(knownFile('/.no.prefetch.landmark')).toBe('estargz-no-prefetch')
})

it('files of the same name elsewhere are files like any other', () => {
  expect(knownFile('/srv/stargz.index.json')).toBeNull()
  expect(knownFile('//stargz.index.json')).toBeNull()
  expect(knownFile('/etc/hosts')).toBeNull()
  expect(knownFile('/')).toBeNull()
})
