import type { Failure, Where } from '../../shared/problem.ts'

/** What stops a call: a code, a sentence for a person, where, and the cause. Crosses to a window as a {@link Failure}. */
export class EngineError extends Error {
  readonly code: Failure['code']
  readonly where: Where | undefined

  constructor(code: Failure['code'], message: string, where?: Where, cause?: unknown) {
    super(message, { cause })
    this.name = 'EngineError'
    this.code = code
    this.where = where
  }

  toFailure(): Failure {
    return this.where === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, where: this.where }
  }
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EIO: 'the disk reports an error',
  ENOSPC: 'the disk is full',
  EMFILE: 'too many files are open',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
}

/** An error of the file system in words; the message of any other error. */
export function systemErrorText(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code
  const known = code === undefined ? undefined : SYSTEM_ERRORS[code]
  if (known !== undefined) return known
  return error instanceof Error ? error.message : String(error)
}

/** Whether an error comes from the file system, such as EIO, and not from a mistake in the code. */
export function isSystemError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)
}

/** Any error as plain data; one that nobody expected has the code `internal`. */
export function toFailure(error: unknown, where?: Where): Failure {
  if (error instanceof EngineError) return error.toFailure()
  if (error instanceof Error && error.name === 'CancelledError') return { code: 'cancelled', message: 'Stopped.' }
  const failure = { code: isSystemError(error) ? ('archive-unreadable' as const) : ('internal' as const) }
  const text = isSystemError(error) ? systemErrorText(error) : `a mistake of Onionskin (${systemErrorText(error)})`
  const message = where === undefined ? `${text}.` : `${where.archive}: ${text}.`
  return where === undefined ? { ...failure, message } : { ...failure, message, where }
}
