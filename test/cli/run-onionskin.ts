import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const CLI = fileURLToPath(new URL('../../out/cli/onionskin.js', import.meta.url))

/** Why the built command line can not be tried; null where it can. `npm test` builds before it tests. */
export const notBuilt: string | null = existsSync(CLI) ? null : 'the command line is not built: run `npm run build`'

export interface Ran {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs the built command line as a user would, without a cache where `env` gives none; never rejects. */
export function runOnionskin(args: readonly string[], input?: Uint8Array, env: NodeJS.ProcessEnv = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
    env: { ...process.env, ONIONSKIN_CACHE: 'off', ...env },
    ...(input === undefined ? {} : { input }),
  })
  return { code: status, stdout, stderr: stderr.toString('utf8') }
}
