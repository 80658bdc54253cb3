import { describe, expect, it } from 'vitest'
import { dockerfileParts, dockerfileText } from '../../../renderer/model/overview/dockerfile-text.ts'
import { findingGroups } from '../../../renderer/model/overview/finding-groups.ts'
import { packageGroups } from '../../../renderer/model/overview/package-groups.ts'
import type { Dockerfile, DockerfileLine, PackageChange } from '../../../shared/overview.ts'
import { findingOf, overviewOf } from '../../state/fake-overview.ts'

function line(verb: string | null, text: string, changes: Partial<DockerfileLine> = {}): DockerfileLine {
  return {
    history: 0,
    layer: null,
    verb,
    text,
    buildArguments: [],
    ofBase: false,
    created: null,
    secret: false,
    ...changes,
  }
}

function dockerfile(...lines: DockerfileLine[]): Dockerfile {
  return { lines, from: 'history' }
}

describe('the Dockerfile', () => {
  const from = line('FROM', 'debian:12', { ofBase: true })
  const ofBase = Array.from({ length: 9 }, (_, at) => line('ENV', `A${at}=1`, { ofBase: true }))

  it('folds what a long base did', () => {
    const own = line('RUN', 'make')
    expect(dockerfileParts(dockerfile(from, ...ofBase, own))).toEqual({ first: [from], folded: ofBase, rest: [own] })
  })

  it('folds nothing of a short base, nor of an image that is its own base', () => {
    expect(dockerfileParts(dockerfile(from, ...ofBase.slice(0, 3), line('RUN', 'make'))).folded).toEqual([])
    expect(dockerfileParts(dockerfile(from, ...ofBase)).rest).toHaveLength(10)
  })

  it('is copied with comments for what is no instruction, and without secrets', () => {
    const text = dockerfileText(
      dockerfile(from, line(null, 'bazel build\n//x'), line('ENV', 'TOKEN=hunter2', { secret: true })),
      '***',
    )
    expect(text).toBe('FROM debian:12\n# bazel build\n# //x\nENV ***\n')
  })
})

describe('findings', () => {
  it('stand by kind, the worst first, then what is looked for, then what is fine', () => {
    const groups = findingGroups(
      overviewOf({
        pending: ['secrets'],
        findings: [findingOf('setuid', 'low'), findingOf('runs-as-root', 'medium')],
        findingCounts: {
          secret: 0,
          'deleted-but-shipped': 0,
          setuid: 3,
          'world-writable': 0,
          'runs-as-root': 1,
          'tag-latest': 0,
        },
      }),
    )
    expect(groups.map(({ kind }) => kind)).toEqual([
      'runs-as-root',
      'setuid',
      'secret',
      'deleted-but-shipped',
      'world-writable',
      'tag-latest',
    ])
    expect(groups[1]).toMatchObject({ severity: 'low', count: 3, pending: false })
    expect(groups[2]).toMatchObject({ severity: null, pending: true })
  })
})

describe('packages', () => {
  const change = (name: string, before: string | null, after: string | null): PackageChange => ({
    system: 'dpkg',
    name,
    architecture: null,
    path: null,
    before,
    after,
  })
  const packages = {
    systems: [],
    installed: [],
    changes: [
      [change('libc6', null, '2'), change('zlib1g', null, '1')],
      [],
      [change('libc6', '2', '3'), change('zlib1g', '1', null)],
    ],
    notRead: 0,
  }

  it('are counted for each layer that did something', () => {
    expect(packageGroups(packages, '')).toMatchObject([
      { layer: 0, added: 2, removed: 0, changed: 0 },
      { layer: 2, added: 0, removed: 1, changed: 1 },
    ])
  })

  it('are found by a part of their name, in whatever case', () => {
    expect(packageGroups(packages, ' LIBC ').map(({ layer, changes }) => [layer, changes.length])).toEqual([
      [0, 1],
      [2, 1],
    ])
    expect(packageGroups(packages, 'nothing')).toEqual([])
  })
})
