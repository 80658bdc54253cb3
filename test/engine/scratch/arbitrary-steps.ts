import fc from 'fast-check'
import * as build from '../../fixtures/layer-builder.ts'
import type { TarMember } from '../../fixtures/tar-writer.ts'
import type { Step } from './copied-file-system.ts'

const name = fc.constantFrom('a', 'b', 'c')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
const text = fc.constantFrom('', 'x', 'xy', 'long enough to be cut')

const metadata = fc.record({
  mode: fc.constantFrom(0o644, 0o755, 0o4755, 0o2755, 0o600),
  uid: fc.constantFrom(0, 1000),
  gid: fc.constantFrom(0, 1000),
  mtime: fc.constantFrom(1, 2),
})

/** A member with the directories above it, so that none is without a header. */
const members: fc.Arbitrary<TarMember[]> = fc
  .tuple(path, metadata, text, path, fc.constantFrom('file', 'file', 'dir', 'dir', 'symlink', 'hardlink', 'whiteout'))
  .map(([at, about, content, other, kind]) => {
    const above = at.split('/').slice(0, -1)
    const parents = above.map((_, depth) => build.dir(above.slice(0, depth + 1).join('/'), about))
    if (kind === 'whiteout') return [...parents, build.whiteout(at)]
    if (kind === 'file') return [...parents, build.file(at, content, about)]
    if (kind === 'dir') return [...parents, build.dir(at, about)]
    if (kind === 'symlink') return [...parents, build.symlink(at, 'a/b', about)]
    // A link that leads elsewhere would dangle; its target is made with it.
    const target = `h-${other.replaceAll('/', '-')}`
    return [...parents, build.file(target, content, about), build.hardlink(at, target, about)]
  })

/** One to three layers in which most paths meet another. */
export const arbitraryTars: fc.Arbitrary<TarMember[][]> = fc.array(
  fc.array(members, { maxLength: 6 }).map((lists) => lists.flat()),
  { minLength: 1, maxLength: 3 },
)

const known = fc.oneof(
  { weight: 6, arbitrary: path },
  { weight: 1, arbitrary: path.map((at) => `h-${at.replaceAll('/', '-')}`) },
)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('write' as const, 'append' as const), path: known, text }),
  fc.record({ kind: fc.constant('chmod' as const), path: known, mode: fc.constantFrom(0o600, 0o2775, 0o4711) }),
  fc.record({
    kind: fc.constant('chown' as const),
    path: known,
    uid: fc.constantFrom(0, 7),
    gid: fc.constantFrom(0, 7),
  }),
  fc.record({ kind: fc.constant('file' as const), path, text }),
  fc.record({ kind: fc.constant('dir' as const), path }),
  fc.record({ kind: fc.constant('symlink' as const), path, text: fc.constantFrom('a', '../b') }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), path: known }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rename' as const), path: known, to: path }) },
)

/** Up to twelve changes; some are refused. */
export const arbitrarySteps: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 1, maxLength: 12 })
