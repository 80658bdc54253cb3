import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AST, parse } from 'svelte/compiler'
import { projectFolder } from '../../scripts/setup/project.mjs'

/** Any node of a component's syntax tree, in markup or script. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface Component {
  /** From the folder of the project. */
  readonly path: string
  readonly source: string
  readonly root: AST.Root
}

/** Every component of the window, parsed by Svelte itself. */
export function components(): readonly Component[] {
  const folder = join(projectFolder, 'renderer')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.svelte'))
    .sort()
    .map((name) => {
      const source = readFileSync(join(folder, name), 'utf8')
      return { path: join('renderer', name), source, root: parse(source, { modern: true }) }
    })
}

/** The nodes right below one. */
export function childNodes(node: SyntaxNode): SyntaxNode[] {
  return Object.entries(node).flatMap(([field, value]) =>
    field === 'parent' ? [] : (Array.isArray(value) ? value : [value]).filter(isNode),
  )
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

/** `IdentityCard.svelte:12`, for the report of a test. */
export function placeOf({ path, source }: Component, node: SyntaxNode): string {
  return `${path}:${source.slice(0, node.start).split('\n').length}`
}
