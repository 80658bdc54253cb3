import { existsSync, readFileSync, statSync } from 'node:fs'
import { parse } from 'yaml'
import type { Waste } from '../../shared/overview.ts'
import { EngineError, systemErrorText } from '../engine/engine-error.ts'
import { byteCount } from './byte-count.ts'

/** Names of rules, as dive has them. */
const RULE_NAMES = ['lowestEfficiency', 'highestWastedBytes', 'highestUserWastedPercent'] as const
export type RuleName = (typeof RULE_NAMES)[number]

/** What an image must keep to; null where a rule is switched off. */
export type Rules = ReadonlyMap<RuleName, number | null>

/** How an image keeps to a rule. */
export interface RuleResult {
  readonly name: RuleName
  /** null: the rule is switched off. */
  readonly limit: number | null
  readonly value: number
  readonly ok: boolean
}

/** Names that dive's own settings have for the same. */
const OTHER_NAMES: Readonly<Record<string, RuleName>> = {
  'lowest-efficiency-threshold': 'lowestEfficiency',
  'highest-wasted-bytes': 'highestWastedBytes',
  'highest-user-wasted-percent': 'highestUserWastedPercent',
}
/** What dive holds an image to where its file does not say. */
const DEFAULTS: readonly (readonly [RuleName, number | null])[] = [
  ['lowestEfficiency', 0.9],
  ['highestWastedBytes', null],
  ['highestUserWastedPercent', 0.1],
]
const DEFAULT_FILE = '.dive-ci'
const MOST_BYTES = 1024 * 1024
const OFF = /^(?:|disabled|off|false)$/i

/**
 * The rules of a `.dive-ci` file, then those of the command line, which are stronger. Without `file` that of the working
 * folder counts, where there is one. @throws EngineError that names what can not be understood
 */
export function readRules(file: string | undefined, given: readonly string[]): Rules {
  const rules = new Map<RuleName, number | null>()
  const path = file ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined)
  if (path !== undefined) {
    for (const [name, limit] of DEFAULTS) rules.set(name, limit)
    for (const [name, value] of rulesOfFile(path)) rules.set(name, limitOf(name, value, path))
  }
  for (const rule of given) {
    const equals = rule.indexOf('=')
    if (equals < 0) throw new EngineError('argument-invalid', `A rule is given as name=limit, not as ${rule}.`)
    const name = ruleName(rule.slice(0, equals), '--rule')
    rules.set(name, limitOf(name, rule.slice(equals + 1), '--rule'))
  }
  return rules
}

/** Holds an image against rules; in the order of the contract. */
export function evaluateRules(rules: Rules, waste: Waste): RuleResult[] {
  const values: Readonly<Record<RuleName, number>> = {
    lowestEfficiency: waste.efficiency,
    highestWastedBytes: waste.wastedBytes,
    highestUserWastedPercent: waste.userWastedPercent,
  }
  return RULE_NAMES.flatMap((name): RuleResult[] => {
    const limit = rules.get(name)
    if (limit === undefined) return []
    const value = values[name]
    const ok = limit === null || (name === 'lowestEfficiency' ? value >= limit : value <= limit)
    return [{ name, limit, value, ok }]
  })
}

function rulesOfFile(path: string): [RuleName, string][] {
  const document = readYaml(path)
  if (document === null) return []
  if (!isRecord(document)) throw wrong(path, 'it is no list of rules')
  const rules = document['rules'] ?? document
  if (!isRecord(rules)) throw wrong(path, '“rules” has no names and limits')
  return Object.entries(rules).map(([name, value]) => {
    if (typeof value === 'number' || typeof value === 'boolean') return [ruleName(name, path), String(value)]
    if (value !== null && typeof value !== 'string') throw wrong(path, `the limit of ${name} is no number`)
    return [ruleName(name, path), value ?? '']
  })
}

function readYaml(path: string): unknown {
  try {
    if (statSync(path).size > MOST_BYTES) throw new Error('it is too large')
    return parse(readFileSync(path, 'utf8'), { maxAliasCount: 100 }) as unknown
  } catch (error) {
    throw wrong(path, systemErrorText(error))
  }
}

function wrong(path: string, cause: string): EngineError {
  return new EngineError('argument-invalid', `${path} can not be read as rules: ${cause}.`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function ruleName(name: string, where: string): RuleName {
  const found = RULE_NAMES.find((known) => known === name) ?? OTHER_NAMES[name]
  if (found === undefined)
    throw new EngineError('argument-invalid', `${where}: there is no rule ${name}; rules are ${RULE_NAMES.join(', ')}.`)
  return found
}

function limitOf(name: RuleName, text: string, where: string): number | null {
  const trimmed = text.trim()
  if (OFF.test(trimmed)) return null
  const limit =
    name === 'highestWastedBytes' ? byteCount(trimmed) : /^\d*\.?\d+(?:e-?\d+)?$/i.test(trimmed) ? Number(trimmed) : NaN
  const inRange = name === 'highestWastedBytes' ? limit >= 0 : limit >= 0 && limit <= 1
  if (inRange) return limit
  const wanted = name === 'highestWastedBytes' ? 'a size such as 20MB' : 'a number from 0 to 1'
  throw new EngineError('argument-invalid', `${where}: the limit of ${name} must be ${wanted}, not ${trimmed}.`)
}
