/**
 * A double click on a Linux desktop: the entry and the types of files are installed for a user, and `xdg-open` opens a file
 * with what they say. The app is the release, so it is watched from outside, over Chromium's own port.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, type Page, test } from '@playwright/test'
import { isOnPath } from '../../scripts/setup/command.mjs'
import { packagedProgram, packagedResources } from '../../scripts/setup/packaging.mjs'
import { inProject } from '../../scripts/setup/project.mjs'
import { sandboxArguments } from '../../scripts/setup/sandbox.mjs'
import { isPackaged } from './launch.ts'

const SAMPLE = inProject('out', 'sample', 'onionskin-sample.tar')
const missing = ['xdg-open', 'xdg-mime', 'update-mime-database', 'update-desktop-database'].filter(
  (one) => !isOnPath(one),
)

test.skip(!isPackaged, 'NOT TRIED: nothing is packaged; ONIONSKIN_E2E=packaged after `npm run package -- --for-tests`')
test.skip(process.platform !== 'linux', 'NOT TRIED: only Linux has desktop entries')
test.skip(
  missing.length > 0,
  `NOT TRIED: there is no ${missing.join(', ')} here; npm test installs them as root on Debian`,
)

/** A user of their own, with a home, and no desktop that would have opinions. */
class User implements Disposable {
  readonly home = mkdtempSync(join(tmpdir(), 'onionskin-home-'))
  readonly data = join(this.home, '.local', 'share')
  readonly userData = join(this.home, 'settings')
  readonly env: NodeJS.ProcessEnv

  constructor() {
    const { PATH, DISPLAY, XAUTHORITY, WAYLAND_DISPLAY, LANG } = process.env
    this.env = { PATH, DISPLAY, XAUTHORITY, WAYLAND_DISPLAY, LANG, HOME: this.home, XDG_DATA_HOME: this.data }
  }

  get entry(): string {
    return join(this.data, 'applications', 'onionskin.desktop')
  }

  install(...args: readonly string[]): void {
    execFileSync(join(packagedResources('release'), 'linux', 'install-for-user'), args, { env: this.env })
  }

  ask(program: string, ...args: readonly string[]): string {
    const { stdout } = spawnSync(program, args, { env: this.env, timeout: 10_000 })
    return stdout.toString('utf8').trim()
  }

  /** Opens a file as a file manager does, and does not wait for the app. */
  doubleClick(file: string): void {
    spawnSync('sh', ['-c', 'xdg-open "$1" > /dev/null 2>&1 &', 'sh', file], { env: this.env })
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

function file(user: User, name: string): string {
  const path = join(user.home, name)
  copyFileSync(SAMPLE, path)
  return path
}

test('the entry and the types are installed for a user, take nothing over, and go again', () => {
  using user = new User()
  user.install()
  expect(readFileSync(user.entry, 'utf8')).toContain(
    `Exec=${join(packagedResources('release'), 'bin', 'onionskin')} %F\n`,
  )
  if (isOnPath('desktop-file-validate')) expect(user.ask('desktop-file-validate', user.entry)).toBe('')
  expect(user.ask('xdg-mime', 'query', 'default', 'application/x-oci-image-tar')).toBe('onionskin.desktop')
  for (const list of [
    '.config/mimeapps.list',
    '.local/share/applications/mimeapps.list',
    '.local/share/applications/defaults.list',
  ])
    expect(existsSync(join(user.home, list)), list).toBe(false)
  expect(user.ask(join(user.home, '.local', 'bin', 'onionskin'), '--version')).toMatch(/^\d+\.\d+\.\d+$/)
  user.install('--remove')
  expect(existsSync(user.entry)).toBe(false)
  expect(user.ask('xdg-mime', 'query', 'default', 'application/x-oci-image-tar')).toBe('')
})

test('an ordinary tar stays one, and what is called an image archive is one', () => {
  test.skip(
    !isOnPath('mimetype'),
    'NOT TRIED: without `mimetype` xdg-mime asks `file`, which knows no types of the desktop',
  )
  using user = new User()
  user.install()
  const typeOf = (name: string) => user.ask('xdg-mime', 'query', 'filetype', file(user, name))
  expect(typeOf('plain.tar')).toBe('application/x-tar')
  expect(typeOf('app.oci.tar')).toBe('application/x-oci-image-tar')
  expect(typeOf('app.docker.tar')).toBe('application/x-docker-image-tar')
})

test('a folder whose name needs quotes is quoted in the entry', () => {
  using user = new User()
  const place = join(user.home, 'my "apps" & 100% $HOME')
  mkdirSync(place)
  spawnSync('cp', ['-r', packagedResources('release'), place])
  execFileSync(join(place, 'resources', 'linux', 'install-for-user'), { env: user.env })
  const quoted = `${user.home}/my \\\\"apps\\\\" & 100%% \\\\$HOME/resources/bin/onionskin`
  expect(readFileSync(user.entry, 'utf8')).toContain(`Exec="${quoted}" %F\n`)
})

test('a double click opens the file in the packaged app, the next one reaches the app that runs', async () => {
  using user = new User()
  user.install()
  const program = packagedProgram('release')
  const switches = [...sandboxArguments(program), '--disable-gpu', '--lang=en-US', `--user-data-dir=${user.userData}`]
  const entry = readFileSync(user.entry, 'utf8')
  writeFileSync(user.entry, entry.replace(' %F', ` ${[...switches, '--remote-debugging-port=0'].join(' ')} %F`))
  const first = file(user, 'first image.oci.tar')
  const second = file(user, 'second.oci.tar')

  user.doubleClick(first)
  const port = join(user.userData, 'DevToolsActivePort')
  await expect.poll(() => existsSync(port), { timeout: 20_000 }).toBe(true)
  const [number = ''] = readFileSync(port, 'utf8').split('\n')
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${number}`)
  try {
    const pages = () => browser.contexts().flatMap((context) => context.pages())
    const shows = async (page: Page | undefined) => page?.evaluate(() => window.onionskin.openRequest())
    await expect.poll(() => pages().length).toBe(1)
    await expect(pages()[0]!.getByRole('tree').first()).toBeVisible()
    expect(await shows(pages()[0])).toEqual({ kind: 'archive', path: first })

    user.doubleClick(second)
    await expect.poll(() => pages().length).toBe(2)
    await expect(pages()[1]!.getByRole('tree').first()).toBeVisible()
    expect(await shows(pages()[1])).toEqual({ kind: 'archive', path: second })
  } finally {
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => undefined)
    await browser.close()
  }
})
