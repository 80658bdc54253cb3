import { describe, expect, it } from 'vitest'
import { PathListState } from '../../renderer/state/path-list.svelte.ts'
import type { ListRequest } from '../../shared/tree.ts'
import { listRow, ok } from './fake-engine.ts'

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a flat list', () => {
  it('is read from its first rows, sorted by bytes, largest first', async () => {
    const asked: ListRequest[] = []
    const selected: (string | undefined)[] = []
    const list = new PathListState(
      'removed',
      {
        list: async (request) => {
          asked.push(request)
          const rows = Array.from({ length: request.limit }, (_, index) => listRow(request.offset + index))
          return ok({ total: 1000, bytes: 5000, offset: request.offset, rows })
        },
      },
      (row) => selected.push(row?.fullPath),
    )
    list.show(3)
    await settled()
    expect(asked).toMatchObject([{ list: 'removed', upto: 3, sort: { by: 'bytes', descending: true }, offset: 0 }])
    expect(list.total).toBe(1000)
    expect(list.slots[0]?.row?.fullPath).toBe('/file-0')
    list.key('ArrowDown')
    list.key('ArrowDown')
    expect(selected).toEqual(['/file-0', '/file-1'])
    expect(list.key('F3')).toBe(false)
    list.sortBy('path')
    await settled()
    expect(asked.at(-1)).toMatchObject({ sort: { by: 'path', descending: false } })
    expect(list.cursor).toBe(-1)
  })

  it('marks a row only while the details show its path', async () => {
    const rows = [listRow(0), listRow(1)]
    const list = new PathListState(
      'removed',
      { list: () => Promise.resolve(ok({ total: 2, bytes: 0, offset: 0, rows })) },
      () => undefined,
    )
    list.show(3)
    await settled()
    list.moveTo(1)
    list.keep(rows[1]!.path)
    expect(list.cursor).toBe(1)
    list.keep(rows[0]!.path)
    expect(list.cursor).toBe(-1)
  })
})
