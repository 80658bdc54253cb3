import { describe, expect, it } from 'vitest'
import { recogniseBase } from '../../electron/engine/overview/base-image.ts'
import { commandLine } from '../../electron/engine/overview/command-line.ts'
import { readConfiguration } from '../../electron/engine/overview/configuration.ts'
import { reconstructDockerfile } from '../../electron/engine/overview/dockerfile.ts'
import { builderOf, identify } from '../../electron/engine/overview/identity.ts'
import { parseOsRelease } from '../../electron/engine/overview/os-release.ts'
import { parseReference } from '../../electron/engine/overview/reference.ts'
import { findSecrets, maskInstruction, TOKEN_RULES } from '../../electron/engine/overview/secret-rules.ts'
import type { HistoryEntry, ImageInfo } from '../../shared/archive.ts'

type Line = string | Partial<HistoryEntry>

/** An image of a history; each line that is marked makes the next layer. */
function image(lines: readonly Line[], rest: Partial<ImageInfo> = {}): ImageInfo {
  let layers = 0
  const history = lines.map((line): HistoryEntry => {
    const entry = typeof line === 'string' ? { createdBy: line } : line
    const emptyLayer =
      entry.emptyLayer ??
      /#\(nop\) +(?!ADD|COPY)|^(?:ENV|CMD|WORKDIR|LABEL|USER|EXPOSE|ENTRYPOINT)/.test(entry.createdBy ?? '')
    const layer = emptyLayer ? null : layers++
    return { createdBy: null, created: null, comment: null, author: null, ...entry, emptyLayer, layer }
  })
  const layer = (index: number) => ({
    index,
    diffId: null,
    digest: null,
    mediaType: null,
    compression: 'none' as const,
    size: 1,
    compressedSize: 1,
    entries: 1,
    contentBytes: 100,
    history: history.findIndex((entry) => entry.layer === index),
    state: 'ok' as const,
    changes: null,
  })
  return {
    index: 0,
    tags: [],
    id: null,
    manifestDigest: null,
    platform: null,
    created: null,
    config: {},
    layers: Array.from({ length: layers }, (_, index) => layer(index)),
    history,
    annotations: {},
    ...rest,
  }
}

function base(info: ImageInfo, release: Parameters<typeof recogniseBase>[2] = null) {
  return recogniseBase(
    info,
    readConfiguration(info),
    release,
    info.layers.map(({ contentBytes }) => contentBytes),
  )
}

function dockerfile(...lines: Line[]): string[] {
  const info = image(lines)
  return reconstructDockerfile(info, null).lines.map(
    ({ verb, text, layer }) => `${layer ?? '-'} ${verb ?? '#'} ${text}`,
  )
}

describe('a reference', () => {
  it.each([
    ['debian', ['docker.io', true, 'library', 'debian', null, null]],
    ['debian:12', ['docker.io', true, 'library', 'debian', '12', null]],
    ['me/app:v1', ['docker.io', true, 'me', 'app', 'v1', null]],
    ['localhost/app', ['localhost', false, '', 'app', null, null]],
    ['localhost:5000/a/b/c:t', ['localhost:5000', false, 'a/b', 'c', 't', null]],
    ['ghcr.io/o/r:t@sha256:' + 'a'.repeat(64), ['ghcr.io', false, 'o', 'r', 't', 'sha256:' + 'a'.repeat(64)]],
    ['[::1]:5000/x', ['[::1]:5000', false, '', 'x', null, null]],
    ['index.docker.io/library/x', ['docker.io', false, 'library', 'x', null, null]],
    ['a__b/c-_d', null],
    ['UPPER', null],
    ['a//b', null],
    ['', null],
    [':tag', null],
    ['x@sha256:short', null],
    ['a'.repeat(256), null],
  ] as const)('%s', (text, parts) => {
    const found = parseReference(text)
    expect(
      found && [found.registry, found.registryImplied, found.namespace, found.repository, found.tag, found.digest],
    ).toEqual(parts)
  })

  it('takes time that grows with its length alone', () => {
    expect(parseReference(`${'a-'.repeat(400)}!`)).toBeNull()
  })
})

describe('a command line', () => {
  it.each([
    [['/entry.sh'], ['a b', "it's", '$HOME'], `/entry.sh 'a b' "it's" '$HOME'`],
    [['/bin/sh', '-c'], ['exec app "$@"'], 'exec app "$@"'],
    [null, ['/bin/sh', '-c', 'echo hi'], 'echo hi'],
    [null, ['node', '', "a'$b"], `node '' 'a'\\''$b'`],
    [null, null, null],
    [[], [], null],
  ])('%j %j', (entrypoint, cmd, line) => {
    expect(commandLine(entrypoint, cmd)).toBe(line)
  })
})

describe('a configuration', () => {
  it('survives what it should not be', () => {
    for (const config of [
      null,
      [],
      'x',
      { config: 7 },
      { config: { Env: {}, Labels: [1], ExposedPorts: null, Healthcheck: { Test: 5 } } },
    ])
      expect(readConfiguration({ config, annotations: {} })).toMatchObject({
        command: null,
        environment: [],
        ports: [],
        labels: [],
      })
  })

  it('puts ports in order, groups labels, and reads a health check', () => {
    const read = readConfiguration({
      config: {
        config: {
          ExposedPorts: { '8080/tcp': {}, '53/udp': {}, '53/tcp': {} },
          Labels: { z: '1', 'com.example.b': '2', 'org.opencontainers.image.title': 't' },
          Healthcheck: { Test: ['CMD-SHELL', 'curl -f localhost || exit 1'], Interval: 30e9, Retries: 3 },
          User: '0:0',
        },
      },
      annotations: {},
    })
    expect(read.ports).toEqual(['53/tcp', '53/udp', '8080/tcp'])
    expect(read.labels.map(({ key, group }) => [key, group])).toEqual([
      ['org.opencontainers.image.title', 'oci'],
      ['z', ''],
      ['com.example.b', 'com.example'],
    ])
    expect(read.healthCheck).toEqual({
      command: 'curl -f localhost || exit 1',
      interval: 30,
      timeout: null,
      startPeriod: null,
      retries: 3,
    })
    expect(read.runsAsRoot).toBe(true)
  })
})

describe('the Dockerfile of a history', () => {
  it('of the classic builder', () => {
    expect(
      dockerfile(
        '/bin/sh -c #(nop) ADD file:' + 'a'.repeat(64) + ' in / ',
        '|1 V=1 /bin/sh -c make',
        '/bin/sh -c #(nop)  ENTRYPOINT &{["/x"]}',
      ),
    ).toEqual(['- FROM scratch', '0 ADD file:aaaaaaaa… /', '1 RUN make', '- ENTRYPOINT ["/x"]'])
  })

  it('of BuildKit, with here-documents and long commands as they were written', () => {
    const long = `RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends curl 'a && b' && rm -rf /var/lib/apt/lists/* # buildkit`
    expect(
      dockerfile(
        'RUN /bin/sh -c set -e\napt-get update\n  true # buildkit',
        long,
        'RUN /bin/sh -c (a && b) && c # buildkit',
      ),
    ).toEqual([
      '- FROM scratch',
      '0 RUN <<EOF\nset -e\napt-get update\n  true\nEOF',
      "1 RUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl 'a && b' \\\n    && rm -rf /var/lib/apt/lists/*",
      '2 RUN (a && b) && c',
    ])
  })

  it('leaves out what says nothing, and shows what other builders write as a comment', () => {
    expect(dockerfile('/bin/sh -c #(nop) ENV ', 'bazel build //x', { comment: 'store paths: [/nix/store/x]' })).toEqual(
      ['- FROM scratch', '0 # bazel build //x', '1 # store paths: [/nix/store/x]'],
    )
  })

  it('has a line for each layer where there is no history', () => {
    const info = image([])
    const layers = image(['a', 'b']).layers.map((layer) => ({ ...layer, history: null }))
    const read = reconstructDockerfile({ ...info, layers }, null)
    expect(read.from).toBe('layers')
    expect(read.lines.map(({ layer }) => layer)).toEqual([0, 1])
  })

  it('can not be read wrong by characters that turn the direction of writing', () => {
    expect(dockerfile('RUN /bin/sh -c echo \u202Eabc\n\u0007x # buildkit')[1]).not.toMatch(/[\u202E\u0007]/)
  })
})

describe('the base', () => {
  it('is stated by annotations and labels', () => {
    const info = image(['COPY a / # buildkit'], {
      annotations: { 'org.opencontainers.image.base.name': 'docker.io/library/alpine:3' },
    })
    expect(base(info)).toMatchObject({ name: 'docker.io/library/alpine:3', certainty: 'stated', lastLayer: null })
  })

  it('ends with the shell of its distribution', () => {
    const found = base(
      image([
        '/bin/sh -c #(nop) ADD file:x in / ',
        '/bin/sh -c #(nop)  CMD ["bash"]',
        'RUN /bin/sh -c make # buildkit',
      ]),
    )
    expect(found).toMatchObject({ lastHistory: 1, lastLayer: 0, endCertainty: 'likely', bytes: 100, share: 0.5 })
  })

  it('is a language image, with its version, and not the distribution below', () => {
    const found = base(
      image([
        '/bin/sh -c #(nop) ADD file:x in / ',
        '/bin/sh -c #(nop)  CMD ["bash"]',
        'ENV NODE_VERSION=20.9.0',
        'RUN /bin/sh -c install node # buildkit',
        'CMD ["node"]',
        'WORKDIR /app',
        'COPY . . # buildkit',
      ]),
    )
    expect(found).toMatchObject({ name: 'node 20.9.0', lastHistory: 4, lastLayer: 1, certainty: 'likely' })
  })

  it('is the distribution where the image is itself a language image', () => {
    const found = base(
      image([
        '/bin/sh -c #(nop) ADD file:x in / ',
        '/bin/sh -c #(nop)  CMD ["bash"]',
        'ENV NODE_VERSION=20.9.0',
        'RUN /bin/sh -c x # buildkit',
        'CMD ["node"]',
      ]),
    )
    expect(found).toMatchObject({ lastHistory: 1, name: null })
  })

  it('is what Buildah notes, and not the short ID of a layer', () => {
    const found = base(
      image([
        'ADD x /',
        { createdBy: 'COPY y /', comment: 'FROM docker.io/library/debian:12' },
        { createdBy: 'COPY z /', comment: 'FROM 0123456789ab' },
      ]),
    )
    expect(found).toMatchObject({ name: 'docker.io/library/debian:12', lastHistory: 0, certainty: 'stated' })
  })

  it('ends where times that stand for none end, which is a guess', () => {
    const found = base(
      image([
        { createdBy: 'bazel build', created: '1970-01-01T00:00:00Z' },
        { createdBy: 'COPY a /', created: '2024-01-01T00:00:00Z' },
      ]),
    )
    expect(found).toMatchObject({ lastHistory: 0, endCertainty: 'guess', reasons: [{ kind: 'time-gap', value: '' }] })
  })

  it('is not known of an image that is built from nothing', () => {
    expect(base(image(['COPY app / # buildkit', 'CMD ["/app"]']))).toBeNull()
  })
})

describe('an identity', () => {
  it('does not take a bare tag of an OCI layout for a repository', () => {
    const annotations = { 'org.opencontainers.image.ref.name': 'v1' }
    expect(identify(image([], { tags: ['v1'], annotations })).references).toEqual([])
  })

  it('does not take a time that stands for none for one', () => {
    expect(identify(image([], { created: '1970-01-01T00:00:00Z' }))).toMatchObject({
      created: null,
      createdIsZero: true,
    })
  })

  it.each([
    ['buildkit', { createdBy: 'RUN x # buildkit', comment: 'buildkit.dockerfile.v0' }],
    ['docker', { createdBy: '/bin/sh -c #(nop) CMD ["x"]' }],
    ['kaniko', { createdBy: 'RUN x', author: 'kaniko' }],
    ['bazel', { createdBy: 'bazel build ...' }],
    ['ko', { createdBy: 'ko build ko://x' }],
    ['jib', { createdBy: 'jib-maven-plugin:3.4.0' }],
    ['nix', { comment: "store paths: ['/nix/store/x']" }],
    [null, { createdBy: 'something' }],
  ] as const)('knows %s by its history', (builder, entry) => {
    expect(builderOf(image([entry]).history)).toBe(builder)
  })
})

describe('os-release', () => {
  it.each([
    ['NAME="A \\"b\\" \\$c"\nVERSION=1 # no\nID=a', 'A "b" $c 1 # no'],
    ["PRETTY_NAME='Single'\n", 'Single'],
    ['ID=wolfi', 'wolfi'],
    ['# nothing\n', null],
    ['\0\xff', null],
  ])('%j', (text, name) => {
    expect(parseOsRelease(text)?.name ?? null).toBe(name)
  })
})

describe('rules for secrets', () => {
  it('take time that grows with the text alone', () => {
    const texts = [
      '-----BEGIN PRIVATE KEY-----',
      'aws secret key',
      'https://a:',
      'eyJ',
      '-----BEGIN A PRIVATE KEY-----\\n',
      'AKIA',
      'xoxb-1',
    ]
    for (const text of texts) expect(findSecrets(text.repeat(20_000), TOKEN_RULES, 1).length).toBeLessThan(3)
  })

  it('mask what they find in an instruction', () => {
    expect(maskInstruction('RUN curl -H "token: x" https://me:s3cretpass@h/ && TOKEN=abcdef123 make')).toBe(
      'RUN curl -H "token: x" https://me:••••@h/ && TOKEN=•••• make',
    )
  })
})
