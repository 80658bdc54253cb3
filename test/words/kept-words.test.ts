import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import { messages } from '../../renderer/model/messages.ts'
import { childNodes, type Component, components, placeOf, type SyntaxNode } from './svelte-files.ts'

/**
 * Words that a component keeps from the moment in which it was made: they would stay in the old language when another is
 * chosen. A group (`const words = messages.files`) may be kept, a word may not, unless by `$derived` or in a function.
 */
function keptWords(component: Component): string[] {
  const groups = new Map<string, unknown>([['messages', messages]])
  const found: string[] = []
  for (const script of [component.root.module, component.root.instance]) {
    for (const statement of (script?.content.body ?? []) as unknown as SyntaxNode[]) {
      if (statement.type !== 'VariableDeclaration') continue
      for (const { id, init } of statement['declarations'] as { id: SyntaxNode; init: SyntaxNode | null }[]) {
        if (!init || isDerived(init)) continue
        const whole = wordAt(init, groups)
        if (id.type === 'Identifier' && isGroup(whole)) groups.set(id['name'] as string, whole)
        else look(init)
      }
    }
  }
  return found

  function look(node: SyntaxNode): void {
    if (node.type.includes('Function')) return
    const word = wordAt(node, groups)
    if (word !== undefined && !isGroup(word)) {
      found.push(`${placeOf(component, node)} ${component.source.slice(node.start, node.end)}`)
      return
    }
    childNodes(node).forEach(look)
  }
}

function isDerived(init: SyntaxNode): boolean {
  if (init.type !== 'CallExpression') return false
  const callee = init['callee'] as SyntaxNode
  const name = callee.type === 'MemberExpression' ? (callee['object'] as SyntaxNode)['name'] : callee['name']
  return name === '$derived'
}

function isGroup(word: unknown): boolean {
  return typeof word === 'object' && word !== null && !Array.isArray(word)
}

/** What of the catalogue an expression names; undefined where none. */
function wordAt(node: SyntaxNode, groups: ReadonlyMap<string, unknown>): unknown {
  if (node.type === 'Identifier') return groups.get(node['name'] as string)
  if (node.type !== 'MemberExpression') return undefined
  const object = wordAt(node['object'] as SyntaxNode, groups)
  const property = node['property'] as SyntaxNode
  if (!isGroup(object)) return undefined
  // A word by a key that is known later is a word all the same.
  if (node['computed'] === true) return Object.values(object as object)[0]
  return Reflect.get(object as object, property['name'] as string)
}

function componentOf(script: string): Component {
  const source = `<script lang="ts">${script}</script>`
  return { path: 'Probe.svelte', source, root: parse(source, { modern: true }) }
}

describe('no component keeps words of one language', () => {
  it.each(components().map((component) => [component.path, component] as const))('%s', (_, component) => {
    expect(keptWords(component)).toEqual([])
  })

  it.each([
    ['a word', 'const title = messages.files.title'],
    ['a word of a kept group', 'const words = messages.files\nlet title = $state(words.title)'],
    ['a word in a list', 'const options = [{ id: 1, label: messages.files.all }]'],
    ['a word by a key', 'const words = messages.layers\nconst state = words.states[key]'],
    ['what a word answers with', 'const words = messages.layers\nconst name = words.layer(3)'],
  ])('%s would be found', (_, script) => {
    expect(keptWords(componentOf(script))).toHaveLength(1)
  })

  it.each([
    ['a group', 'const words = messages.overview.identity'],
    ['a derived word', 'let title = $derived(messages.files.title)'],
    ['a word in a function', 'const title = () => messages.files.title'],
  ])('%s may be kept', (_, script) => {
    expect(keptWords(componentOf(script))).toEqual([])
  })
})
