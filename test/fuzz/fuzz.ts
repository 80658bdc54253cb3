import { Buffer } from 'node:buffer'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hexOf } from '../fixtures/digest.ts'
import { mutate } from './mutations.ts'
import { originals } from './originals.ts'
import { Random } from './random.ts'

/** A walk of a tiny archive that takes longer hangs. */
const LONGEST_WALK = 10_000
/** A tiny archive that makes the process hold more is a finding. */
const MOST_MEMORY = 1536 * 1024 * 1024
const HEAP_MB = 1024
/** Cases that one process walks before a fresh one takes over. */
const CASES_A_CHILD = 400

interface Options {
  readonly child: string
  readonly seconds: number
  readonly seed: number
  readonly failures: string
}

/** Walks archives in a child process that may write nowhere but in a folder of its own. */
class Walker {
  readonly #child: string
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'onionskin-fuzz-')))
  #process: ChildProcess | null = null
  #said = ''
  #cases = 0
  slowest = 0
  largest = 0

  constructor(child: string) {
    this.#child = child
  }

  /** What went wrong; null where nothing did. */
  async walk(bytes: Uint8Array): Promise<string | null> {
    const path = join(this.#folder, 'case')
    writeFileSync(path, bytes)
    if (this.#cases++ % CASES_A_CHILD === 0) this.stop()
    const started = performance.now()
    const found = await this.#ask(this.#running(), path)
    if (found !== null) this.stop()
    this.slowest = Math.max(this.slowest, performance.now() - started)
    return found
  }

  #ask(child: ChildProcess, path: string): Promise<string | null> {
    return new Promise((resolve) => {
      const end = (found: string | null): void => {
        clearTimeout(timer)
        child.removeAllListeners('message').removeAllListeners('exit')
        resolve(found)
      }
      const timer = setTimeout(() => end(`hangs: no answer after ${LONGEST_WALK} ms`), LONGEST_WALK)
      child.once('exit', (code, signal) => end(`the process ended (${code ?? signal}): ${this.#said.slice(-3000)}`))
      child.once('message', ({ error, memory }: { error: string | null; memory: number }) => {
        this.largest = Math.max(this.largest, memory)
        end(error ?? (memory > MOST_MEMORY ? `the process holds ${Math.round(memory / 2 ** 20)} MiB` : null))
      })
      child.send(path)
    })
  }

  #running(): ChildProcess {
    if (this.#process !== null) return this.#process
    const temporary = join(this.#folder, 'tmp')
    rmSync(temporary, { recursive: true, force: true })
    mkdirSync(temporary)
    this.#said = ''
    const child = fork(this.#child, [], {
      cwd: temporary,
      env: { ...process.env, TMPDIR: temporary },
      execArgv: [
        `--max-old-space-size=${HEAP_MB}`,
        // Its name until Node 23.5, and since.
        process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
        '--allow-fs-read=*',
        `--allow-fs-write=${temporary}/*`,
      ],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.stderr?.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-10_000)))
    this.#process = child
    return child
  }

  stop(): void {
    this.#process?.removeAllListeners('exit')
    this.#process?.kill('SIGKILL')
    this.#process = null
  }

  end(): void {
    this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** What is the same in all failures of one cause: the first line, without numbers. */
function kindOf(failure: string): string {
  const [first = '', second = ''] = failure.replace(/^.*ExperimentalWarning.*\n.*\n/m, '').split('\n')
  return `${first} ${second}`.replace(/\d+|\/\S+\/case/g, '#').slice(0, 200)
}

/** Takes parts out for as long as the case goes on to fail in the same way, for some seconds at most. */
async function minimised(bytes: Buffer, kind: string, walker: Walker): Promise<Buffer> {
  const end = performance.now() + (kind.startsWith('hangs') ? 60_000 : 20_000)
  let smallest = bytes
  for (let part = smallest.length >> 1; part >= 512; part >>= 1) {
    for (let at = 0; at < smallest.length && performance.now() < end;) {
      const shorter = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + part)])
      const found = await walker.walk(shorter)
      if (found !== null && kindOf(found) === kind) smallest = shorter
      else at += part
    }
  }
  return smallest
}

/** Makes and walks cases until the time is over; answers with the number of failures of different kinds. */
export async function fuzz({ child, seconds, seed, failures }: Options): Promise<number> {
  const from = originals()
  const bytes = from.map((original) => original.bytes)
  const walker = new Walker(child)
  const kinds = new Map<string, number>()
  const end = performance.now() + seconds * 1000
  let cases = 0
  say(`seed ${seed}, ${from.length} originals, ${seconds} s`)
  for (const { name, bytes: original } of from) await judge(original, `the original "${name}"`)
  for (; performance.now() < end; cases++) {
    const caseSeed = (seed + cases) >>> 0
    const random = new Random(caseSeed)
    const original = random.pick(from)
    await judge(mutate(original.bytes, random, bytes), `seed ${caseSeed}, made of "${original.name}"`)
  }
  walker.end()
  const memory = Math.round(walker.largest / 2 ** 20)
  say(`${cases} cases, ${kinds.size} kinds of failures, slowest ${Math.round(walker.slowest)} ms, ${memory} MiB`)
  for (const [kind, count] of kinds) say(`${String(count).padStart(6)}  ${kind}`)
  return kinds.size

  async function judge(made: Buffer, what: string): Promise<void> {
    const found = await walker.walk(made)
    if (found === null) return
    const kind = kindOf(found)
    const count = (kinds.get(kind) ?? 0) + 1
    kinds.set(kind, count)
    if (count > 1) return
    const smallest = await minimised(made, kind, walker)
    mkdirSync(failures, { recursive: true })
    const file = join(failures, hexOf(smallest).slice(0, 16))
    writeFileSync(file, smallest)
    say(`FAILED ${what}: sha256:${hexOf(made)}, ${made.length} bytes, kept as ${file} (${smallest.length} bytes)`)
    say(found)
  }
}

const [child = '', seconds = '60', seed = '1', failures = 'test-results/fuzz'] = process.argv.slice(2)
process.exitCode = (await fuzz({ child, seconds: Number(seconds), seed: Number(seed), failures })) === 0 ? 0 : 1
