import { CacheFolder } from '../engine/index-cache/cache-folder.ts'
import { cacheSettings, placedCache } from '../engine/index-cache/cache-settings.ts'
import { EngineError } from '../engine/engine-error.ts'
import type { Output } from './output.ts'

/** Prints where indexes of layers are kept between runs, and how much; with `clear`, deletes them first. @throws EngineError */
export async function cache(action: string | undefined, options: { json?: boolean }, output: Output): Promise<void> {
  if (action !== undefined && action !== 'clear')
    throw new EngineError('argument-invalid', `cache ${action} is no command: it is cache, or cache clear.`)
  const settings = placedCache()
  if (settings === null)
    throw new EngineError(
      'argument-invalid',
      'There is no folder for a cache: ONIONSKIN_CACHE_DIR must be an absolute path.',
    )
  const folder = new CacheFolder(settings.folder, settings.limit)
  if (action === 'clear') folder.clear()
  const { entries, bytes } = folder.usage()
  const { limit } = settings
  const enabled = cacheSettings() !== null
  if (options.json === true) await output.json({ folder: settings.folder, enabled, entries, bytes, limit }, true)
  else {
    await output.line(`folder   ${settings.folder}${enabled ? '' : '  (turned off)'}`)
    await output.line(`entries  ${entries}`)
    await output.line(`bytes    ${bytes}`)
    await output.line(`limit    ${limit}`)
  }
  await output.flush()
}
