import { afterEach, describe, expect, it } from 'vitest'
import { useLocale } from '../../renderer/model/locale.ts'
import { messages } from '../../renderer/model/messages.ts'
import { chinese } from '../../renderer/model/messages/chinese.ts'
import { english } from '../../renderer/model/messages/english.ts'
import type { Language } from '../../shared/settings.ts'

/** What Chinese developers write as it is: names of programs, formats, keys and fields. */
const KEPT_TERMS = new Set(
  `Onionskin Docker docker podman skopeo buildx build BuildKit Buildah kaniko ko jib Jib Bazel Nix apko umoci Compose Helm chart Chart
  commit EXDEV wh opq SHA cosign Notation sigstore Sigstore bundle in-toto link slsa SLSA spdx SPDX cyclonedx CycloneDX openvex OpenVEX SBOM WebAssembly OCI
  whiteout Whiteout opaque Opaque AUFS eStargz zstd chunked tar gz tgz zst xz save blob Blob ID diff Diff DiffID digest
  Dockerfile dockerignore RUN COPY ADD chown chmod copy-up dive Entrypoint Cmd Shell OnBuild label latest root setuid setgid sticky
  executable world-writable added modified removed overridden file dir device dpkg apk rpm npm pip Capabilities xattrs
  UTF LE BE Latin BOM ELF PNG JPEG GIF WebP BMP AVIF base hex Windows Files Hives hive C TOC
  Enter Esc Backspace Shift Ctrl K F F7 A B Δ kB MB GB KiB MiB GiB size js etc pass squash
  glob x English CRC
  o image NAME copy TMPDIR`.split(/\s+/),
)

type Word = string | ((...values: never[]) => string) | readonly unknown[]

/** Every word of a catalogue with its place: `files.columns.name`. */
function wordsOf(group: object, place = ''): [place: string, word: Word][] {
  return Object.entries(group).flatMap(([key, value]: [string, Word | object]) => {
    const at = place === '' ? key : `${place}.${key}`
    return typeof value === 'object' && !Array.isArray(value) ? wordsOf(value, at) : [[at, value as Word]]
  })
}

/** What a word says: functions are asked with values of every kind that they take. */
function saidBy(place: string, word: Word): string[] {
  if (typeof word === 'string') return [word]
  if (Array.isArray(word))
    return word.map((one) => (Array.isArray(one) ? (one as string[])[1]! : (one as { label: string }).label))
  const call = word as (...values: unknown[]) => string
  return (EXAMPLES[place] ?? DEFAULT_EXAMPLES).flatMap((values) => {
    try {
      return [call(...values)].flat()
    } catch {
      return []
    }
  })
}

const DEFAULT_EXAMPLES: readonly (readonly unknown[])[] = [
  [1, 2, 3, 4],
  [0, 0, 0, 0],
  [5, null, 7, null],
  ['', '', '', ''],
  [['1', '2'], 2, ['3'], 3],
  [true, true],
  [false, false],
]

const item = (why: string) => ({ why, files: 3, layer: 1, hiddenBy: 2 })
const EXAMPLES: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'overview.waste.why': ['deleted', 'copied-up', 'overwritten', 'replaced'].flatMap((why) =>
    ['RUN', 'COPY', 'ADD', null].map((verb) => [item(why), verb]),
  ),
  'search.summary': [0, 3].map((n) => [
    { files: n, matches: n, searched: 9, binary: n, unreadable: n, limited: n > 0 },
  ]),
  'palette.row': ['visible', 'overridden', 'removed'].map((state) => ['/1', state, [1, 2]]),
  'overview.identity.because': [[['1', '2']]],
  'failure.advice': ['archive-empty', 'archive-not-an-image', 'archive-unreadable', 'no-space'].map((code) => [code]),
  'failure.engineReasons': ['oom', 'killed', 'launch-failed', '1'].map((reason) => [reason]),
  'compare.packages.notes': [[2, ['/1']]],
  'files.changedByLayer': ['added', 'modified', 'unchanged', 'removed'].map((change) => [change, 1]),
  'versions.hiddenBy': ['newer-version', 'whiteout', 'opaque', 'replaced-ancestor'].map((by) => [by, 1]),
  'overview.findings.hidden': ['newer-version', 'whiteout', 'opaque', 'replaced-ancestor'].map((by) => [by, 1]),
}

/** What stands in a sentence that was made from examples of another kind. */
const FROM_EXAMPLES = new Set(['true', 'false', 'null', 'undefined', 'NaN'])

/** Latin words in a Chinese sentence that are no terms. */
function foreignWords(sentence: string): string[] {
  const words = sentence.replace(/https?:\/\/\S+/g, '').match(/\p{Script=Latin}+(?:-[\p{Script=Latin}]+)*/gu) ?? []
  return words.filter((word) => !KEPT_TERMS.has(word) && !FROM_EXAMPLES.has(word))
}

const speak = (language: Language): void => useLocale(() => ({ language, tag: language, sizes: 'decimal' }))
afterEach(() => speak('en'))

const inEnglish = new Map(wordsOf(english))
const inChinese = wordsOf(chinese)

describe('the Chinese catalogue', () => {
  it('says what the English one says, in the same order of groups and no more', () => {
    expect(new Set(inChinese.map(([place]) => place))).toEqual(new Set(inEnglish.keys()))
    for (const [place, word] of inChinese) {
      const other = inEnglish.get(place)
      expect([place, typeof word, Array.isArray(word)]).toEqual([place, typeof other, Array.isArray(other)])
    }
  })

  it.each(inChinese)('%s is Chinese', (place, word) => {
    speak('zh-CN')
    const said = saidBy(place, word)
    expect(said.length).toBeGreaterThan(0)
    const englishSaid = saidBy(place, inEnglish.get(place)!)
    for (const [index, sentence] of said.entries()) {
      expect(foreignWords(sentence)).toEqual([])
      // Where English has nothing to say, such as for a state that needs no word, there is nothing to translate.
      if (sentence.trim() === '') expect(englishSaid[index]?.trim()).toBe('')
      if (/\p{Script=Han}/u.test(sentence)) expect(sentence).not.toMatch(/[,;:!?] |[.](?:\s|$)/)
    }
  })
})

describe('words by the language of the moment', () => {
  it('come from a group that was kept while another language was spoken', () => {
    const group = messages.overview.identity
    expect(group.imageId).toBe('Image ID')
    speak('zh-CN')
    expect(group.imageId).toBe('镜像 ID')
    expect(messages.layers.layer(3)).toBe('第 3 层')
    speak('en')
    expect(group.imageId).toBe('Image ID')
    expect(messages.overview.identity).toBe(group)
  })

  it('have the keys that the catalogue has', () => {
    speak('zh-CN')
    expect(Object.entries(messages.search.states)).toEqual(Object.entries(chinese.search.states))
    expect({ ...messages.problems.severity }).toEqual(chinese.problems.severity)
    expect(messages.search.reaches.map(({ label }) => label)).toEqual(['当前视图', '所有版本'])
  })
})
