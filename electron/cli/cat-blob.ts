import { createHash } from 'node:crypto'
import { RangeReader } from '../engine/byte-reader.ts'
import { EngineError } from '../engine/engine-error.ts'
import { JobControl } from '../engine/layer-jobs.ts'
import { openBlob } from '../engine/open-archive.ts'
import { ExitCode } from './exit-code.ts'
import { boundOf, reportProblems } from './open-image.ts'
import type { ImageOptions } from './open-image.ts'
import type { Output } from './output.ts'

const STEP = 1024 * 1024

/**
 * Writes a stored blob of the archive as it is: a manifest, a config, a compressed layer, an attestation. Bytes that do
 * not have the digest are written all the same; then a problem says so, and the command fails.
 * @throws EngineError
 */
export async function catBlob(
  archive: string,
  digest: string,
  output: Output,
  options: ImageOptions = {},
): Promise<void> {
  const blob = await openBlob(archive, digest, new JobControl(), boundOf(options))
  const { range, cut } = blob
  try {
    const [algorithm] = digest.split(':')
    const hash = createHash(algorithm!)
    const reader = new RangeReader(range)
    while (reader.position < range.size) {
      const bytes = Uint8Array.from(reader.take(STEP))
      if (bytes.length === 0) break
      hash.update(bytes)
      await output.bytes(bytes)
    }
    const where = { archive, path: digest }
    if (cut || reader.position < range.size)
      throw new EngineError('archive-truncated', `${archive}: the archive ends in the middle of ${digest}.`, where)
    const found = `${algorithm!}:${hash.digest('hex')}`
    if (found === digest) return
    const message = `The blob has the digest ${found}.`
    reportProblems([{ code: 'digest-mismatch', severity: 'warning', where, message }])
    process.exitCode = ExitCode.Failed
  } finally {
    blob.close()
  }
}
