import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import tar from 'tar-stream'
import { say } from '../setup/notice.mjs'
import { inProject } from '../setup/project.mjs'
import { TarFile } from './tar-writer.mjs'

/** @typedef {{ archive: string, layers: string[], entries: number | null }} BenchImage an archive, and its layers as files of their own for rivals that read no images */
/** @typedef {{ large: BenchImage, million: BenchImage, hundred: BenchImage, flat: BenchImage, gzip: BenchImage, gzipNext: BenchImage, zstd: BenchImage | null, small: BenchImage }} BenchImages */

/** Changes when the images do. */
const VERSION = 1

/**
 * The images that are measured, made where they are not there yet. They stay for the next run.
 *
 * @param {string} folder
 * @param {boolean} quick small ones
 * @returns {Promise<BenchImages>}
 */
export async function benchImages(folder, quick) {
  const list = join(folder, 'images.json')
  if (existsSync(list)) {
    const known = /** @type {{ version: number, images: BenchImages }} */ (JSON.parse(readFileSync(list, 'utf8')))
    if (known.version === VERSION && statSync(known.images.large.archive, { throwIfNoEntry: false }) !== undefined)
      return { ...known.images, hundred: hundredEntries(folder), flat: oneDirectory(folder, quick ? 0.1 : 1) }
  }
  say(`making the images to measure in ${folder}; this takes some minutes once`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const images = await make(folder, quick ? 0.1 : 1)
  writeFileSync(list, JSON.stringify({ version: VERSION, images }))
  return images
}

/**
 * @param {string} folder
 * @param {number} scale
 * @returns {Promise<BenchImages>}
 */
async function make(folder, scale) {
  const tool = inProject('..', 'shared', 'tools', 'make_large.py')
  if (existsSync(tool)) {
    const made = await run('python3', [tool, folder, 'docker2g', 'million', '--scale', String(scale)])
    if (!made) say('the tool for large images did not work; images are made of numbers alone')
  }
  const large = (await fromTool(folder, 'large.docker')) ?? docker(folder, 'large', largeLayers(folder, scale))
  const million =
    (await fromTool(folder, 'million.docker')) ??
    docker(folder, 'million', tinyEntries(folder, 'million', 1_000_000 * scale))
  const small = docker(folder, 'small', [
    newLayer(folder, 'small-0', (layer) => layer.add('file', Buffer.from('small'))),
  ])
  const next = newLayer(folder, 'next', (layer) => layer.add('srv/next/file', Buffer.from('next')))
  const gzipped = await Promise.all([...large.layers, next].map((layer) => gzip(layer)))
  const shared = gzipped.slice(0, -1)
  const gzipImage = oci(folder, 'gzip', large.layers, shared, 'gzip', large.entries)
  const gzipNext = oci(folder, 'gzip-next', [...large.layers, next], gzipped, 'gzip', null)
  let zstd = null
  if (await run('zstd', ['-q', '-f', '-k', ...large.layers])) {
    const packed = large.layers.map((layer) => `${layer}.zst`)
    zstd = oci(folder, 'zstd', large.layers, packed, 'zstd', large.entries)
  }
  return {
    large,
    million,
    hundred: hundredEntries(folder),
    flat: oneDirectory(folder, scale),
    small,
    gzip: gzipImage,
    gzipNext,
    zstd,
  }
}

/**
 * An image that the tool made, with its layers taken out; null where it made none.
 *
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<BenchImage | null>}
 */
async function fromTool(folder, name) {
  const archive = join(folder, `${name}.tar`)
  if (!existsSync(archive)) return null
  const into = join(folder, `${name}.layers`)
  mkdirSync(into, { recursive: true })
  const manifest = await takeOut(archive, into)
  const entries = JSON.parse(readFileSync(`${archive}.expect.json`, 'utf8')).entries
  return { archive, layers: (manifest[0]?.Layers ?? []).map((layer) => join(into, layer)), entries }
}

/**
 * @param {string} archive
 * @param {string} into
 * @returns {Promise<{ Layers: string[] }[]>} the manifest
 */
async function takeOut(archive, into) {
  const extract = createReadStream(archive, { highWaterMark: 1024 * 1024 }).pipe(tar.extract())
  let manifest = ''
  for await (const entry of extract) {
    const { name } = entry.header
    if (/^[0-9a-f]+\.tar$/.test(name)) await pipeline(entry, createWriteStream(join(into, name)))
    else for await (const chunk of entry) if (name === 'manifest.json') manifest += String(chunk)
  }
  return JSON.parse(manifest)
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {(layer: TarFile) => void} fill
 */
function newLayer(folder, name, fill) {
  const path = join(folder, `${name}.layer.tar`)
  const layer = new TarFile(path)
  fill(layer)
  layer.close()
  return path
}

/**
 * What a window shows at a glance, to hold the million beside. So little that it is made each time.
 *
 * @param {string} folder
 */
function hundredEntries(folder) {
  return docker(folder, 'hundred', tinyEntries(folder, 'hundred', 100))
}

/**
 * A million empty files in one directory, made once.
 *
 * @param {string} folder
 * @param {number} scale
 * @returns {BenchImage}
 */
function oneDirectory(folder, scale) {
  const archive = join(folder, 'flat.docker.tar')
  const path = join(folder, 'flat-0.layer.tar')
  if (existsSync(archive)) return { archive, layers: [path], entries: null }
  const layer = newLayer(folder, 'flat-0', (tar) => {
    const nothing = new Uint8Array(0)
    for (let at = 0; at < 1_000_000 * scale; at++) tar.add(`flat/file-${Math.imul(at, 7919) >>> 0}`, nothing)
  })
  return docker(folder, 'flat', [layer])
}

/**
 * Five layers, some 157,000 entries, 2 GB: bodies compress to a third or so.
 *
 * @param {string} folder
 * @param {number} scale
 */
function largeLayers(folder, scale) {
  const text = Buffer.alloc(8 * 1024 * 1024)
  let state = 1
  for (let at = 0; at < text.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    text[at] = (state >>> 24) % 3 === 0 ? state >>> 25 : 0x61 + (at % 7)
  }
  return [0.45, 0.25, 0.15, 0.1, 0.05].map((part, number) =>
    newLayer(folder, `large-${number}`, (layer) => {
      for (let at = 0; at < 157_000 * part * scale; at++) {
        const size = at % 100 === 0 ? 500_000 : Math.imul(at, 7919) % 15_000
        const from = Math.imul(at, 104_729) % (text.length - size)
        layer.add(
          `usr/lib/${number % 2 === 0 ? 'a' : number}/d${at % 3000}/file-${at}.txt`,
          text.subarray(Math.abs(from), Math.abs(from) + Math.abs(size)),
        )
      }
    }),
  )
}

/**
 * Tiny entries in three layers; the last replaces and deletes.
 *
 * @param {string} folder
 * @param {string} name
 * @param {number} count
 */
function tinyEntries(folder, name, count) {
  const directory = (/** @type {number} */ at) => `data/${Math.floor(at / 10_000)}/${Math.floor(at / 100) % 100}`
  const bounds = [0, count * 0.5, count * 0.9, count]
  return [0, 1, 2].map((number) =>
    newLayer(folder, `${name}-${number}`, (layer) => {
      for (let at = bounds[number] ?? 0; at < (bounds[number + 1] ?? 0); at++) {
        const lower = at - (bounds[number] ?? 0)
        if (number === 2 && at % 4 === 0) layer.add(`${directory(lower)}/.wh.f${lower}`, Buffer.alloc(0))
        else if (number === 2 && at % 4 === 1) layer.add(`${directory(lower)}/f${lower}`, Buffer.from('v2'))
        else layer.add(`${directory(at)}/f${at}`, Buffer.from(at % 3 === 0 ? String(at) : ''))
      }
    }),
  )
}

/**
 * A docker-archive of layers.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string[]} layers
 * @returns {BenchImage}
 */
function docker(folder, name, layers) {
  const archive = join(folder, `${name}.docker.tar`)
  const file = new TarFile(archive)
  const digests = layers.map((layer) => sha256(readWhole(layer)))
  layers.forEach((layer, at) => file.addFile(`${digests[at]}.tar`, layer, statSync(layer).size))
  const config = json(configOf(digests))
  file.add(`${sha256(config)}.json`, config)
  const names = digests.map((digest) => `${digest}.tar`)
  file.add('manifest.json', json([{ Config: `${sha256(config)}.json`, RepoTags: [`bench/${name}:1`], Layers: names }]))
  file.close()
  return { archive, layers, entries: null }
}

/**
 * An OCI archive of compressed layers.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string[]} raw
 * @param {string[]} packed
 * @param {'gzip' | 'zstd'} compression
 * @param {number | null} entries
 * @returns {BenchImage}
 */
function oci(folder, name, raw, packed, compression, entries) {
  const archive = join(folder, `${name}.oci.tar`)
  const file = new TarFile(archive)
  const type = 'application/vnd.oci.image'
  const layers = packed.map((path) => {
    const digest = sha256(readWhole(path))
    const { size } = statSync(path)
    file.addFile(`blobs/sha256/${digest}`, path, size)
    return { mediaType: `${type}.layer.v1.tar+${compression}`, digest: `sha256:${digest}`, size }
  })
  /** @param {Buffer} bytes @param {string} mediaType */
  const blob = (bytes, mediaType) => {
    file.add(`blobs/sha256/${sha256(bytes)}`, bytes)
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length }
  }
  const config = blob(json(configOf(raw.map((layer) => sha256(readWhole(layer))))), `${type}.config.v1+json`)
  const manifest = json({ schemaVersion: 2, mediaType: `${type}.manifest.v1+json`, config, layers })
  const described = blob(manifest, `${type}.manifest.v1+json`)
  file.add('index.json', json({ schemaVersion: 2, manifests: [described] }))
  file.add('oci-layout', json({ imageLayoutVersion: '1.0.0' }))
  file.close()
  return { archive, layers: packed, entries }
}

/** @param {string[]} digests */
function configOf(digests) {
  const diffIds = digests.map((digest) => `sha256:${digest}`)
  return { architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: diffIds } }
}

/** @param {unknown} value */
function json(value) {
  return Buffer.from(JSON.stringify(value))
}

/** @param {string} path */
function readWhole(path) {
  return readFileSync(path)
}

/** @param {Uint8Array} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

/** @param {string} path */
async function gzip(path) {
  const packed = `${path}.gz`
  await pipeline(
    createReadStream(path, { highWaterMark: 1024 * 1024 }),
    createGzip({ level: 6 }),
    createWriteStream(`${packed}.part`),
  )
  renameSync(`${packed}.part`, packed)
  return packed
}

/**
 * @param {string} command
 * @param {string[]} words
 * @returns {Promise<boolean>} whether it is there and worked
 */
function run(command, words) {
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

/** Bytes of all files of a folder. @param {string} folder @returns {number} */
export function folderSize(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce(
    (sum, entry) =>
      sum + (entry.isDirectory() ? folderSize(join(folder, entry.name)) : statSync(join(folder, entry.name)).size),
    0,
  )
}
