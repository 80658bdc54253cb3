import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { walkArchive } from './walk-archive.ts'

/** The process that an archive may bring down: walks what it is told and says how that went. */
interface Answer {
  readonly error: string | null
  /** Bytes of memory that the process holds. */
  readonly memory: number
}

async function answer(path: string): Promise<Answer> {
  let error: string | null = null
  try {
    await walkArchive(path)
    const left = readdirSync(tmpdir())
    if (left.length > 0) error = `left behind in the temporary folder: ${left.join(', ')}`
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  }
  return { error, memory: process.memoryUsage.rss() }
}

process.on('message', (path: string) => void answer(path).then((result) => process.send?.(result)))
