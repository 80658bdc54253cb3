/** Folder of a Windows layer that a container sees as drive C (Microsoft's hcsshim, `internal/wclayer`). */
export const WINDOWS_DRIVE = 'Files'

/** A hive of the registry that a layer brings along. */
export interface RegistryHive {
  /** Where a container finds it, such as `HKEY_LOCAL_MACHINE\SOFTWARE`. */
  readonly key: string
  /** What the layer changes of the hive of the layers below, and not the hive itself. */
  readonly delta: boolean
}

/** hcsshim compares the names without regard to case. */
const HIVES: ReadonlyMap<string, string> = new Map([
  ['system', 'HKEY_LOCAL_MACHINE\\SYSTEM'],
  ['software', 'HKEY_LOCAL_MACHINE\\SOFTWARE'],
  ['sam', 'HKEY_LOCAL_MACHINE\\SAM'],
  ['security', 'HKEY_LOCAL_MACHINE\\SECURITY'],
  ['defaultuser', 'HKEY_USERS\\.DEFAULT'],
])

/** Where a container sees a path of a Windows image: `/Files/Windows` is `C:\Windows`; null for what lies elsewhere. */
export function windowsPath(fullPath: string): string | null {
  const [, first, ...rest] = fullPath.split('/')
  return first === WINDOWS_DRIVE ? `C:\\${rest.join('\\')}` : null
}

/** The hive that a file of a Windows image is, by its place; null for all else. */
export function registryHive(fullPath: string): RegistryHive | null {
  const [, name, kind] = /^\/Hives\/([a-z]+)_(base|delta)$/i.exec(fullPath) ?? []
  const key = name === undefined ? undefined : HIVES.get(name.toLowerCase())
  return key === undefined ? null : { key, delta: kind?.toLowerCase() === 'delta' }
}
