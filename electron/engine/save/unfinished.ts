import { rmSync } from 'node:fs'

const unfinished = new Set<string>()
let registered = false

/** Has a file or folder removed when the process ends before {@link finished} is told of it. */
export function begun(path: string): void {
  unfinished.add(path)
  if (registered) return
  registered = true
  process.on('exit', () => {
    for (const left of unfinished) rmSync(left, { recursive: true, force: true, maxRetries: 3 })
  })
}

/** A file or folder is in its place, or removed. */
export function finished(path: string): void {
  unfinished.delete(path)
}
