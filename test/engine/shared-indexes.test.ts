import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { CancelledError } from '../../electron/engine/index-layer.ts'
import type { IndexedLayer } from '../../electron/engine/index-layer.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { LayerBlob } from '../../electron/engine/layer-blob.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { SharedIndexes } from '../../electron/engine/shared-indexes.ts'
import { Stack } from '../../electron/engine/stack.ts'
import type { StackStatus } from '../../shared/tree.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { device, dir, file, hardlink, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

/** Does the work at once and counts it. */
class CountedJobs extends InlineJobs {
  indexed = 0

  override index(...args: Parameters<InlineJobs['index']>): Promise<IndexedLayer> {
    this.indexed++
    return super.index(...args)
  }
}

/** Answers when it is told to. */
class HeldJobs extends InlineJobs {
  readonly held: (() => void)[] = []

  override async index(...args: Parameters<InlineJobs['index']>): Promise<IndexedLayer> {
    await new Promise<void>((resolve) => this.held.push(resolve))
    if (args[1].cancelled) throw new CancelledError()
    return super.index(...args)
  }
}

function blob(...names: string[]): LayerBlob {
  return { range: folder.open(gzipSync(layer(names.map((name) => file(name, name))))), compression: 'gzip' }
}

const BASE = layer([dir('etc'), file('etc/hosts', 'one')])
const MIDDLE = layer([file('a', 'a')])

test('layers that several images and places of one image name are indexed once', async () => {
  const jobs = new CountedJobs()
  let ready = (): void => undefined
  let last: StackStatus | null = null
  const engine = createEngine(
    {
      progress: ({ phase }) => phase === 'ready' && ready(),
      stackChanged: (status) => (last = status),
      problemsChanged: () => undefined,
    },
    jobs,
  )
  const images = [
    imageOf([BASE, MIDDLE, BASE], { tags: ['a:1'] }),
    imageOf([BASE, MIDDLE], { tags: ['b:1'] }),
    imageOf([BASE, layer([file('new', 'new')])], { tags: ['c:1'] }),
  ]
  await engine.openArchive(folder.write('three.tar', dockerArchive(images)))
  const counts: number[] = []
  for (const image of [0, 1, 2, 0]) {
    const done = new Promise<void>((resolve) => (ready = resolve))
    await engine.openImage(image)
    await done
    counts.push(jobs.indexed)
    expect(last!.layers.every(({ state }) => state === 'ok')).toBe(true)
  }
  expect(counts).toEqual([2, 2, 3, 3])
  await engine.openArchive(folder.write('other.tar', dockerArchive([imageOf([MIDDLE])])))
  const done = new Promise<void>((resolve) => (ready = resolve))
  await engine.openImage(0)
  await done
  expect(jobs.indexed).toBe(4)
  expect(last!.layers[0]!.entries).toBe(1)
  await engine.dispose()
})

test('two that ask at once share the work, and one that stops does not stop the other', async () => {
  const inner = new HeldJobs()
  const shared = new SharedIndexes(inner)
  const layer = blob('a')
  const stopped = new JobControl()
  const first = shared.index(layer, stopped)
  const second = shared.index(layer, new JobControl())
  const refused = expect(first).rejects.toThrow(CancelledError)
  expect(inner.held.length).toBe(1)
  stopped.cancel()
  inner.held[0]!()
  await refused
  await expect.poll(() => inner.held.length).toBe(2)
  inner.held[1]!()
  expect((await second).index.entryCount).toBe(1)
})

test('what no open image names is kept up to a size, the one used last longest', async () => {
  const jobs = new CountedJobs()
  const [a, b, c] = [blob('a'), blob('b'), blob('c')]
  const sample = await new InlineJobs().index(a, new JobControl())
  const bytes = Object.values(sample.index)
    .flatMap((value: unknown) => (ArrayBuffer.isView(value) ? [value.byteLength] : []))
    .reduce((sum, length) => sum + length, 0)
  const shared = new SharedIndexes(jobs, bytes * 3)
  const ask = async (asked: LayerBlob): Promise<number> => {
    await shared.index(asked, new JobControl())
    return jobs.indexed
  }
  shared.use([a])
  expect([await ask(a), await ask(b), await ask(c), await ask(b)]).toEqual([1, 2, 3, 3])
  for (const name of ['d', 'e', 'f']) await ask(blob(name))
  expect(await ask(a)).toBe(6)
  expect(await ask(b)).toBe(7)
})

test('a bound of its own has an index of its own', async () => {
  const jobs = new CountedJobs()
  const shared = new SharedIndexes(jobs)
  const layer = blob('a')
  expect((await shared.index(layer, new JobControl(), { bytes: 10, ratio: 1 })).state).toBe('damaged')
  expect((await shared.index(layer, new JobControl())).state).toBe('ok')
  expect(jobs.indexed).toBe(2)
})

test('an index that lies on two stacks is changed by neither', async () => {
  const links = layer([
    hardlink('early', 'late'),
    hardlink('gone', 'null'),
    file('late', 'late'),
    device('null', 'char', [0, 0]),
  ])
  const jobs = new InlineJobs()
  const control = new JobControl()
  const { index } = await jobs.index({ range: folder.open(links), compression: 'none' }, control)
  const below = await jobs.index(
    { range: folder.open(layer([file('late', 'x'), file('gone', 'x')])), compression: 'none' },
    control,
  )
  const before = structuredClone(index)
  for (const lower of [[], [below.index], []]) {
    const stack = new Stack(() => undefined)
    for (const layer of lower) stack.push(layer)
    stack.push(index)
    stack.push(index)
    expect(index).toEqual(before)
  }
})
