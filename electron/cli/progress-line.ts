import { sizeText } from './terminal-text.ts'

const INTERVAL = 200

/** Bytes that are done, and in all. */
export interface Progress {
  readonly done: number
  readonly total: number
}

/** Shows on stderr how far `work` is, in one line that is gone afterwards; nothing where stderr is no terminal. */
export async function withProgress<T>(what: string, read: () => Progress, work: () => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work()
  const show = (): void => {
    const { done, total } = read()
    const percent = total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100))
    process.stderr.write(`\r\u001b[K${what}: ${percent} % of ${sizeText(total)}`)
  }
  const timer = setInterval(show, INTERVAL)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    process.stderr.write('\r\u001b[K')
  }
}
