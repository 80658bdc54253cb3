import { expect, it } from 'vitest'
import { registryHive, windowsPath } from '../../shared/windows-layer.ts'

it('a path below Files is one of drive C', () => {
  expect(windowsPath('/Files')).toBe('C:\\')
  expect(windowsPath('/Files/Windows/System32')).toBe('C:\\Windows\\System32')
  expect(windowsPath('/Hives/System_Delta')).toBeNull()
  expect(windowsPath('/UtilityVM/Files/x')).toBeNull()
  expect(windowsPath('/Filesystem')).toBeNull()
})

it('hives are known by their place and name, in any case', () => {
  expect(registryHive('/Hives/Software_Delta')).toEqual({ key: 'HKEY_LOCAL_MACHINE\\SOFTWARE', delta: true })
  expect(registryHive('/Hives/DEFAULTUSER_BASE')).toEqual({ key: 'HKEY_USERS\\.DEFAULT', delta: false })
  expect(registryHive('/Hives/constructor_Delta')).toBeNull()
  expect(registryHive('/Hives/System_Delta/x')).toBeNull()
  expect(registryHive('/Files/System_Delta')).toBeNull()
})
