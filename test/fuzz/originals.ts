import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { gzip } from '../fixtures/compression.ts'
import { corpusArchives } from '../fixtures/corpus.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { SMALL_ARCHIVE_BZIP2, SMALL_ARCHIVE_XZ } from '../fixtures/foreign-compression.ts'
import { ARCHIVE_HAZARDS, LAYER_HAZARDS, SOUND_ODDITIES } from '../fixtures/hazards.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, hardlink, layer, opaque, overlayOpaque, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { ociLayout, tarOfFiles } from '../fixtures/oci-layout.ts'
import { sparseMember } from '../fixtures/sparse-member.ts'

/** An archive that mutations begin with. */
export interface Original {
  readonly name: string
  readonly bytes: Buffer
}

/** Larger ones say nothing more and cost time. */
const LARGEST_ORIGINAL = 130_000

/** Archives of the fixtures, and of the corpus where it is beside the project. */
export function originals(): Original[] {
  const found: Original[] = [...ofFixtures()]
  for (const { name, path } of corpusArchives(['synthetic', 'public', 'real'], LARGEST_ORIGINAL))
    found.push({ name, bytes: readFileSync(path) })
  return found.filter(({ bytes }) => bytes.length > 0 && bytes.length <= LARGEST_ORIGINAL)
}

function* ofFixtures(): Generator<Original> {
  const base = layer([
    dir('d'),
    file('d/a', 'aaaa', { xattrs: { 'user.x': '1' } }),
    hardlink('d/b', 'd/a'),
    symlink('l', 'd'),
    file(`${'n/'.repeat(80)}x`),
    sparseMember('pax-1.0', 'sparse', 4096, [{ offset: 1024, bytes: 'x'.repeat(512) }]),
    sparseMember('gnu', 'sparse-old', 4096, [{ offset: 1024, bytes: 'x'.repeat(512) }]),
    sparseMember('pax-0.1', 'sparse-map', 4096, [{ offset: 1024, bytes: 'x'.repeat(512) }]),
  ])
  const top = layer([
    whiteout('d/a'),
    opaque('n'),
    file('d/c', 'c'.repeat(3000), { format: 'gnu' }),
    overlayOpaque('d'),
    hardlink('h', 'sparse'),
    file('l/x', 'below a link'),
  ])
  const image = imageOf([base, top, base])
  for (const generation of ['legacy', '1.10', '25'] as const)
    yield { name: `docker-${generation}`, bytes: dockerArchive([image], generation) }
  const compressed = ociLayout([
    {
      ...image,
      layers: (['gzip', 'zstd', 'none'] as const).map((compression, at) => ({
        tar: at === 1 ? top : base,
        compression,
      })),
    },
  ])
  yield { name: 'oci', bytes: tarOfFiles(compressed) }
  yield { name: 'oci.gz', bytes: gzip(tarOfFiles(compressed)) }
  yield { name: 'small.xz', bytes: SMALL_ARCHIVE_XZ }
  yield { name: 'small.bz2', bytes: SMALL_ARCHIVE_BZIP2 }
  for (const { hazard, layers } of LAYER_HAZARDS) yield { name: hazard, bytes: dockerArchive([imageOf(layers)]) }
  for (const { hazard, bytes } of ARCHIVE_HAZARDS) yield { name: hazard, bytes: Buffer.from(bytes()) }
  for (const { oddity, tar } of SOUND_ODDITIES) yield { name: oddity, bytes: dockerArchive([imageOf([tar])], '1.10') }
}
