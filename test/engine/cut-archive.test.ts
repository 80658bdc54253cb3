import { expect, it } from 'vitest'
import { INFLATION_BOUND } from '../../electron/engine/inflation-bound.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { openArchive } from '../../electron/engine/open-archive.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

it('an archive that is cut says how much of it is there, as far as its last member tells', async () => {
  const whole = dockerArchive([imageOf([layer([file('big', 'x'.repeat(50_000))])])])
  const cut = whole.indexOf('x'.repeat(1000)) + 10_000
  const opening = openArchive(folder.write('cut.tar', whole.subarray(0, cut)), new JobControl(), INFLATION_BOUND)
  await expect(opening).rejects.toMatchObject({ code: 'archive-truncated' })
  const message = String(await opening.catch((error: unknown) => error))
  const [, here, needed] = /only the first (\d+) of at least (\d+) bytes are here\./.exec(message) ?? []
  expect(Number(here)).toBe(cut)
  expect(Number(needed)).toBeGreaterThan(cut + 30_000)
  expect(Number(needed)).toBeLessThanOrEqual(whole.length)
})
