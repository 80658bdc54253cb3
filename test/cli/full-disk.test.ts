import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { gzip } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { CLI, notBuilt, runOnionskin } from './run-onionskin.ts'

const noPosix = process.platform === 'win32'

describe.skipIf(notBuilt !== null || noPosix)('the command line where a system refuses', () => {
  const folder = temporaryFolder()
  let archive = ''
  let compressed = ''

  beforeAll(() => {
    const big = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at * 7 + (at >> 3)) & 0xff))
    const bytes = dockerArchive([imageOf([layer([file('big', big)])])])
    archive = folder.write('image.tar', bytes)
    compressed = folder.write('image.tar.gz', gzip(bytes))
  })

  /** Runs the command line as a part of a shell's command; `$0` is the word for it. */
  const shell = (command: string, ...args: string[]) => {
    const words = ['-c', command.replace('$0', '"$0" "$@"'), process.execPath, CLI, ...args]
    const { status, stderr } = spawnSync('sh', words, {
      timeout: 30_000,
      encoding: 'utf8',
      env: { ...process.env, ONIONSKIN_CACHE: 'off' },
    })
    return { code: status, stderr }
  }

  it.skipIf(!existsSync('/dev/full')).each([
    ['tree', '--ndjson'],
    ['inspect', '--json'],
  ])('%s says that standard output is full, in a sentence', (...command) => {
    const { code, stderr } = shell('$0 > /dev/full', ...command, archive)
    expect(code).toBe(2)
    expect(stderr).toBe('onionskin: standard output takes no more: the disk is full.\n')
  })

  it('a file that may not grow further leaves nothing of a save, and says why', () => {
    // In units of 512 bytes. Node is told of the limit by an error and not by a signal.
    const target = join(folder.path, 'out')
    const { code, stderr } = shell('ulimit -f 100; $0', 'extract', archive, '/big', '-o', target)
    expect(code).toBe(2)
    expect(stderr).toMatch(/out: .+\n$/)
    expect(existsSync(target)).toBe(false)
    expect(spawnSync('ls', ['-A', folder.path], { encoding: 'utf8' }).stdout).not.toContain('.onionskin-')
  })

  it('an archive that can not be unpacked as a whole names the temporary folder', () => {
    expect(shell('ulimit -f 100; $0', 'inspect', compressed).stderr).toMatch(/larger than a file in .+ may be/)
    const elsewhere = runOnionskin(['inspect', compressed], undefined, { TMPDIR: join(folder.path, 'missing') })
    expect(elsewhere).toMatchObject({ code: 2 })
    expect(elsewhere.stderr).toMatch(/missing takes no temporary file: /)
  })

  it.each(['pipe', 'socket', 'device'])('what is no file is refused at once: a %s', async (kind) => {
    const path = kind === 'device' ? '/dev/zero' : join(folder.path, kind)
    if (kind === 'pipe') spawnSync('mkfifo', [path])
    const server = createServer()
    if (kind === 'socket') await new Promise<void>((resolve) => server.listen(path, resolve))
    const { code, stderr } = runOnionskin(['inspect', path])
    server.close()
    expect({ code, stderr }).toEqual({ code: 2, stderr: `onionskin: ${path}: it is neither a file nor a folder.\n` })
  })
})
