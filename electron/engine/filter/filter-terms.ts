import type { FilterTerm, ModeFlag, RowFilter } from '../../../shared/row-filter.ts'
import { NO_ENTRY, Type, typeName } from '../layer-index.ts'
import type { LayerIndex } from '../layer-index.ts'
import { literalOfGlob, namesWithPattern, namesWithText, nameTexts } from './name-matches.ts'
import type { NameSet } from './name-matches.ts'
import { rootedGlob } from '../glob.ts'
import { compilePattern, isCaseSensitive } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import type { ViewColumns } from './view-columns.ts'

/** Whether a term holds for the node that the columns were last read of. */
export type NodeTest = (node: number) => boolean

/** How dear a test is; cheap ones come first. 0 and 1 look at the path alone. */
type Cost = 0 | 1 | 2 | 3

const FLAG_BITS: Readonly<Record<ModeFlag, number>> = {
  setuid: 0o4000,
  setgid: 0o2000,
  sticky: 0o1000,
  executable: 0o111,
  writable: 0o002,
}

/** What must hold for a node. */
export interface NodeTests {
  /** What its path says; the columns need not be read for it. */
  readonly byName: NodeTest
  /** What the columns say. */
  readonly byFacts: NodeTest
}

/** All terms as two tests. @throws EngineError with code `argument-invalid` where a pattern is none */
export function compileTerms(filter: RowFilter, columns: ViewColumns): NodeTests {
  const tests = filter
    .map((term) => ({ test: negated(term, testOf(term, columns)), cost: costOf(term) }))
    .sort((a, b) => a.cost - b.cost)
  const isOfName = ({ cost }: { cost: Cost }): boolean => cost <= 1
  return {
    byName: all(tests.filter(isOfName).map(({ test }) => test)),
    byFacts: all(tests.filter((test) => !isOfName(test)).map(({ test }) => test)),
  }
}

function all(tests: readonly NodeTest[]): NodeTest {
  const [first, second] = tests
  if (first === undefined) return () => true
  if (second === undefined) return first
  return (node) => {
    for (const test of tests) if (!test(node)) return false
    return true
  }
}

function negated({ not }: { readonly not?: boolean }, test: NodeTest): NodeTest {
  return not === true ? (node) => !test(node) : test
}

function costOf(term: FilterTerm): Cost {
  if (term.kind === 'text') return 0
  if (term.kind === 'glob' || term.kind === 'regex') return term.pattern.includes('/') ? 1 : 0
  return term.kind === 'change' ? 3 : 2
}

function testOf(term: FilterTerm, columns: ViewColumns): NodeTest {
  switch (term.kind) {
    case 'text':
    case 'glob':
    case 'regex':
      return patternTest(term.kind, term.pattern, columns)
    case 'change': {
      const overridden = term.values.includes('overridden')
      return () => {
        if (overridden && columns.isOverridden()) return true
        const change = columns.change()
        return change !== null && term.values.includes(change)
      }
    }
    case 'type': {
      const wanted = new Set<string>(term.values)
      return () => wanted.has(columns.entry === NO_ENTRY ? 'dir' : typeName(columns.index.types[columns.entry]!))
    }
    case 'size': {
      const least = term.least ?? 0
      const most = term.most ?? Infinity
      return () => {
        const { entry, index } = columns
        if (entry === NO_ENTRY || index.types[entry] !== Type.File) return false
        const size = index.sizes[entry]!
        return size >= least && size <= most
      }
    }
    case 'layer': {
      const wanted = new Set(term.values)
      return () => wanted.has(columns.layer)
    }
    case 'user':
    case 'group':
      return ownerTest(term.kind, term.values, columns)
    case 'mode':
      return modeTest(term.values, columns)
  }
}

function ownerTest(kind: 'user' | 'group', values: readonly string[], columns: ViewColumns): NodeTest {
  const wanted = new Set(values)
  const known = new Map<LayerIndex, boolean[]>()
  return () => {
    const { entry, index } = columns
    if (entry === NO_ENTRY) return false
    let owners = known.get(index)
    if (owners === undefined) {
      owners = index.owners.map(({ uid, gid, uname, gname }) =>
        kind === 'user' ? wanted.has(String(uid)) || wanted.has(uname) : wanted.has(String(gid)) || wanted.has(gname),
      )
      known.set(index, owners)
    }
    return owners[index.ownerOf[entry]!] === true
  }
}

/** A directory is not run and a link's own mode says nothing: `executable` asks of files, `writable` of all but links. */
function modeTest(values: readonly ModeFlag[], columns: ViewColumns): NodeTest {
  const ofFiles = values.includes('executable') ? FLAG_BITS.executable : 0
  const ofAll = values.reduce((bits, flag) => (flag === 'executable' ? bits : bits | FLAG_BITS[flag]), 0)
  return () => {
    const { entry, index } = columns
    if (entry === NO_ENTRY) return false
    const type = index.types[entry]
    if (type === Type.Symlink) return false
    return (index.modes[entry]! & (type === Type.File || type === Type.HardLink ? ofAll | ofFiles : ofAll)) !== 0
  }
}

function patternTest(kind: 'text' | 'glob' | 'regex', pattern: string, columns: ViewColumns): NodeTest {
  const caseSensitive = isCaseSensitive(pattern, kind)
  const { names, nodeNames } = columns
  if (kind === 'text') return textTest(pattern, caseSensitive, columns)
  if (kind === 'glob') {
    const whole = rootedGlob(pattern)
    if (!whole.includes('/')) {
      const compiled = compilePattern('glob', whole, caseSensitive)
      const set = namesWithPattern(names, compiled, literalOfGlob(whole), caseSensitive)
      return (node) => set[nodeNames[node]!] === 1
    }
    const last = whole.slice(whole.lastIndexOf('/') + 1)
    // What the last component must be saves writing out most paths; `**` stands for any number of them.
    const set =
      last.includes('**') || /[{}[\]\\]/.test(whole)
        ? null
        : namesWithPattern(names, compilePattern('glob', last, caseSensitive), literalOfGlob(last), caseSensitive)
    return pathTest(compilePattern('glob', whole, caseSensitive), set, columns)
  }
  const compiled = compilePattern('regex', pattern, caseSensitive)
  if (pattern.includes('/')) return pathTest(compiled, null, columns)
  const set = namesWithPattern(names, compiled, '', caseSensitive)
  return (node) => set[nodeNames[node]!] === 1
}

/** Holds whole paths, with a leading slash, against a pattern; directories that follow each other share theirs. */
function pathTest(pattern: Pattern, names: NameSet | null, columns: ViewColumns): NodeTest {
  const text = nameTexts(columns.names)
  const { parents, nodeNames } = columns
  let known = -1
  let prefix = ''
  const pathOf = (node: number): string => (node === 0 ? '' : `${pathOf(parents[node]!)}/${text(nodeNames[node]!)}`)
  return (node) => {
    if (names !== null && names[nodeNames[node]!] === 0) return false
    const parent = parents[node]!
    if (parent !== known) {
      known = parent
      prefix = `${pathOf(parent)}/`
    }
    return pattern.test(prefix + text(nodeNames[node]!))
  }
}

/** A text with slashes: the parts between them are whole components, the first ends one, and the last begins the last one. */
function textTest(pattern: string, caseSensitive: boolean, { names, nodeNames, parents }: ViewColumns): NodeTest {
  const parts = pattern.split('/')
  const last = parts.pop()!
  const set = namesWithText(names, last, caseSensitive, parts.length === 0 ? 'anywhere' : 'begin')
  const above = parts.map((part, at) => namesWithText(names, part, caseSensitive, at === 0 ? 'end' : 'whole')).reverse()
  return (node) => {
    if (set[nodeNames[node]!] === 0) return false
    let at = node
    for (const [up, wanted] of above.entries()) {
      at = parents[at]!
      // The root has no name: it stands before the first slash of a path.
      if (at === 0) return up === above.length - 1 && parts[0] === ''
      if (wanted[nodeNames[at]!] === 0) return false
    }
    return true
  }
}
