import { SENTENCES } from './sentences.ts'

/** What is longer is no sentence of the engine's own; matching it could take long. */
const LONGEST = 4000
/** How deep sentences may hold parts that are sentences. */
const DEEPEST = 3

interface Pattern {
  readonly english: RegExp
  readonly chinese: readonly string[]
}

let patterns: readonly Pattern[] | null = null

/** Made with the first sentence, not with the window. */
function allPatterns(): readonly Pattern[] {
  return (patterns ??= SENTENCES.map(([english, chinese]) => {
    const source = english.split('{}').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return { english: new RegExp(`^${source.join('(.+?)')}$`, 'isu'), chinese: chinese.split('{}') }
  }))
}

/** A sentence of the engine, or a part of one, in Chinese; null where it is none that is known. */
export function chineseSentence(english: string, depth = 0): string | null {
  if (english.length > LONGEST || depth > DEEPEST) return null
  for (const pattern of allPatterns()) {
    const found = pattern.english.exec(english)
    if (!found) continue
    const parts = found.slice(1).map((part) => chineseSentence(part, depth + 1) ?? part)
    return joined(pattern.chinese, parts)
  }
  // `<path>: <sentence>`
  const colon = english.indexOf(': ')
  const own = colon < 0 ? null : chineseSentence(english.slice(colon + 2), depth + 1)
  if (own !== null) return `${english.slice(0, colon)}：${own}`
  // What is a part elsewhere is a sentence here.
  const part = english.endsWith('.') ? chineseSentence(english.slice(0, -1), depth + 1) : null
  return part === null ? null : `${part}。`
}

/** Blanks go where a part that is Chinese stands beside Chinese. */
function joined(texts: readonly string[], parts: readonly string[]): string {
  return texts.reduce((sum, text, index) => {
    const part = parts[index - 1] ?? ''
    const chinese = /\p{Script=Han}/u
    const before = chinese.test(part.charAt(0)) ? sum.trimEnd() : sum
    return before + part + (chinese.test(part.at(-1) ?? '') ? text.trimStart() : text)
  })
}
