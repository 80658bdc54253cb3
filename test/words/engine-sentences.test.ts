import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { afterEach, describe, expect, it } from 'vitest'
import { engineText } from '../../renderer/model/engine-text.ts'
import { failureSentence } from '../../renderer/model/failure-text.ts'
import { useLocale } from '../../renderer/model/locale.ts'
import { CODES } from '../../renderer/model/messages/chinese/codes.ts'
import { chineseSentence } from '../../renderer/model/messages/chinese/engine-sentence.ts'
import { SENTENCES } from '../../renderer/model/messages/chinese/sentences.ts'
import { projectFolder } from '../../scripts/setup/project.mjs'
import { PROBLEM_CODES } from '../../shared/problem.ts'

/** What stands for a value in a sentence. */
const VALUE = '7'

/** Sentences that no window is told of: they are of the terminal, or of what can not be. */
const NOT_TOLD = new Set(['cancelled'])

/** Every text of the engine that is a sentence: it ends with a full stop and has blanks. */
function engineSentences(): { place: string; sentence: string }[] {
  const folder = join(projectFolder, 'electron', 'engine')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const source = ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest)
      const found: { place: string; sentence: string }[] = []
      const visit = (node: ts.Node): void => {
        const text = ts.isStringLiteralLike(node)
          ? node.text
          : ts.isTemplateExpression(node)
            ? node.head.text + node.templateSpans.map(({ literal }) => VALUE + literal.text).join('')
            : null
        if (text !== null && / .*\.$/s.test(text) && /[a-z]{2}/.test(text) && !NOT_TOLD.has(text))
          found.push({ place: `${name}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`, sentence: text })
        ts.forEachChild(node, visit)
      }
      visit(source)
      return found
    })
}

describe('what the engine says', () => {
  const sentences = engineSentences()

  it('is found in its sources', () => {
    expect(sentences.length).toBeGreaterThan(80)
  })

  it.each(sentences.map(({ place, sentence }) => [place, sentence] as const))('%s: %s', (_, sentence) => {
    const chinese = chineseSentence(sentence.startsWith('is ') ? `${VALUE} ${sentence}` : sentence)
    expect(chinese).not.toBeNull()
    expect(chinese).toMatch(/\p{Script=Han}/u)
    // No value is lost on the way; its order may be another.
    expect(chinese?.split(VALUE).length).toBe(
      sentence.startsWith('is ') ? sentence.split(VALUE).length + 1 : sentence.split(VALUE).length,
    )
  })

  it.each(SENTENCES)('%s has as many values in Chinese', (english, chinese) => {
    expect(chinese.split('{}').length).toBe(english.split('{}').length)
  })

  it('has a Chinese name for every code', () => {
    for (const code of PROBLEM_CODES) expect(CODES[code]).toMatch(/\p{Script=Han}/u)
  })
})

describe('a sentence of the engine in a Chinese window', () => {
  const speak = (language: 'en' | 'zh-CN'): void => useLocale(() => ({ language, tag: language, sizes: 'decimal' }))
  afterEach(() => speak('en'))

  it('is Chinese, with the cause', () => {
    speak('zh-CN')
    const failure = { code: 'archive-unreadable', message: '/a/b.tar: there is no such file.' } as const
    expect(failureSentence(failure, '/a/b.tar')).toBe('没有这个文件。')
    expect(engineText(failure)).toBe('/a/b.tar：没有这个文件。')
    expect(engineText({ code: 'archive-unreadable', message: 'The layer can not be read: the disk is full.' })).toBe(
      '无法读取该层：磁盘已满。',
    )
  })

  it('that is not known is named by its code, with what was said', () => {
    speak('zh-CN')
    expect(engineText({ code: 'internal', message: 'Something unheard of.' })).toBe(
      'Onionskin 内部出错（Something unheard of）',
    )
    const endless = `${'x: '.repeat(3000)}there is no such file.`
    expect(engineText({ code: 'internal', message: endless })).toContain('Onionskin 内部出错')
  })

  it('is what the engine said where English is spoken', () => {
    expect(engineText({ code: 'internal', message: 'Stopped.' })).toBe('Stopped.')
  })
})
