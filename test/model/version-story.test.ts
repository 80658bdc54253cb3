import { describe, expect, it } from 'vitest'
import { versionStory } from '../../renderer/model/version-story.ts'
import type { EntryDetails, Metadata, Version } from '../../shared/tree.ts'

const owners = { users: {}, groups: {} }
const metadata: Metadata = { mode: 0o644, uid: 0, gid: 0, mtime: 0, uname: 'root', gname: 'root' }

function entry(layer: number, changes: Partial<EntryDetails> = {}): EntryDetails {
  return {
    layer,
    entry: 1,
    type: 'file',
    size: 1184,
    metadata,
    link: null,
    leadsTo: null,
    device: null,
    xattrs: {},
    peers: [],
    content: null,
    ...changes,
  }
}

function version(changes: Partial<Version>): Version {
  return {
    layer: 0,
    change: 'added',
    what: [],
    contentCompared: true,
    entry: null,
    hidden: null,
    removedThrough: null,
    hiddenBytes: 0,
    ...changes,
  }
}

describe('the life of a path', () => {
  it('tells what a chown alone has cost', () => {
    const versions = [
      version({ layer: 4, entry: entry(4), hidden: { by: 'newer-version', layer: 6 }, hiddenBytes: 1184 }),
      version({
        layer: 6,
        change: 'modified',
        what: ['owner'],
        entry: entry(6, { metadata: { ...metadata, uname: 'app', gname: 'app', uid: 990, gid: 990 } }),
      }),
    ]
    expect(versionStory({ node: 1, fullPath: '/x/y', versions, visible: null, owners }, 1)).toEqual({
      change: 'modified',
      tag: 'modified',
      says: ['owner root:root → app:app', 'same content'],
      bytes: { text: '+1.2 kB shipped again', waste: true },
    })
    expect(versionStory({ node: 1, fullPath: '/x/y', versions, visible: null, owners }, 0)).toEqual({
      change: 'added',
      tag: 'added',
      says: ['hidden by a newer version in layer 6'],
      bytes: { text: '1.2 kB hidden', waste: true },
    })
  })

  it('does not say that contents are the same before they were compared', () => {
    const versions = [
      version({ entry: entry(0) }),
      version({ layer: 1, change: 'modified', what: ['mtime'], contentCompared: false, entry: entry(1) }),
    ]
    const story = versionStory({ node: 1, fullPath: '/x/y', versions, visible: null, owners }, 1)
    expect(story?.says).toContain('content not compared')
    expect(story?.bytes).toEqual({ text: '1.2 kB', waste: false })
  })

  it('names what removed a path', () => {
    const versions = [
      version({ entry: entry(0) }),
      version({ layer: 2, change: 'removed', removedThrough: { by: 'opaque', path: '/var/cache' } }),
    ]
    expect(versionStory({ node: 1, fullPath: '/x/y', versions, visible: null, owners }, 1)).toEqual({
      change: 'removed',
      tag: 'removed',
      says: ['by /var/cache being opaque'],
      bytes: null,
    })
  })

  it('does not name the path itself again', () => {
    const versions = [
      version({ entry: entry(0) }),
      version({ layer: 2, change: 'removed', removedThrough: { by: 'whiteout', path: '/x/y' } }),
    ]
    expect(versionStory({ node: 1, fullPath: '/x/y', versions, visible: null, owners }, 1)?.says).toEqual([
      'by a whiteout',
    ])
  })

  it('compares with the last version that had an entry, across a removal', () => {
    const versions = [
      version({ entry: entry(0, { type: 'symlink', link: 'a', size: 0 }) }),
      version({ layer: 1, change: 'removed', removedThrough: { by: 'whiteout', path: '/x' } }),
      version({
        layer: 2,
        change: 'modified',
        what: ['link'],
        entry: entry(2, { type: 'symlink', link: 'b', size: 0 }),
      }),
    ]
    expect(versionStory({ node: 1, fullPath: '/x/y', versions, visible: null, owners }, 2)?.says).toEqual([
      'link target a → b',
    ])
  })

  it('writes sizes out that would read the same when short', () => {
    const versions = [
      version({ entry: entry(0, { size: 41_200 }) }),
      version({ layer: 1, change: 'modified', what: ['content', 'size'], entry: entry(1, { size: 41_201 }) }),
    ]
    expect(versionStory({ node: 1, fullPath: '/x/y', versions, visible: null, owners }, 1)?.says).toEqual([
      'content',
      'size 41,200 B → 41,201 B',
    ])
  })

  it('is nothing where there is no such version', () => {
    expect(versionStory({ node: 1, fullPath: '/x', versions: [], visible: null, owners }, 0)).toBeNull()
  })
})
