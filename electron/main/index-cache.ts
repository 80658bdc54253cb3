import { join } from 'node:path'
import { dialog, utilityProcess } from 'electron'
import { z } from 'zod'
import type { CacheUsage } from '../../shared/desktop-api.ts'
import type { EngineOrder } from '../../shared/ipc.ts'
import { cacheLimitVariable, engineEnvironment } from './engine-environment.ts'
import type { MenuWords } from './menu-words.ts'

const HOST = join(import.meta.dirname, '../engine/host.js')

const usageSchema = z.object({ entries: z.number(), bytes: z.number() })

/** Says how much the index cache holds, and clears it where the user wants that. */
export async function offerToClearIndexCache(words: MenuWords, over: Electron.BaseWindow | null): Promise<void> {
  const { entries, bytes } = await askEngine('describe-cache')
  const options: Electron.MessageBoxOptions = {
    type: 'question',
    message: entries === 0 ? words.cacheIsEmpty : words.cacheHolds(entries, bytes),
    detail: words.cacheDetail,
    buttons: entries === 0 ? [words.closeDialog] : [words.clearCacheNow, words.cancel],
    defaultId: 0,
    cancelId: entries === 0 ? 0 : 1,
  }
  const { response } = await (over === null ? dialog.showMessageBox(options) : dialog.showMessageBox(over, options))
  if (entries > 0 && response === 0) await askEngine('clear-cache')
}

/** What the index cache holds. */
export function indexCacheUsage(): Promise<CacheUsage> {
  return askEngine('describe-cache')
}

/** Clears the index cache; answers with what it holds then. */
export function clearIndexCache(): Promise<CacheUsage> {
  return askEngine('clear-cache')
}

/** Removes what the index cache has beyond `limit` bytes. */
export async function trimIndexCache(limit: number): Promise<void> {
  await askEngine('trim-cache', cacheLimitVariable(limit))
}

/** Starts a process of the engine for one order, which answers with what the cache then holds; nothing where it can not. */
function askEngine(
  order: EngineOrder & `${string}-cache`,
  variables: Readonly<Record<string, string>> = {},
): Promise<CacheUsage> {
  const child = utilityProcess.fork(HOST, [], {
    serviceName: 'Onionskin index cache',
    env: { ...engineEnvironment(process.env, process.argv), ...variables },
  })
  return new Promise((resolve) => {
    let usage: CacheUsage = { entries: 0, bytes: 0 }
    child.once('message', (answer) => {
      usage = usageSchema.safeParse(answer).data ?? usage
      child.postMessage('end' satisfies EngineOrder)
    })
    child.once('exit', () => resolve(usage))
    child.postMessage(order)
  })
}
