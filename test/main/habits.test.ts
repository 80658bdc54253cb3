import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DragPlaces, removeOldDrags } from '../../electron/main/drag-places.ts'
import { VersionNews } from '../../electron/main/version-news.ts'
import { Zoom, ZOOM_LEVELS } from '../../electron/main/zoom.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'onionskin-habits-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('zoom', () => {
  test('goes from level to level between 80 and 200 per cent, and is remembered', () => {
    const file = join(folder, 'zoom.json')
    const zoom = new Zoom(file)
    expect(zoom.percent).toBe(100)
    for (let step = 0; step < 20; step += 1) zoom.change('in')
    expect(zoom.percent).toBe(200)
    expect(new Zoom(file).percent).toBe(200)
    for (let step = 0; step < 20; step += 1) zoom.change('out')
    expect(new Zoom(file).percent).toBe(ZOOM_LEVELS[0])
    zoom.change('actual')
    expect(new Zoom(file).percent).toBe(100)
  })

  test.each(['{"percent":1000}', '{"percent":0}', '{"percent":"100"}', 'null', '['])(
    'is actual size after %s',
    (text) => {
      const file = join(folder, 'zoom.json')
      writeFileSync(file, text)
      expect(new Zoom(file).percent).toBe(100)
    },
  )
})

describe('what is new', () => {
  const news = (version: string) => new VersionNews(join(folder, 'version.json'), version)

  test('is offered after the version changed, until it was looked at', () => {
    expect(news('1.0.0').isNew).toBe(false)
    expect(news('1.0.0').isNew).toBe(false)
    expect(news('1.1.0').isNew).toBe(true)
    const shown = news('1.1.0')
    expect(shown.isNew).toBe(true)
    shown.seen()
    expect([shown.isNew, news('1.1.0').isNew]).toEqual([false, false])
  })
})

describe('places of files that are dragged out', () => {
  const root = () => join(folder, 'dragged')

  test('are private folders with names that any file system can hold', () => {
    const places = new DragPlaces(root())
    for (const hostile of ['../../etc/passwd', 'con', 'a\u0000b', '..', 'x'.repeat(5000)]) {
      const { token, path } = places.make(hostile)
      expect(dirname(dirname(path))).toBe(root())
      expect(basename(path).length).toBeLessThanOrEqual(121)
      expect(places.path(token)).toBe(path)
      if (process.platform !== 'win32') expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    }
    expect(places.path('/etc/passwd')).toBeNull()
  })

  test('are bounded in number, and gone with their window or at the next start', () => {
    const places = new DragPlaces(root())
    const other = new DragPlaces(root())
    const first = places.make('a')
    writeFileSync(first.path, 'x')
    for (let at = 0; at < 20; at += 1) places.make('a')
    expect([existsSync(first.path), places.path(first.token)]).toEqual([false, null])
    expect(readdirSync(root()).length).toBeLessThan(10)
    writeFileSync(other.make('b').path, 'y')
    places.clear()
    expect(readdirSync(root())).toHaveLength(1)
    removeOldDrags(root())
    expect(existsSync(root())).toBe(false)
    removeOldDrags(root())
  })
})
