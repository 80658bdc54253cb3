import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { QUESTIONS } from '../../shared/ipc.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { launch, type LaunchedApp } from './launch.ts'
import { listen, type Listening } from './listening.ts'
import { indexed } from './reading-window.ts'

// Each test names the defence of docs/security.md that it shows. One window serves them all: none may leave a trace in it.
const HOME = 'app://onionskin/index.html'

let folder: string
let run: LaunchedApp
let app: ElectronApplication
let page: Page
let host: Listening

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-security-'))
  writeFileSync(join(folder, 'sealed.tar'), dockerArchive([imageOf([layer([file('a', 'x')])])]))
  host = await listen()
  run = await launch({ args: [join(folder, 'sealed.tar')], env: { SECRET_OF_THE_USER: 'token' } })
  ;({ app, page } = run)
  await indexed(page)
})

test.afterAll(async () => {
  await run.close()
  await host[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Tries every way out of a page that needs no click. Runs in the page; answers with what got through. */
async function tryToReach({ tcp, udp }: { tcp: number; udp: number }): Promise<string[]> {
  const url = `http://127.0.0.1:${tcp}/`
  const got: string[] = []
  const settled = (name: string, attempt: () => Promise<unknown>) =>
    Promise.race([
      attempt().then(
        () => got.push(name),
        () => undefined,
      ),
      new Promise((resolve) => setTimeout(resolve, 1500)),
    ])
  const loaded = (element: HTMLElement) =>
    new Promise((resolve, reject) => {
      element.addEventListener('load', resolve)
      element.addEventListener('error', reject)
      document.head.append(element)
    })
  const element = (name: string, values: object) => Object.assign(document.createElement(name), values)
  const opens = (source: EventTarget) =>
    new Promise((resolve, reject) => {
      source.addEventListener('open', resolve)
      source.addEventListener('error', reject)
    })
  const peer = async () => {
    const iceServers = [
      { urls: `stun:127.0.0.1:${udp}` },
      { urls: `turn:127.0.0.1:${tcp}?transport=tcp`, username: 'a', credential: 'b' },
      { urls: `turn:127.0.0.1:${udp}`, username: 'a', credential: 'b' },
    ]
    const connection = new RTCPeerConnection({ iceServers })
    connection.createDataChannel('x')
    await connection.setLocalDescription(await connection.createOffer())
    // Nobody answers: what counts is whether anything is asked.
    await new Promise(() => undefined)
  }
  await Promise.all([
    settled('fetch', () => fetch(url, { mode: 'no-cors' })),
    settled('name', () => fetch(`http://localhost:${tcp}`, { mode: 'no-cors' })),
    settled('file', () => fetch('file:///etc/passwd')),
    settled('image', () => loaded(element('img', { src: url }))),
    settled('script', () => loaded(element('script', { src: url }))),
    settled('style', () => loaded(element('link', { rel: 'stylesheet', href: url }))),
    settled('prefetch', () => loaded(element('link', { rel: 'prefetch', href: url }))),
    settled('preconnect', () => loaded(element('link', { rel: 'preconnect', href: url }))),
    settled('dns-prefetch', () => loaded(element('link', { rel: 'dns-prefetch', href: 'http://localhost' }))),
    settled('frame', () => loaded(element('iframe', { src: url }))),
    settled('socket', async () => opens(new WebSocket(`ws://127.0.0.1:${tcp}`))),
    settled('events', async () => opens(new EventSource(url))),
    settled('beacon', async () => {
      navigator.sendBeacon(url, 'x')
      await new Promise(() => undefined)
    }),
    settled('peer', peer),
  ])
  for (const added of document.head.querySelectorAll('img, iframe, [href*="127.0.0.1"], [src*="127.0.0.1"]'))
    added.remove()
  return got.filter((name) => name !== 'frame')
}

test('network: nothing that the page can do reaches a host of this machine', async () => {
  expect(await page.evaluate(tryToReach, host)).toEqual([])
  expect(host.reached).toBe(0)
})

test('network: without the policy of the page the session still refuses, without the session there is no way out', async () => {
  const inBlank = (partition: string | null) =>
    app.evaluate(
      async ({ BrowserWindow, session }, [source, target, name]) => {
        const used = name === null ? session.defaultSession : session.fromPartition(name)
        if (name !== null) used.webRequest.onBeforeRequest(null)
        const window = new BrowserWindow({ show: false, webPreferences: { session: used } })
        try {
          await window.loadURL('about:blank')
          return (await window.webContents.executeJavaScript(`(${source})(${target})`)) as string[]
        } finally {
          window.destroy()
        }
      },
      [tryToReach.toString(), JSON.stringify({ tcp: host.tcp, udp: host.udp }), partition] as const,
    )
  expect(await inBlank(null)).toEqual([])
  expect(await inBlank('unfiltered')).toEqual([])
  expect(host.reached).toBe(0)
})

test('network: no name is looked up, nor by the app itself', async () => {
  const tried = await app.evaluate(async ({ net, session }, port) => {
    const refused = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'answered',
        (error: unknown) => String(error),
      )
    return Promise.all([
      refused(session.defaultSession.resolveHost('localhost')),
      refused(net.fetch(`http://127.0.0.1:${port}/`)),
      refused(session.fromPartition('another').fetch(`http://127.0.0.1:${port}/`)),
    ])
  }, host.tcp)
  expect(tried[0]).toMatch(/ERR_NAME_NOT_RESOLVED/)
  expect(tried[1]).toMatch(/ERR_BLOCKED_BY_CLIENT/)
  expect(tried[2]).toMatch(/ERR_BLOCKED_BY_CLIENT/)
  expect(host.reached).toBe(0)
  // The host counts what does come.
  const socket = connect(host.tcp, '127.0.0.1')
  await expect.poll(() => host.reached).toBe(1)
  socket.destroy()
})

test('renderer: sandboxed, isolated, without Node, devtools only unpackaged', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): unknown }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
  expect(await app.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled())).toBe(false)
  const found = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    bridge: Object.keys(window.onionskin).sort(),
    changed: Reflect.set(window.onionskin, 'openPaths', () => undefined),
    webview: 'getURL' in document.createElement('webview'),
  }))
  expect(found.node).toEqual([])
  expect(found.changed).toBe(false)
  expect(found.webview).toBe(false)
  const values = ['appVersion', 'pathForFile', 'platform']
  expect(found.bridge.filter((name) => !/^on[A-Z]/.test(name))).toEqual([...QUESTIONS, ...values].sort())
})

test('page: its policy runs no text as a script', async () => {
  const found = await page.evaluate(async () => {
    const policy = (await fetch('index.html')).headers.get('content-security-policy') ?? ''
    const inline = document.createElement('script')
    inline.textContent = 'window.ran = true'
    document.head.append(inline)
    const data = Object.assign(document.createElement('script'), { src: 'data:text/javascript,window.ran=true' })
    await new Promise((resolve) => {
      data.addEventListener('error', resolve)
      document.head.append(data)
    })
    const handler = document.createElement('div')
    handler.setAttribute('onclick', 'window.ran = true')
    handler.click()
    let evaluated = true
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      ;(new Function('return 1') as () => number)()
    } catch {
      evaluated = false
    }
    inline.remove()
    data.remove()
    const { ok: beside } = await fetch('app://onionskin/..%2fmain/index.js').catch(() => ({ ok: false }))
    return { policy, ran: 'ran' in window, evaluated, beside }
  })
  expect(found).toMatchObject({ ran: false, evaluated: false, beside: false })
  expect(found.policy).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(found.policy).not.toContain('unsafe-eval')
})

test('page: it leaves for nothing, opens no window, holds no frame, downloads nothing', async () => {
  const downloads = await app.evaluateHandle(({ session }) => {
    const prevented: boolean[] = []
    session.defaultSession.on('will-download', (event) => prevented.push(event.defaultPrevented))
    return prevented
  })
  const before = host.reached
  const opened = await page.evaluate((url) => {
    const form = Object.assign(document.createElement('form'), { action: url })
    const frame = Object.assign(document.createElement('iframe'), { src: url })
    const link = Object.assign(document.createElement('a'), {
      href: URL.createObjectURL(new Blob(['x'])),
      download: 'evil.sh',
    })
    document.head.append(form, frame, link)
    link.click()
    form.submit()
    location.href = url
    location.href = 'file:///etc/passwd'
    location.href = 'data:text/html,<h1>x'
    return [window.open(url), window.open('about:blank'), window.open('index.html')]
  }, `http://127.0.0.1:${host.tcp}/`)
  expect(opened).toEqual([null, null, null])
  await expect.poll(() => downloads.evaluate((prevented) => prevented)).toEqual([true])
  const refused = () =>
    app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      return window!.webContents.mainFrame.frames.some(({ url }) => url.startsWith('http'))
    })
  await expect.poll(refused).toBe(true)
  const frames = await app.evaluate(async ({ BrowserWindow }) => {
    const windows = BrowserWindow.getAllWindows()
    const { mainFrame } = windows[0]!.webContents
    const frame = mainFrame.frames.find(({ url }) => url.startsWith('http'))
    const holds = await frame?.executeJavaScript('[typeof onionskin, document.body?.innerText ?? ""].join()')
    return { windows: windows.length, home: mainFrame.url, holds: (holds ?? null) as string | null }
  })
  // What a frame holds that was refused is the browser's own error page.
  expect(frames).toMatchObject({ windows: 1, home: HOME })
  expect(frames.holds).toMatch(/^undefined,/)
  expect(readdirSync(folder)).toEqual(['sealed.tar'])
  expect(host.reached).toBe(before)
})

test('page: a redirect leads nowhere either', async () => {
  const prevented = await app.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!
    return ['will-navigate', 'will-redirect'].map((name) => {
      const event = {
        url: 'https://example.com/',
        isMainFrame: true,
        defaultPrevented: false,
        preventDefault: () => (event.defaultPrevented = true),
      }
      webContents.emit(name, event)
      return event.defaultPrevented
    })
  })
  expect(prevented).toEqual([true, true])
})

test('rights: every permission is denied but to write to the clipboard', async () => {
  const found = await page.evaluate(async () => {
    const names = ['camera', 'microphone', 'geolocation', 'notifications', 'midi', 'clipboard-read', 'local-fonts']
    const states = await Promise.all(
      [...names, 'idle-detection', 'window-management'].map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'unknown',
        ),
      ),
    )
    const refused = (attempt: () => Promise<unknown>) =>
      attempt().then(
        () => false,
        () => true,
      )
    return {
      granted: states.filter((state) => state === 'granted'),
      asked: await Promise.all([
        refused(() => navigator.mediaDevices.getUserMedia({ audio: true })),
        refused(() => navigator.mediaDevices.getDisplayMedia()),
        refused(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))),
        Notification.requestPermission().then((state) => state === 'denied'),
        refused(() => navigator.clipboard.readText()),
      ]),
      write: await navigator.clipboard.writeText('sha256:0').then(() => true),
    }
  })
  expect(found).toEqual({ granted: [], asked: [true, true, true, true, true], write: true })
  const devices = await page.evaluate(async () => {
    const given = (name: string) =>
      (Reflect.get(navigator, name) as { getDevices?(): Promise<unknown[]> } | undefined)
        ?.getDevices?.()
        .catch(() => [])
    return Promise.all([given('usb'), given('hid'), Promise.resolve([])])
  })
  expect(devices.flat()).toEqual([])
})

test('questions: a foreign page, a blank one, and one that is no window of the app get no answer', async () => {
  const preload = inProject('out', 'preload', 'index.cjs')
  const answers = await app.evaluate(
    async ({ BrowserWindow }, [preloaded, home, questions]) => {
      const tried: string[] = []
      for (const url of ['about:blank', home]) {
        const window = new BrowserWindow({ show: false, webPreferences: { preload: preloaded, sandbox: true } })
        await window.loadURL(url)
        tried.push(
          ...((await window.webContents.executeJavaScript(
            `Promise.all(${JSON.stringify(questions)}.map((name) =>
              window.onionskin[name]().then(() => name + ' was answered', (error) => error.message)))`,
          )) as string[]),
        )
        window.destroy()
      }
      return tried
    },
    [preload, HOME, QUESTIONS] as const,
  )
  expect(answers).toHaveLength(2 * QUESTIONS.length)
  for (const answer of answers) expect(answer).toMatch(/: not a page of the app$/)
})

test('questions: what is malformed is refused before anything is done', async () => {
  const answers = await page.evaluate(async () => {
    const ask = window.onionskin as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>
    const malformed: [string, ...unknown[]][] = [
      ['openPaths', '/etc/passwd'],
      ['openPaths', [{ path: '/etc/passwd' }]],
      ['openPaths', ['']],
      ['openDialog', { properties: ['openDirectory'] }],
      ['archiveOpened', 'relative.tar', 'x'],
      ['chooseSaveTarget', { form: 'device', name: 'x' }],
      ['showSaved', '/etc/passwd'],
      ['fileMenu', ['quit']],
      ['savePage', 'x'],
      ['openComparison', { a: 1, b: 2 }],
    ]
    return Promise.all(
      malformed.map(([name, ...values]) =>
        ask[name]!(...values).then(
          () => `${name} was answered`,
          () => 'refused',
        ),
      ),
    )
  })
  expect(new Set(answers)).toEqual(new Set(['refused']))
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('engine: it has no socket of a network, no child, and no variable but what it needs', async () => {
  test.skip(process.platform !== 'linux', 'only Linux tells of a process by /proc')
  const [pid] = await app.evaluate((electron) =>
    electron.app
      .getAppMetrics()
      .filter(({ name }) => name?.startsWith('Onionskin engine'))
      .map((metric) => metric.pid),
  )
  expect(pid).toBeDefined()
  const at = (name: string) => join('/proc', String(pid), name)
  const networks = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6', 'packet']
    .filter((name) => existsSync(at(`net/${name}`)))
    .flatMap((name) =>
      readFileSync(at(`net/${name}`), 'utf8')
        .split('\n')
        .slice(1),
    )
    .flatMap((line) => line.trim().split(/\s+/).slice(-8))
  expect(networks.length).toBeGreaterThan(0)
  const sockets = readdirSync(at('fd')).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(at(`fd/${fd}`)))?.[1] ?? []
    } catch {
      return []
    }
  })
  // Those that it has, to speak with Chromium's other processes, are of this machine alone.
  expect(sockets.length).toBeGreaterThan(0)
  expect(sockets.filter((inode) => networks.includes(inode))).toEqual([])
  expect(readFileSync(at(`task/${pid}/children`), 'utf8').trim()).toBe('')
  const variables = readFileSync(at('environ'), 'utf8')
    .split('\0')
    .map((line) => line.split('=')[0]!)
  expect(variables).toContain('HOME')
  expect(
    variables.filter((name) => /SECRET|NODE_OPTIONS|PATH$|TOKEN|npm_/.test(name) && name !== 'LD_LIBRARY_PATH'),
  ).toEqual([])
})
