import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** How an {@link IndexCache} is kept. Plain data: can be sent to a worker. */
export interface CacheSettings {
  /** Absolute; made where it is missing. */
  readonly folder: string
  /** Bytes that all its files together may have. */
  readonly limit: number
  /** Compressed layers of fewer stored bytes are indexed as fast as an entry is read. */
  readonly smallestStored: number
  /** Raw layers of fewer entries are indexed as fast as an entry is read. */
  readonly fewestEntries: number
  /**
   * Milliseconds that a file must have lain unchanged before it is known again by its state: within a tick of the file
   * system's clock it can change and look as before. FAT has ticks of two seconds.
   */
  readonly settled: number
}

const SETTINGS: Omit<CacheSettings, 'folder'> = {
  limit: 1024 ** 3,
  smallestStored: 128 * 1024,
  fewestEntries: 4096,
  settled: 3000,
}

/**
 * The settings of this user: `ONIONSKIN_CACHE_DIR`, else the place for caches that the system has; at most
 * `ONIONSKIN_CACHE_LIMIT` bytes, else 1 GiB. null where
 * `ONIONSKIN_CACHE=off` turns the cache off, or where there is no such place.
 */
export function cacheSettings(env: NodeJS.ProcessEnv = process.env): CacheSettings | null {
  return env['ONIONSKIN_CACHE'] === 'off' ? null : placedCache(env)
}

/** As {@link cacheSettings}, also where the cache is turned off: to look at it and to clear it. */
export function placedCache(env: NodeJS.ProcessEnv = process.env): CacheSettings | null {
  const given = env['ONIONSKIN_CACHE_DIR'] ?? ''
  const folder = given === '' ? systemFolder(env) : given
  const limit = Number(env['ONIONSKIN_CACHE_LIMIT'] ?? '')
  const bounded = Number.isSafeInteger(limit) && limit > 0 ? { ...SETTINGS, limit } : SETTINGS
  return folder !== null && isAbsolute(folder) ? { ...bounded, folder } : null
}

/** XDG Base Directory Specification ("all paths must be absolute … consider the path invalid and ignore it"), and its relatives. */
function systemFolder(env: NodeJS.ProcessEnv): string | null {
  const home = (): string | null => {
    try {
      return homedir()
    } catch {
      return null
    }
  }
  const below = (parent: string | null, ...names: string[]): string | null =>
    parent === null || parent === '' ? null : join(parent, ...names)
  switch (process.platform) {
    case 'darwin':
      return below(home(), 'Library', 'Caches', 'onionskin', 'index')
    case 'win32':
      return below(env['LOCALAPPDATA'] ?? below(home(), 'AppData', 'Local'), 'onionskin', 'Cache', 'index')
    default: {
      const given = env['XDG_CACHE_HOME'] ?? ''
      return below(isAbsolute(given) ? given : below(home(), '.cache'), 'onionskin', 'index')
    }
  }
}
