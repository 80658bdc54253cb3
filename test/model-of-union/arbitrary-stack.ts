import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { dockerArchive, type DockerGeneration } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import * as build from '../fixtures/layer-builder.ts'
import type { TarMember } from '../fixtures/tar-writer.ts'
import type { ModelEntry } from './model-entry.ts'

/*
 * Few names, so that entries meet: two that a lossy reader would take for one (é composed, é decomposed, two bytes that
 * are no UTF-8), and every kind of marker.
 */
const NAMES = ['a', 'b', 'a.b', 'A', '\xc3\xa9', 'e\xcc\x81', '\xff', '\xfe'] as const
const MARKERS = [
  '.wh.a',
  '.wh.b',
  '.wh.\xff',
  '.wh..wh..opq',
  '.wh..wh..opqX',
  '.wh..wh.plnk',
  '.wh.',
  '.wh..',
  '.wh...',
  '.WH.a',
] as const

const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b') },
  { weight: 3, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.constantFrom(...MARKERS) },
)
const parents = fc.array(name, { maxLength: 2 })

/** A path that is not normalised, now and then one that must be left out. */
const path: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('./', '/', '//', './/', '/./') },
    ),
    parents,
    fc.oneof(
      { weight: 20, arbitrary: name },
      { weight: 4, arbitrary: fc.constantFrom(...MARKERS) },
      { weight: 1, arbitrary: fc.constantFrom('..', '.', '../a', 'a/../b', 'a//b', 'a/./b') },
    ),
  )
  .map(([prefix, above, last]) => prefix + [...above, last].join('/'))

/**
 * A path that a hard link may name: as any other, or AUFS's own place for the contents of links. A marker that lies in a
 * directory which its layer then replaces is named by no tool, and what that means is anyone's guess.
 */
const linkTarget: fc.Arbitrary<string> = fc.oneof(
  { weight: 10, arbitrary: path.filter((name) => !/(^|\/)\.wh\./.test(name)) },
  { weight: 1, arbitrary: fc.constantFrom('.wh..wh.plnk', './.wh..wh.plnk', '.wh.a', '.wh..wh..opq') },
)

const metadata = fc.record({
  mode: fc.constantFrom(0o644, 0o755, 0o4755, 0o1777),
  uid: fc.constantFrom(0, 0, 0, 1000),
  gid: fc.constantFrom(0, 0, 0, 1000),
  mtime: fc.constantFrom(1, 1, 2),
})
const xattrs = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Record<string, string>>({}) },
  { weight: 1, arbitrary: fc.constant<Record<string, string>>({ 'user.note': 'x' }) },
)
const directoryXattrs = fc.oneof(
  { weight: 8, arbitrary: xattrs },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { 'trusted.overlay.opaque': 'y' },
      { 'user.overlay.opaque': 'y' },
      { 'trusted.overlay.opaque': 'n' },
    ),
  },
)

/** Any entry of a layer's tar. */
export const arbitraryEntry: fc.Arbitrary<ModelEntry> = fc
  .tuple(
    metadata,
    path,
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          type: fc.constant('file' as const),
          content: fc.constantFrom('', 'x', 'y', 'xy'),
          xattrs,
        }),
      },
      { weight: 5, arbitrary: fc.record({ type: fc.constant('dir' as const), xattrs: directoryXattrs }) },
      {
        weight: 2,
        arbitrary: fc.record({ type: fc.constant('symlink' as const), link: fc.constantFrom('a', 'b', '../a', '/') }),
      },
      { weight: 5, arbitrary: fc.record({ type: fc.constant('hardlink' as const), link: linkTarget }) },
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constantFrom('char' as const, 'block' as const),
          device: fc.constantFrom<[number, number]>([0, 0], [0, 0], [1, 3], [0, 1]),
        }),
      },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('fifo' as const) }) },
    ),
  )
  .map(([fields, path, kind]) => ({ ...fields, path, ...kind }))

/** Up to five layers of up to ten entries; most paths meet another. */
export const arbitraryStack: fc.Arbitrary<ModelEntry[][]> = fc.array(fc.array(arbitraryEntry, { maxLength: 10 }), {
  minLength: 1,
  maxLength: 5,
})

/** The member of a layer's tar that the model's entry speaks of. */
export function memberOf(entry: ModelEntry): TarMember {
  const path = Buffer.from(entry.path, 'latin1')
  const link = Buffer.from(entry.link ?? '', 'latin1')
  const { mode, uid, gid, mtime } = entry
  const common = { mode, uid, gid, mtime, ...(entry.xattrs ? { xattrs: entry.xattrs } : {}) }
  switch (entry.type) {
    case 'file':
      return build.file(path, Buffer.from(entry.content ?? '', 'latin1'), common)
    case 'dir':
      return build.dir(path, common)
    case 'symlink':
      return build.symlink(path, link, common)
    case 'hardlink':
      return build.hardlink(path, link, common)
    case 'char':
    case 'block':
      return build.device(path, entry.type, entry.device ?? [0, 0], common)
    case 'fifo':
      return build.fifo(path, common)
  }
}

/** The stack as a docker-archive of one image. */
export function renderStack(stack: readonly (readonly ModelEntry[])[], generation: DockerGeneration = '25'): Buffer {
  return dockerArchive([imageOf(stack.map((entries) => build.layer(entries.map(memberOf))))], generation)
}
