/**
 * The app as people get it: what its program may be used for, what is in its archive, and its command in a terminal without
 * a display. `npm test` packages it before.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import { packagedProgram, packagedResources } from '../../scripts/setup/packaging.mjs'
import { inProject } from '../../scripts/setup/project.mjs'
import { TERMINAL_COMMANDS } from '../../shared/terminal-commands.ts'
import { isPackaged } from './launch.ts'

test.skip(!isPackaged, 'NOT TRIED: nothing is packaged; ONIONSKIN_E2E=packaged after `npm run package -- --for-tests`')

const SAMPLE = inProject('out', 'sample', 'onionskin-sample.tar')
const COMMAND = join(packagedResources('release'), 'bin', process.platform === 'win32' ? 'onionskin.cmd' : 'onionskin')

interface Ran {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** A terminal without a display, without a bus, and with variables that would make other Electron apps a plain Node. */
function terminal(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot } = process.env
  return { PATH, HOME, TMPDIR, SystemRoot, ONIONSKIN_CACHE: 'off', ...env }
}

function run(program: string, args: readonly string[], input?: Uint8Array, env?: NodeJS.ProcessEnv): Ran {
  const options = { maxBuffer: 64 * 1024 * 1024, timeout: 50_000, env: terminal(env), shell: program.endsWith('.cmd') }
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, ...(input === undefined ? {} : { input }) })
  return { code: status, stdout, stderr: stderr.toString('utf8') }
}

/** What the packaged command does, held against the same command line in plain Node. */
function expectSame(args: readonly string[], input?: Uint8Array): Ran {
  const packaged = run(COMMAND, args, input)
  const node = run(process.execPath, [inProject('out', 'cli', 'onionskin.js'), ...args], input)
  expect(packaged.stderr, args.join(' ')).toBe(node.stderr)
  expect(packaged.code, args.join(' ')).toBe(node.code)
  expect(packaged.stdout.equals(node.stdout), `standard output of ${args.join(' ')}`).toBe(true)
  return packaged
}

interface AsarFolder {
  readonly files?: Readonly<Record<string, AsarFolder>>
}

/** Paths of an asar archive, which begins with four lengths and its directory as JSON. */
function namesIn(archive: string): string[] {
  const bytes = readFileSync(archive)
  const namesOf = ({ files = {} }: AsarFolder, path: string): string[] =>
    Object.entries(files).flatMap(([name, file]) => [`${path}/${name}`, ...namesOf(file, `${path}/${name}`)])
  return namesOf(JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('utf8')) as AsarFolder, '')
}

test('a release may run nothing but itself, and the tested copy takes --inspect in addition', async () => {
  const release = await getCurrentFuseWire(packagedProgram('release'))
  const tested = await getCurrentFuseWire(packagedProgram('test'))
  const on = '1'.charCodeAt(0)
  const wanted = [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar]
  const others = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableCookieEncryption,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ]
  for (const fuse of wanted) expect(release[fuse], FuseV1Options[fuse]).toBe(on)
  for (const fuse of others) expect(release[fuse], FuseV1Options[fuse]).not.toBe(on)
  const inspect = FuseV1Options.EnableNodeCliInspectArguments
  expect(tested).toEqual({ ...release, [inspect]: on })
})

test('its archive holds what was built, and no more', () => {
  const names = namesIn(join(packagedResources('release'), 'app.asar'))
  const roots = new Set(names.map((name) => name.split('/').slice(1, 3).join('/')))
  const folders = ['main', 'engine', 'cli', 'chunks', 'preload', 'renderer', 'sample'].map((name) => `out/${name}`)
  expect([...roots].sort()).toEqual(['out', 'package.json', ...folders].sort())
  expect(names.filter((name) => name.endsWith('.map'))).toEqual([])
  expect(existsSync(join(packagedResources('release'), 'app'))).toBe(false)
})

test.describe('in a terminal without a display', () => {
  test('every command prints what it prints in plain Node, byte by byte, with the same exit code', () => {
    // Two dozen programs are started, one after the other.
    test.slow()
    expect(expectSame(['inspect', SAMPLE, '--json']).code).toBe(0)
    expect(expectSame(['tree', SAMPLE, '--ndjson', '--sha256']).stdout.length).toBeGreaterThan(5000)
    expectSame(['changes', SAMPLE, '--layer', '1'])
    expectSame(['report', SAMPLE, '--json'])
    expectSame(['verify', SAMPLE])
    expect(expectSame(['report', SAMPLE, '--rule', 'lowestEfficiency=0.999']).code).toBe(1)
    expect(expectSame(['log', SAMPLE, '/no/such/path']).code).toBe(1)
    expect(expectSame(['inspect', '/no/such/archive.tar']).code).toBe(2)
    expect(expectSame(['tree', SAMPLE, '--no-such-option']).code).toBe(2)
    expectSame(['--version'])
    expectSame(['--help'])
  })

  test('it reads an archive from standard input and writes bytes, whole, to a pipe', () => {
    const { stdout } = expectSame(['extract', '-', '/', '-o', '-', '--tar'], readFileSync(SAMPLE))
    expect(stdout.subarray(257, 262).toString('latin1')).toBe('ustar')
    expect(stdout.length % 512).toBe(0)
  })

  test('archives without a command are described, with a line that says why there is no window', () => {
    expect(expectSame([SAMPLE]).stderr).toContain('no display')
    expect(expectSame([SAMPLE, SAMPLE]).stdout.toString('utf8')).toContain('7 shared')
    expect(expectSame(['tre']).stderr).toContain("unknown command 'tre'")
  })

  test('it works by a link, as the PATH has it', () => {
    test.skip(process.platform === 'win32', 'NOT TRIED: Windows has a folder on the PATH, no link')
    const folder = mkdtempSync(join(tmpdir(), 'onionskin-path-'))
    try {
      symlinkSync(COMMAND, join(folder, 'onionskin'))
      expect(run(join(folder, 'onionskin'), ['--version']).stdout.toString('utf8')).toMatch(/^\d+\.\d+\.\d+\n$/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('the program is no Node for whoever sets a variable', () => {
    const env = { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--require=/no/such/module.cjs' }
    const { code, stdout } = run(COMMAND, ['-e', 'console.log("as Node")'], undefined, env)
    expect(stdout.toString('utf8')).not.toContain('as Node')
    expect(code).not.toBe(0)
    expect(run(COMMAND, ['--version'], undefined, env).code).toBe(0)
  })
})

test('the commands are the same in the program, in its help and in the launcher of every system', () => {
  const help = run(COMMAND, ['--help']).stdout.toString('utf8')
  const commands = [...(help.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name)
  expect(commands).toEqual(TERMINAL_COMMANDS)
  const launcher = (...path: string[]) => readFileSync(inProject('resources', ...path), 'utf8')
  for (const system of ['linux', 'macos'])
    expect(launcher(system, 'bin', 'onionskin')).toContain(`  ${TERMINAL_COMMANDS.join(' | ')})`)
  expect(launcher('windows', 'bin', 'onionskin.cmd')).toContain(`in (${TERMINAL_COMMANDS.join(' ')} -h --help `)
})
