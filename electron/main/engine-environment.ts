/** Where home, caches and temporary files are, and what Windows starts no process without. */
const PASSED = [
  'HOME',
  'XDG_CACHE_HOME',
  'TMPDIR',
  'TMP',
  'TEMP',
  'TZ',
  'LANG',
  'LC_ALL',
  'LD_LIBRARY_PATH',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'ONIONSKIN_CACHE',
  'ONIONSKIN_CACHE_DIR',
]

/**
 * The variables of an engine's process: those that it needs, none that hold secrets or change how Node runs. `--no-cache`
 * turns the index cache off, as ONIONSKIN_CACHE does.
 */
export function engineEnvironment(env: NodeJS.ProcessEnv, argv: readonly string[]): Record<string, string> {
  const passed: Record<string, string> = {}
  // Windows spells names in any case.
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && PASSED.includes(process.platform === 'win32' ? name.toUpperCase() : name))
      passed[name] = value
  return argv.includes('--no-cache') ? { ...passed, ONIONSKIN_CACHE: 'off' } : passed
}

/** What an engine is told of the bytes that the cache of indexes may have. */
export function cacheLimitVariable(bytes: number): Record<string, string> {
  return { ONIONSKIN_CACHE_LIMIT: String(bytes) }
}
