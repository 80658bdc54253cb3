/**
 * Writes out/sample/onionskin-sample.tar, the image that "Try the sample" opens: a small web shop as `docker save`
 * writes it since version 25, built with the habits that make images larger and leakier than their authors think.
 * Run it again and the bytes are the same.
 */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import tar from 'tar-stream'

/**
 * @typedef {{ name: string, type: 'file' | 'directory' | 'symlink' | 'link', mode: number, uid: number, gid: number,
 *   mtime: Date, linkname?: string, body?: Buffer }} Member
 * @typedef {{ mode?: number, uid?: number, gid?: number }} Owner
 */

const TAG = 'onionskin.example/shelf:1.2.0'
const ROOT = { uid: 0, gid: 0 }
const APP = { uid: 100, gid: 101 }

/** Members of one layer. Parents are listed as layers of overlayfs list them: each with the metadata it has by then. */
class Layer {
  /** @type {Member[]} */
  members = []
  #listed = new Set()

  /**
   * @param {Map<string, Required<Owner>>} directories what all layers so far know of directories
   * @param {string} time
   */
  constructor(directories, time) {
    this.directories = directories
    this.mtime = new Date(time)
  }

  /** @param {string} path @param {Owner} [owner] */
  dir(path, owner) {
    this.#parents(path)
    if (owner || !this.directories.has(path)) this.directories.set(path, { mode: 0o755, ...ROOT, ...owner })
    if (!this.#listed.has(path)) this.#list(path)
    return this
  }

  /** @param {string} path @param {string | Buffer} content @param {Owner} [owner] */
  file(path, content, owner) {
    return this.#add({ name: path, type: 'file', mode: 0o644, ...ROOT, ...owner, body: Buffer.from(content) })
  }

  /** @param {string} path @param {string} linkname */
  symlink(path, linkname) {
    return this.#add({ name: path, type: 'symlink', mode: 0o777, ...ROOT, linkname })
  }

  /** @param {string} path @param {string} linkname */
  hardlink(path, linkname) {
    return this.#add({ name: path, type: 'link', mode: 0o755, ...ROOT, linkname })
  }

  /** Deletes a path of lower layers. @param {string} path */
  whiteout(path) {
    const slash = path.lastIndexOf('/') + 1
    const name = `${path.slice(0, slash)}.wh.${path.slice(slash)}`
    return this.#add({ name, type: 'file', mode: 0, ...ROOT, body: Buffer.alloc(0) })
  }

  /** Hides all that lower layers have below a directory. @param {string} path */
  opaque(path) {
    this.dir(path)
    return this.#add({ name: `${path}/.wh..wh..opq`, type: 'file', mode: 0, ...ROOT, body: Buffer.alloc(0) })
  }

  /** @param {Omit<Member, 'mtime'>} member */
  #add(member) {
    this.#parents(member.name)
    this.members.push({ ...member, mtime: this.mtime })
    return this
  }

  /** @param {string} path */
  #parents(path) {
    const parts = path.split('/')
    for (let depth = 1; depth < parts.length; depth++) this.dir(parts.slice(0, depth).join('/'))
  }

  /** @param {string} path */
  #list(path) {
    this.#listed.add(path)
    const known = this.directories.get(path) ?? { mode: 0o755, ...ROOT }
    this.members.push({ name: `${path}/`, type: 'directory', ...known, mtime: this.mtime })
  }
}

/**
 * Bytes that look like a program to a hex view and do not compress: an ELF header, then a fixed sequence.
 * @param {number} size
 * @param {number} seed
 */
function program(size, seed) {
  const bytes = Buffer.alloc(size)
  let state = seed
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = state >>> 24
  }
  Buffer.from('7f454c4602010100000000000000000003003e0001000000', 'hex').copy(bytes)
  return bytes
}

/** @param {string} title @param {number} size */
function filler(title, size) {
  let text = ''
  for (let line = 1; text.length < size; line++) {
    const hex = createHash('sha256').update(`${title} ${line}`).digest('hex')
    text += `${String(line).padStart(5, '0')}  ${hex}  ${title}\n`
  }
  return text
}

/** @param {string} name @param {number} lines */
function certificate(name, lines) {
  const body = Array.from({ length: lines }, (_, i) => createHash('sha384').update(`${name} ${i}`).digest('base64'))
  return `# ${name}\n-----BEGIN CERTIFICATE-----\n${body.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** @param {unknown} value */
function pretty(value) {
  return `${JSON.stringify(value, null, 2)}\n`
}

const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`
const GROUP = `root:x:0:
daemon:x:1:
nogroup:x:65534:
`
const SERVER = `import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { route } from 'tiny-router'

const config = JSON.parse(await readFile(new URL('./config/default.json', import.meta.url), 'utf8'))
const books = JSON.parse(await readFile(new URL('./data/books.json', import.meta.url), 'utf8'))

const answer = route({
  '/health': () => ({ status: 'ok' }),
  '/books': () => books,
  '/books/:id': ({ id }) => books.find((book) => book.id === id),
})

createServer(async (request, response) => {
  const found = await answer(request)
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(found ?? { error: 'not found' }))
}).listen(config.port, config.host, () => {
  console.log(\`shelf listens on \${config.host}:\${config.port}\`)
})
`
const PACKAGE = {
  name: 'shelf',
  version: '1.2.0',
  private: true,
  type: 'module',
  scripts: { start: 'node server.js', build: 'node build.js', test: 'node --test test/' },
  dependencies: { 'tiny-router': '^2.1.0' },
}
const DEVELOPMENT = {
  host: '127.0.0.1',
  port: 3000,
  logLevel: 'debug',
  cache: { enabled: false, seconds: 0 },
  features: { wishlist: true, recommendations: false },
}
const PRODUCTION = {
  host: '0.0.0.0',
  port: 8080,
  logLevel: 'info',
  cache: { enabled: true, seconds: 300 },
  features: { wishlist: true, recommendations: true },
}
const ENV = `# Local settings. Do not commit, do not copy into an image.
DATABASE_URL=postgres://shelf:paper-tiger@db.internal:5432/shelf
SESSION_SECRET=this-should-never-have-been-copied
`
const README = `# shelf

A tiny shop for second-hand books, and a sample of how images grow:

- \`.env\` was copied in by one instruction and deleted by a later one. It is gone from the final file system, and
  anyone who has the image can still read it.
- The package cache and \`/root/.npm\` were deleted too late: they are shipped all the same.
- \`chown -R\` shipped every file of \`/srv/app\` a second time, although not one byte of them changed.
- \`config/default.json\` was replaced by the production settings; the old ones are still there below.
- \`public/\` was emptied and built anew: the directory is opaque, the drafts below it are hidden.
- \`/etc/motd\` was deleted, and added again.
`
const BOOKS = [
  ['b1', 'The Left Hand of Darkness', 'Ursula K. Le Guin', 1969],
  ['b2', 'Invisible Cities', 'Italo Calvino', 1972],
  ['b3', 'Kindred', 'Octavia E. Butler', 1979],
  ['b4', 'Die Wand', 'Marlen Haushofer', 1963],
  ['b5', '雪国', '川端康成', 1948],
].map(([id, title, author, year]) => ({ id, title, author, year }))

/** @param {string} title @param {string} main */
function page(title, main) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <link rel="stylesheet" href="style.css" />
  </head>
  <body>
    <main>${main}</main>
  </body>
</html>
`
}

/** Files of the application as they are copied in; the owner is told by the instruction. */
const APP_FILES = /** @type {const} */ ([
  ['README.md', README],
  ['build.js', "console.log('build: nothing to compile, copying pages')\n"],
  ['data/books.json', pretty(BOOKS)],
  ['package.json', pretty(PACKAGE)],
  ['server.js', SERVER],
])
const MODULE_FILES = /** @type {const} */ ([
  [
    'node_modules/tiny-router/index.js',
    `export function route(table) {
  const routes = Object.entries(table).map(([pattern, handler]) => [pattern.split('/'), handler])
  return async (request) => {
    const parts = new URL(request.url, 'http://localhost').pathname.split('/')
    for (const [pattern, handler] of routes) {
      const names = {}
      const same = (part, i) => part === parts[i] || (part.startsWith(':') && (names[part.slice(1)] = parts[i]))
      if (pattern.length === parts.length && pattern.every(same)) return handler(names)
    }
  }
}
`,
  ],
  [
    'node_modules/tiny-router/package.json',
    pretty({ name: 'tiny-router', version: '2.1.3', type: 'module', exports: './index.js', license: 'MIT' }),
  ],
  ['node_modules/tiny-router/CHANGELOG.md', filler('tiny-router changelog', 36_000)],
])
const PUBLIC_FILES = /** @type {const} */ ([
  ['public/index.html', page('shelf', '<h1>Second-hand books</h1><ul id="books"></ul>')],
  ['public/style.css', 'body {\n  font-family: serif;\n  margin: 4rem auto;\n  max-width: 40rem;\n}\n'],
])

/** The Dockerfile, one step per instruction, with the layer of those that change the file system. */
function steps() {
  /** @type {Map<string, Required<Owner>>} */
  const directories = new Map()
  /** @param {string} time */
  const layer = (time) => new Layer(directories, time)
  const program755 = { mode: 0o755 }

  const base = layer('2025-02-03T08:00:00Z')
  for (const path of ['dev', 'etc', 'home', 'proc', 'root', 'run', 'srv', 'sys', 'tmp', 'usr', 'usr/bin', 'var']) {
    base.dir(path, path === 'tmp' ? { mode: 0o1777 } : path === 'root' ? { mode: 0o700 } : undefined)
  }
  base
    .symlink('bin', 'usr/bin')
    .symlink('lib', 'usr/lib')
    .file('etc/group', GROUP)
    .file('etc/hostname', 'localhost\n')
    .file('etc/hosts', '127.0.0.1\tlocalhost\n::1\tlocalhost\n')
    .symlink('etc/localtime', '../usr/share/zoneinfo/UTC')
    .file('etc/motd', 'Welcome to Tidewater Linux 4.2.\n\nThis system has no maintenance window.\n')
    .file(
      'etc/os-release',
      'NAME="Tidewater Linux"\nID=tidewater\nVERSION_ID=4.2\nPRETTY_NAME="Tidewater Linux 4.2"\nHOME_URL="https://tidewater.example/"\n',
    )
    .file('etc/passwd', PASSWD)
    .file('etc/shadow', 'root:*::0:::::\ndaemon:!::0:::::\nnobody:!::0:::::\n', { mode: 0o640 })
    .file('usr/bin/busybox', program(61_440, 7), program755)
    .hardlink('usr/bin/cat', 'usr/bin/busybox')
    .hardlink('usr/bin/ls', 'usr/bin/busybox')
    .hardlink('usr/bin/sh', 'usr/bin/busybox')
    .file('usr/bin/su', program(18_432, 11), { mode: 0o4755 })
    .file('usr/lib/libc.so.6', program(81_920, 13), program755)
    .file('usr/share/zoneinfo/UTC', 'TZif2\0\0\0')

  const packages = layer('2025-02-10T10:12:00Z')
    .file(
      'etc/ssl/certs/ca-certificates.crt',
      certificate('Tidewater Root 1', 90) + certificate('Tidewater Root 2', 90),
    )
    .file('usr/bin/node', program(143_360, 17), program755)
    .file('usr/lib/libuv.so.1', program(40_960, 19), program755)
    .file('usr/share/doc/node/LICENSE', 'Permission is hereby granted, free of charge, to any person …\n')
    .file('var/cache/pkg/index-4.2.txt', filler('package index', 88_000))
    .file('var/cache/pkg/node-22.13.1.pkg', program(65_536, 23))
    .file('var/lib/pkg/installed', 'busybox 1.37.0\nca-certificates 20241223\nlibuv 1.50.0\nnode 22.13.1\n')

  const copied = layer('2025-02-10T10:13:00Z')
  for (const [path, content] of APP_FILES) copied.file(`srv/app/${path}`, content)
  copied
    .file('srv/app/.env', ENV, { mode: 0o600 })
    .file('srv/app/config/default.json', pretty(DEVELOPMENT))
    .file('srv/app/public/draft.html', page('Draft', 'A page that was never meant to be seen.'))
    .file('srv/app/public/index.html', page('shelf', 'Under construction.'))
    .file('srv/app/public/style.css', 'body {\n  font-family: serif;\n}\n')
    .file('srv/app/test/books.test.js', "import { test } from 'node:test'\n\ntest('there are books', () => {})\n")
    .file('srv/app/test/fixtures/orders.csv', filler('orders', 14_000))

  const installed = layer('2025-02-10T10:14:00Z')
  installed.file('root/.npm/_cacache/content-v2/tiny-router-2.1.3.tgz', program(49_152, 29))
  installed.file('root/.npm/_logs/debug-0.log', filler('npm verbose', 9_000))
  for (const [path, content] of MODULE_FILES) installed.file(`srv/app/${path}`, content)
  installed.opaque('srv/app/public')
  for (const [path, content] of PUBLIC_FILES) installed.file(`srv/app/${path}`, content)

  const cleaned = layer('2025-02-10T10:15:00Z')
    .whiteout('etc/motd')
    .whiteout('root/.npm')
    .whiteout('srv/app/.env')
    .whiteout('srv/app/test')
    .whiteout('var/cache/pkg')

  const owned = layer('2025-02-10T10:16:00Z')
  owned.file('etc/group', `${GROUP}app:x:101:\n`)
  owned.file('etc/passwd', `${PASSWD}app:x:100:101:shelf:/srv/app:/sbin/nologin\n`)
  for (const path of ['', '/config', '/data', '/node_modules', '/node_modules/tiny-router', '/public']) {
    owned.dir(`srv/app${path}`, APP)
  }
  for (const [path, content] of [...APP_FILES, ...MODULE_FILES, ...PUBLIC_FILES])
    owned.file(`srv/app/${path}`, content, APP)
  // What chown touches keeps its time.
  const before = new Map([...copied.members, ...installed.members].map((member) => [member.name, member.mtime]))
  owned.file('srv/app/config/default.json', pretty(DEVELOPMENT), APP)
  for (const member of owned.members) member.mtime = before.get(member.name) ?? member.mtime

  const deployed = layer('2025-02-10T10:17:00Z')
    .file('etc/motd', 'shelf 1.2.0\n\nLogs: /var/log/shelf\n')
    .file('srv/app/config/default.json', pretty(PRODUCTION), APP)
    .symlink('usr/local/bin/shelf', '/srv/app/server.js')
    .dir('var/log/shelf', { ...APP, mode: 0o750 })

  return [
    { by: 'ADD rootfs.tar.xz / # buildkit', layer: base },
    { by: 'CMD ["/bin/sh"]' },
    { by: 'LABEL org.opencontainers.image.title=shelf' },
    { by: 'ENV NODE_ENV=production' },
    { by: 'RUN /bin/sh -c pkg update && pkg add node ca-certificates # buildkit', layer: packages },
    { by: 'COPY . /srv/app # buildkit', layer: copied },
    { by: 'RUN /bin/sh -c cd /srv/app && npm install && rm -rf public && npm run build # buildkit', layer: installed },
    {
      by: 'RUN /bin/sh -c rm -rf /srv/app/.env /srv/app/test /root/.npm /var/cache/pkg /etc/motd # buildkit',
      layer: cleaned,
    },
    { by: 'RUN /bin/sh -c adduser -S -h /srv/app app && chown -R app:app /srv/app # buildkit', layer: owned },
    { by: 'COPY deploy/ / # buildkit', layer: deployed },
    { by: 'USER app' },
    { by: 'EXPOSE [8080/tcp]' },
    { by: 'CMD ["node" "/srv/app/server.js"]' },
  ]
}

/**
 * The sample as the bytes of a docker-archive.
 * @returns {Promise<Buffer>}
 */
export async function makeSample() {
  const instructions = steps()
  const layers = []
  for (const { layer } of instructions) if (layer) layers.push(await packTar(layer.members))
  const history = instructions.map(({ by, layer }, i) => ({
    created: (layer?.mtime ?? new Date(Date.UTC(2025, 1, 10, 10, 18, i))).toISOString(),
    created_by: by,
    comment: 'buildkit.dockerfile.v0',
    ...(layer ? {} : { empty_layer: true }),
  }))

  /** @type {Map<string, Buffer>} */
  const files = new Map()
  /** @param {Buffer} bytes */
  const store = (bytes) => {
    const hex = createHash('sha256').update(bytes).digest('hex')
    files.set(`blobs/sha256/${hex}`, bytes)
    return { digest: `sha256:${hex}`, size: bytes.length }
  }
  /** @param {unknown} value */
  const json = (value) => Buffer.from(JSON.stringify(value))
  const layerType = 'application/vnd.oci.image.layer.v1.tar'
  const layerDescriptors = layers.map((bytes) => ({ mediaType: layerType, ...store(bytes) }))
  const config = store(
    json({
      architecture: 'amd64',
      os: 'linux',
      created: '2025-02-10T10:18:12.000Z',
      config: {
        User: 'app',
        ExposedPorts: { '8080/tcp': {} },
        Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production'],
        Cmd: ['node', '/srv/app/server.js'],
        WorkingDir: '/',
        Labels: { 'org.opencontainers.image.title': 'shelf' },
      },
      rootfs: { type: 'layers', diff_ids: layerDescriptors.map(({ digest }) => digest) },
      history,
    }),
  )
  const manifestType = 'application/vnd.oci.image.manifest.v1+json'
  const configDescriptor = { mediaType: 'application/vnd.oci.image.config.v1+json', ...config }
  const manifest = store(
    json({ schemaVersion: 2, mediaType: manifestType, config: configDescriptor, layers: layerDescriptors }),
  )
  const blobs = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const colon = TAG.lastIndexOf(':')
  const annotations = {
    'io.containerd.image.name': TAG,
    'org.opencontainers.image.ref.name': TAG.slice(colon + 1),
  }
  /** @param {string} digest */
  const blobName = (digest) => `blobs/${digest.replace(':', '/')}`
  /** @type {[string, Buffer][]} */
  const rest = [
    [
      'index.json',
      json({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [{ mediaType: manifestType, ...manifest, annotations }],
      }),
    ],
    [
      'manifest.json',
      json([
        {
          Config: blobName(config.digest),
          RepoTags: [TAG],
          Layers: layerDescriptors.map(({ digest }) => blobName(digest)),
          LayerSources: Object.fromEntries(layerDescriptors.map((descriptor) => [descriptor.digest, descriptor])),
        },
      ]),
    ],
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
  ]
  const mtime = new Date('2025-02-10T10:19:00Z')
  /** @param {string} name @returns {Member} */
  const directory = (name) => ({ name, type: 'directory', mode: 0o755, ...ROOT, mtime })
  return packTar([
    directory('blobs/'),
    directory('blobs/sha256/'),
    ...[...blobs, ...rest].map(
      ([name, body]) => /** @type {Member} */ ({ name, type: 'file', mode: 0o644, ...ROOT, mtime, body }),
    ),
  ])
}

/**
 * Writes the sample below the project's folder and answers with its path.
 * @param {string} [folder]
 */
export async function writeSample(folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'out', 'sample')) {
  const path = join(folder, 'onionskin-sample.tar')
  await mkdir(folder, { recursive: true })
  await writeFile(path, await makeSample())
  return path
}

/**
 * @param {readonly Member[]} members
 * @returns {Promise<Buffer>}
 */
async function packTar(members) {
  const pack = tar.pack()
  for (const { body, ...header } of members) pack.entry(header, body ?? Buffer.alloc(0))
  pack.finalize()
  /** @type {Buffer[]} */
  const chunks = []
  for await (const chunk of pack) chunks.push(/** @type {Buffer} */ (chunk))
  return Buffer.concat(chunks)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await writeSample())
