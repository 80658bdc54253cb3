import type { ImageInfo } from '../../../shared/archive.ts'
import { buildArgumentsOf, cleanInstructionLines } from '../../../shared/instruction.ts'
import type { BaseImage, Dockerfile, DockerfileLine } from '../../../shared/overview.ts'
import { visibleLine } from '../../../shared/visible-text.ts'
import { findInInstruction } from './secret-rules.ts'

/** Where a command is broken into lines, in characters. */
const LONG = 88

/** The Dockerfile that the history tells of: a line for each instruction, then one for each layer that no history tells of. */
export function reconstructDockerfile(info: ImageInfo, base: BaseImage | null): Dockerfile {
  const lastOfBase = base?.lastHistory ?? -1
  const lines = info.history.flatMap((entry, at): DockerfileLine[] => {
    const createdBy = entry.createdBy ?? ''
    const { verb, rest } = cleanInstructionLines(createdBy)
    const text = verb === null ? rest || visibleLine(entry.comment ?? '') : laidOut(verb, rest)
    // Builders leave instructions that say nothing, such as `ENV` without a variable.
    if (text === '' && entry.emptyLayer) return []
    const buildArguments = buildArgumentsOf(createdBy).map(visibleLine)
    return [
      {
        history: at,
        layer: entry.layer,
        verb,
        text,
        buildArguments,
        ofBase: at <= lastOfBase,
        created: entry.created,
        secret: findInInstruction(createdBy).length > 0,
      },
    ]
  })
  const told = lines.some(({ verb, text }) => verb !== null || text !== '')
  const untold = info.layers.filter(({ history }) => history === null)
  const ofLayers = untold.map(({ index }) => ({
    ...emptyLine(),
    layer: index,
    ofBase: index <= (base?.lastLayer ?? -1),
  }))
  const first: DockerfileLine = {
    ...emptyLine(),
    verb: 'FROM',
    text: visibleLine(base?.name ?? 'scratch').replace(' ', ':'),
    ofBase: true,
  }
  return { from: told ? 'history' : 'layers', lines: [...(told ? [first] : []), ...lines, ...ofLayers] }
}

function emptyLine(): DockerfileLine {
  return {
    history: null,
    layer: null,
    verb: null,
    text: '',
    buildArguments: [],
    ofBase: false,
    created: null,
    secret: false,
  }
}

/** Several lines are a here-document; a long command is broken where one command ends. */
function laidOut(verb: string, rest: string): string {
  if (verb !== 'RUN') return rest.replace(/\s*\n\s*/g, ' ')
  if (rest.includes('\n')) return rest.startsWith('<<') ? rest : `<<EOF\n${rest}\nEOF`
  return rest.length <= LONG ? rest : breakCommands(rest)
}

/** Breaks a shell line after `;` and before `&&` and `||`, outside of quotes, brackets and comments. */
function breakCommands(line: string): string {
  const parts: string[] = []
  let start = 0
  let quote = ''
  let depth = 0
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (character === '\\' && quote !== "'") at++
    else if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'" || character === '`') quote = character
    else if (character === '(') depth++
    else if (character === ')') depth--
    else if (depth === 0 && /^ (?:&&|\|\|) /.test(line.slice(at, at + 4))) {
      parts.push(line.slice(start, at))
      start = at + 1
    } else if (depth === 0 && character === ';' && line[at + 1] === ' ' && line[at - 1] !== ';') {
      parts.push(line.slice(start, at + 1))
      start = at + 2
    }
  }
  parts.push(line.slice(start))
  // Where a quote stays open the line was not understood.
  return quote === '' ? parts.join(' \\\n    ') : line
}
