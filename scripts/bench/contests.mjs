import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import zlib from 'node:zlib'
import { inProject } from '../setup/project.mjs'
import { engineLines } from './engine.mjs'
import { median, onionskin, race, shell } from './measure.mjs'
import { windowLines } from './window.mjs'

/** @typedef {import('./images.mjs').BenchImages} BenchImages */
/** @typedef {import('./images.mjs').BenchImage} BenchImage */
/** @typedef {import('./measure.mjs').Result} Result */
/** @typedef {{ text: string, value: number | null, limit: number | null, unit: string, spread?: [number, number], beside?: number }} Bar held where the value is at most the limit. Value null: could not be measured; limit null: there is no bar. `beside`: the same with a hundred entries */
/** @typedef {{ name: string, title: string, results: Result[], bars: Bar[] }} Contest */

/**
 * What can be measured, by name.
 *
 * @type {Record<string, (images: BenchImages, runs: number) => Promise<Contest>>}
 */
export const contests = {
  async raw({ large }, runs) {
    const results = await race(
      [
        inspected(large),
        ...listed(large),
        shell('dive', 'dive', 'CI=true dive --json /dev/null docker-archive://FILE', [large.archive]),
      ],
      runs,
    )
    const bars = [
      against(results, 'tar -tf … | cat', 1),
      against(results, 'tar-stream', 0.25),
      against(results, 'dive', 0.1),
    ]
    return {
      name: 'raw',
      title: 'raw docker-archive, full index and union',
      results: [...results, await warm(large)],
      bars,
    }
  },
  async million({ million }, runs) {
    const results = await race([inspected(million), ...listed(million)], runs)
    const bars = [
      against(results, 'tar -tf … | cat', 0.7),
      against(results, 'tar-stream', 0.15),
      { text: 'peak of the process', value: results[0]?.peakMiB ?? null, limit: 400, unit: 'MB' },
    ]
    return { name: 'million', title: 'a million tiny entries', results: [...results, await warm(million)], bars }
  },
  async gzip({ gzip }, runs) {
    const results = await race([inspected(gzip), shell('gzip -dc', 'gzip', 'gzip -dc FILE', gzip.layers)], runs)
    return {
      name: 'gzip',
      title: 'gzip image',
      results: [...results, await warm(gzip)],
      bars: [against(results, 'gzip -dc', 0.6)],
    }
  },
  async zstd({ zstd }, runs) {
    const title = 'zstd image'
    const limit = 'createZstdDecompress' in zlib ? 1 : 1.3
    if (zstd === null) return { name: 'zstd', title, results: [], bars: [against([], 'zstd -dc', limit)] }
    const results = await race([inspected(zstd), shell('zstd -dc', 'zstd', 'zstd -q -dc FILE', zstd.layers)], runs)
    return { name: 'zstd', title, results: [...results, await warm(zstd)], bars: [against(results, 'zstd -dc', limit)] }
  },
  async diff({ gzip, gzipNext }, runs) {
    const differ = onionskin('onionskin diff', ['diff', gzip.archive, gzipNext.archive, '--json'])
    const results = await race([differ, inspected(gzip)], runs)
    const [both, one] = results.map(({ seconds }) => median(seconds))
    const more = both === undefined || one === undefined ? null : (both - one) / one
    // What the first image costs is the same with and without another: it is what the second adds that must not grow with it.
    const bars = [
      { text: 'what a second version adds that shares all layers but one', value: more, limit: 0.1, unit: '×' },
    ]
    return { name: 'diff', title: 'comparing two versions, beside inspecting one', results, bars }
  },
  async engine(images, runs) {
    return {
      name: 'engine',
      title: 'the engine, asked as the window asks it',
      results: [],
      bars: await engineLines(images, runs),
    }
  },
  async window(images, runs) {
    const title = 'the window with a million entries, beside a hundred'
    return { name: 'window', title, results: [], bars: await windowLines(images, runs) }
  },
}

/** @param {BenchImage} image */
function inspected(image) {
  return onionskin('onionskin', ['inspect', '--json', image.archive])
}

/** @param {BenchImage} image */
function listed(image) {
  const script = inProject('scripts', 'bench', 'tar-stream-list.mjs')
  return [
    shell('tar -tf … | cat', 'tar', 'tar -tf FILE', image.layers, '| cat > /dev/null'),
    { name: 'tar-stream', command: process.execPath, words: [script, ...image.layers], node: true },
  ]
}

/**
 * The same once more with the indexes of the run before.
 *
 * @param {BenchImage} image
 * @returns {Promise<Result>}
 */
async function warm(image) {
  const folder = mkdtempSync(join(tmpdir(), 'onionskin-bench-cache-'))
  try {
    const env = { ONIONSKIN_CACHE: 'on', ONIONSKIN_CACHE_DIR: folder }
    const [result] = await race(
      [onionskin('onionskin, again, indexes kept', ['inspect', '--json', image.archive], env)],
      1,
    )
    if (result === undefined) throw new Error('nothing ran')
    return result
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The first result against a rival's, as a ratio of medians.
 *
 * @param {readonly Result[]} results
 * @param {string} rival
 * @param {number} limit
 * @returns {Bar}
 */
function against(results, rival, limit) {
  const [ours] = results
  const theirs = results.find(({ name }) => name === rival)
  const known = ours !== undefined && theirs !== undefined && theirs.seconds.length > 0
  return {
    text: `against ${rival}`,
    value: known ? median(ours.seconds) / median(theirs.seconds) : null,
    limit,
    unit: '×',
  }
}
