import { Buffer } from 'node:buffer'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRange } from '../../electron/engine/byte-reader.ts'
import { indexLayer } from '../../electron/engine/index-layer.ts'
import { inodeKey } from '../../electron/engine/inode.ts'
import { EntryFacts } from '../../electron/engine/entry-facts.ts'
import { EventFlag, NO_EVENT } from '../../electron/engine/path-events.ts'
import { Stack } from '../../electron/engine/stack.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { layer } from '../fixtures/layer-builder.ts'
import { arbitraryStack, memberOf } from '../model-of-union/arbitrary-stack.ts'
import type { LayerChanges, Merged, ModelEntry } from '../model-of-union/model-entry.ts'
import { union } from '../model-of-union/union.ts'

const folder = temporaryFolder()

/** What both sides say, in one form: for each prefix of the layers the view by path, then the changes of its last layer. */
interface Said {
  readonly views: Record<string, unknown>[]
  readonly changes: { added: string[]; overridden: string[]; removed: string[] }[]
  /** Layer and code of what each side calls a problem, each once. */
  readonly problems: string[]
}

/** An inode is called by the names that it has in a view. */
function named(views: Map<string, { inode: string | null; rest: object }>): Record<string, unknown> {
  const names = new Map<string, string[]>()
  for (const [path, { inode }] of [...views].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (inode !== null) names.set(inode, [...(names.get(inode) ?? []), path])
  }
  return Object.fromEntries(
    [...views].map(([path, { inode, rest }]) => [path, { ...rest, names: inode === null ? [path] : names.get(inode) }]),
  )
}

function modelSays(stack: readonly (readonly ModelEntry[])[]): Said {
  const { merged, changes, problems } = union(stack)
  return {
    views: merged.map(viewOfModel),
    changes: changes.map(sorted),
    problems: [...new Set(problems.map(({ code, layer: at }) => `${at} ${code}`))].sort(),
  }
}

function viewOfModel(merged: Merged): Record<string, unknown> {
  const view = new Map<string, { inode: string | null; rest: object }>()
  for (const [path, { inode, ...seen }] of merged) {
    view.set(path, { inode: seen.implicit ? null : inode, rest: seen })
  }
  return named(view)
}

function sorted({ added, overridden, removed }: LayerChanges): Said['changes'][number] {
  return { added: [...added].sort(), overridden: [...overridden].sort(), removed: [...removed].sort() }
}

function engineSays(entries: readonly (readonly ModelEntry[])[]): Said {
  const tars = entries.map((members) => layer(members.map(memberOf)))
  const path = join(folder.path, 'stack')
  writeFileSync(path, Buffer.concat(tars))
  const fd = openSync(path, 'r')
  try {
    return stackOf(fd, tars)
  } finally {
    closeSync(fd)
  }
}

function stackOf(fd: number, tars: readonly Buffer[]): Said {
  const problems: string[] = []
  const keep = (code: string, at: number): void => {
    if (/^(name-escapes|hard-link-dangling|hard-link-forward)$/.test(code)) problems.push(`${at} ${code}`)
  }
  const stack = new Stack((code) => keep(code, stack.layers.length - 1))
  const views: Said['views'] = []
  const changes: Said['changes'] = []
  const offsets: number[] = []
  let offset = 0
  tars.forEach((tar, at) => {
    const indexed = indexLayer({ range: { fd, offset, size: tar.length }, compression: 'none' }, () => {})
    expect(indexed.state).toBe('ok')
    for (const { code } of indexed.problems) keep(code, at)
    offsets.push(offset)
    offset += tar.length
    stack.push(indexed.index)
  })
  for (let upto = 0; upto < tars.length; upto++) {
    const seen = new Map<string, { inode: string | null; rest: object }>()
    const added: string[] = []
    const overridden: string[] = []
    const removed: string[] = []
    for (let node = 1; node < stack.tree.count; node++) {
      const event = stack.events.at(node, upto)
      if (event === NO_EVENT) continue
      const path = Buffer.from(stack.pathBytes(node)).toString('latin1')
      const { events } = stack
      const now = events.isPresent(event)
      if (now) seen.set(path, seenAt(stack, event, fd, offsets))
      if (events.layers[event] !== upto) continue
      const before = events.before[event] ?? NO_EVENT
      const was = before !== NO_EVENT && events.isPresent(before)
      if (was && now) overridden.push(path)
      else if (was) removed.push(path)
      else if (now && ((events.flags[event] ?? 0) & EventFlag.Implicit) === 0) added.push(path)
    }
    views.push(named(seen))
    changes.push({ added: added.sort(), overridden: overridden.sort(), removed: removed.sort() })
  }
  return { views, changes, problems: [...new Set(problems)].sort() }
}

function seenAt(
  stack: Stack,
  event: number,
  fd: number,
  offsets: readonly number[],
): { inode: string | null; rest: object } {
  const at = stack.events.layers[event]
  const inode = stack.inode(event)
  if (inode === null) {
    const unknown = {
      mode: null,
      uid: null,
      gid: null,
      mtime: null,
      content: null,
      link: null,
      device: null,
      xattrs: {},
    }
    return { inode: null, rest: { type: 'dir', ...unknown, layer: at, implicit: true } }
  }
  const owner = stack.layers[inode.layer]
  if (owner === undefined) throw new Error('an inode of no layer')
  const facts = new EntryFacts(owner.index, inode)
  const { mode, uid, gid, mtime, stored } = facts
  const type = facts.typeName
  const content =
    stored === null
      ? null
      : readRange({ fd, offset: (offsets[inode.layer] ?? 0) + stored.dataOffset, size: stored.size })
  return {
    inode: String(inodeKey(inode.layer, inode.entry)),
    rest: {
      type,
      mode,
      uid,
      gid,
      mtime,
      content: content === null ? null : Buffer.from(content).toString('latin1'),
      link: type === 'symlink' ? Buffer.from(facts.link ?? []).toString('latin1') : null,
      device: type === 'char' || type === 'block' ? facts.device : null,
      xattrs: Object.fromEntries(
        facts.attributes.map(({ name, value }) => [name, Buffer.from(value).toString('latin1')]),
      ),
      layer: at,
      implicit: false,
    },
  }
}

describe('the union of random layers', () => {
  it('is what the naive model says, for every prefix of the layers', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) => {
        expect(engineSays(stack)).toEqual(modelSays(stack))
      }),
      { numRuns: 4_000, interruptAfterTimeLimit: 60_000 },
    )
  })
})
