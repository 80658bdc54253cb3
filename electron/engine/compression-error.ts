/** A compressed stream that ends early, is not what it claims to be, or can not be read at all. */
export class CompressionError extends Error {
  readonly code: 'compression-truncated' | 'compression-corrupt' | 'compression-unsupported'

  constructor(code: CompressionError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'CompressionError'
    this.code = code
  }
}

/** What a decoder's error means; what is none of its own, such as an error of the file system, is returned as it is. */
export function compressionError(name: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = (error as NodeJS.ErrnoException).code
  if (error instanceof CompressionError || error.name === 'CancelledError' || code?.startsWith('E')) return error
  if (code === 'Z_BUF_ERROR' || /unexpected end|incomplete/i.test(error.message))
    return new CompressionError('compression-truncated', `the ${name} stream ends early`, error)
  return new CompressionError('compression-corrupt', `the ${name} stream is damaged: ${error.message}`, error)
}
