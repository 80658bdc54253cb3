import fc from 'fast-check'
import { expect, test } from 'vitest'
import { History } from '../../renderer/model/history.ts'
import { type ArchivePlace, isSamePlace } from '../../renderer/model/place.ts'

const history = (): History<string> => new History((a, b) => a === b)

test('back and forward go through what was visited; a new place forgets what lay ahead', () => {
  const places = history()
  expect([places.back(), places.forward(), places.current]).toEqual([null, null, null])
  for (const place of ['a', 'b', 'b', 'c']) places.visit(place)
  expect([places.back(), places.back(), places.back()]).toEqual(['b', 'a', null])
  expect(places.forward()).toBe('b')
  places.visit('d')
  expect(places.canGoForward).toBe(false)
  expect([places.back(), places.back()]).toEqual(['b', 'a'])
})

test('a step that led elsewhere is corrected, and what lies ahead stays', () => {
  const places = history()
  for (const place of ['a', 'gone', 'c']) places.visit(place)
  places.back()
  places.correct('b')
  expect(places.current).toBe('b')
  expect(places.forward()).toBe('c')
  expect(places.back()).toBe('b')
})

test('a hundred places are kept, the newest', () => {
  const places = history()
  for (let at = 0; at < 500; at += 1) places.visit(String(at))
  let last = places.current
  let steps = 0
  for (let place = places.back(); place !== null; place = places.back(), steps += 1) last = place
  expect([last, steps]).toEqual(['400', 99])
})

test('whatever is done, a step back is undone by a step forward', () => {
  const step = fc.oneof(fc.constant('<'), fc.constant('>'), fc.constantFrom('a', 'b', 'c'))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const places = history()
      for (const one of steps) {
        if (one === '<') places.back()
        else if (one === '>') places.forward()
        else places.visit(one)
      }
      const { current } = places
      if (places.back() !== null) expect(places.forward()).toBe(current)
    }),
  )
})

test('places are one where all of them is the same', () => {
  const place: ArchivePlace = {
    kind: 'archive',
    image: 0,
    other: null,
    mode: 'files',
    layer: 1,
    scope: 'merged',
    list: 'all',
    query: '',
    path: 5,
  }
  expect(isSamePlace(place, { ...place })).toBe(true)
  expect(isSamePlace(place, { ...place, path: 6 })).toBe(false)
  expect(isSamePlace(place, { kind: 'comparison', first: '', filter: 'config', same: false, node: 5 })).toBe(false)
})
