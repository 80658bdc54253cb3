import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createEngine, type RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const view = { kind: 'merged', upto: 0 } as const
let engine: RunningEngine | null = null

afterEach(() => engine?.dispose())

async function open(): Promise<RunningEngine> {
  let ready = (): void => {}
  const done = new Promise<void>((resolve) => (ready = resolve))
  engine = createEngine(
    {
      progress: ({ phase }) => {
        if (phase === 'ready') ready()
      },
      stackChanged: () => {},
      problemsChanged: () => {},
    },
    new InlineJobs(),
  )
  await engine.openArchive(folder.write('image.tar', dockerArchive([imageOf([layer([file('a', 'x')])])])))
  await engine.openImage(0)
  await done
  return engine
}

it('an engine saves only where the app has said that a dialog gave the place, and once', async () => {
  const running = await open()
  const path = join(folder.path, 'saved')
  for (const forged of [path, '', 'token']) {
    const refused = await running.save({ view, node: 1, target: forged })
    expect(refused).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } })
  }
  expect(existsSync(path)).toBe(false)

  running.allowTarget({ token: 'token', path, form: 'file', replace: true })
  // What else a page may put into its request changes neither the place nor the form.
  const request = { view, node: 1, target: 'token', path: join(folder.path, 'other'), form: 'tar' }
  expect(await running.save(request)).toMatchObject({ ok: true, value: { path, form: 'file', bytes: 1 } })
  expect(readFileSync(path, 'utf8')).toBe('x')
  expect(existsSync(join(folder.path, 'other'))).toBe(false)
  expect(await running.save(request)).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } })
})

it('nodes and views that are not there are answered with a failure', async () => {
  const running = await open()
  const path = join(folder.path, 'nothing')
  const requests = [
    { view, node: 99 },
    { view, node: -1 },
    { view, node: 0.5 },
    { view, node: Number.NaN },
    { view: { kind: 'merged', upto: 7 } as const, node: 1 },
    { view: { kind: 'layer', layer: -1 } as const, node: 1 },
  ]
  for (const [at, request] of requests.entries()) {
    running.allowTarget({ token: String(at), path, form: 'tar', replace: true })
    const { ok } = await running.save({ ...request, target: String(at) })
    expect([request, ok]).toEqual([request, false])
  }
  expect(existsSync(path)).toBe(false)
})
