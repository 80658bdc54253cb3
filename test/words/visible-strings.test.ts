import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import { childNodes, type Component, components, placeOf, type SyntaxNode } from './svelte-files.ts'

/** What is the same in every language: the product's name, the sides of a comparison, units, keys. */
const SAME_EVERYWHERE = new Set(['Onionskin', 'A', 'B', 'Esc', 'Enter', 'root', 'Aa'])

/** Attributes, also those of components, whose value is seen or read out. */
const SEEN =
  /^(title|alt|placeholder|label|heading|text|caption|hint|description|aria-(label|description|roledescription|valuetext|placeholder))$/

/** Elements that show no words of the app. */
const SILENT = new Set(['style', 'script', 'svg', 'path'])

/** Literal words that a component would show, with their places. */
function wordsIn(component: Component): string[] {
  const found: string[] = []
  const complain = (node: SyntaxNode, text: string): void => {
    const words = text.trim()
    if (/\p{L}/u.test(words) && !SAME_EVERYWHERE.has(words))
      found.push(`${placeOf(component, node)} ${JSON.stringify(words)}`)
  }
  /** Within an expression that is shown; what a call is given is not what it answers with. */
  const expression = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'Literal':
        if (typeof node['value'] === 'string') complain(node, node['value'])
        return
      case 'TemplateElement':
        complain(node, (node['value'] as { cooked: string }).cooked)
        return
      case 'ConditionalExpression':
        expression(node['consequent'] as SyntaxNode)
        expression(node['alternate'] as SyntaxNode)
        return
      case 'LogicalExpression':
      case 'TemplateLiteral':
      case 'ArrayExpression':
        childNodes(node).forEach(expression)
        return
      case 'BinaryExpression':
        if (node['operator'] === '+') childNodes(node).forEach(expression)
        return
      case 'CallExpression': {
        // ['x', 'y'].join(' ') and 'x'.concat(…)
        const callee = node['callee'] as SyntaxNode
        if (callee.type === 'MemberExpression') expression(callee['object'] as SyntaxNode)
        return
      }
      default:
    }
  }
  const attribute = (node: SyntaxNode): void => {
    if (!SEEN.test(node['name'] as string) || node['value'] === true) return
    for (const part of [node['value']].flat() as SyntaxNode[]) {
      if (part.type === 'Text') complain(part, part['data'] as string)
      else expression(part['expression'] as SyntaxNode)
    }
  }
  const markup = (node: SyntaxNode): void => {
    if (SILENT.has(node['name'] as string) || node.type === 'StyleDirective') return
    if (node.type === 'Text') complain(node, node['data'] as string)
    else if (node.type === 'ExpressionTag' || node.type === 'HtmlTag') expression(node['expression'] as SyntaxNode)
    else if (node.type === 'Attribute') attribute(node)
    else childNodes(node).forEach(markup)
  }
  markup(component.root.fragment as unknown as SyntaxNode)
  const script = component.root.instance?.content as unknown as SyntaxNode | undefined
  if (script) sentences(script)
  return found

  /** In scripts: text with blanks between words is a sentence for somebody. */
  function sentences(node: SyntaxNode): void {
    if (/^(ImportDeclaration|TS\w+)$/.test(node.type) && node.type !== 'TSAsExpression') return
    if (node.type === 'Literal' && typeof node['value'] === 'string' && /\p{L}{2,} \p{L}{2,}/u.test(node['value']))
      complain(node, node['value'])
    childNodes(node).forEach(sentences)
  }
}

function componentOf(source: string): Component {
  return { path: 'Probe.svelte', source, root: parse(source, { modern: true }) }
}

describe('no component has words of its own', () => {
  it.each(components().map((component) => [component.path, component] as const))('%s', (_, component) => {
    expect(wordsIn(component)).toEqual([])
  })

  it.each([
    ['text', '<p>Hello</p>'],
    ['text beside an expression', '<p>{count} files</p>'],
    ['a title', '<p title="Hello">·</p>'],
    ['a title with an expression', '<p title="Layer {n}">·</p>'],
    ['a label that is read out', "<p aria-label={open ? 'Close' : words.open}>·</p>"],
    ['a property of a component', '<Panel label="Files" />'],
    ['a text in braces', "<p>{'Hello'}</p>"],
    ['a template', '<p>{`Layer ${n}`}</p>'],
    ['a fallback', "<p>{name ?? 'unknown'}</p>"],
    ['parts that are joined', "<p>{['Layer', n].join(' ')}</p>"],
    ['text in a branch', '{#if open}<p>Open</p>{:else}<p>·</p>{/if}'],
    ['a sentence in the script', "<script>let text = 'Nothing found'</script><p>{text}</p>"],
  ])('%s would be found', (_, source) => {
    expect(wordsIn(componentOf(source))).toHaveLength(1)
  })

  it.each([
    ['symbols', '<p>· → {a} ±</p>'],
    ['what a call is given', "<p>{words.change('added')}</p>"],
    ['classes', "<p class={open ? 'open wide' : ''} data-testid=\"x y\">·</p>"],
    ['the name of the product', '<p>Onionskin</p>'],
  ])('%s are no words', (_, source) => {
    expect(wordsIn(componentOf(source))).toEqual([])
  })
})
