import { visible, visibleLine } from './visible-text.ts'

/** An instruction as a person reads it. */
export interface Instruction {
  /** `RUN`, `COPY`, …; null where the builder wrote something of its own. */
  readonly verb: string | null
  readonly rest: string
}

const verbs = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)

/** `/bin/sh -c`, `/bin/bash -o pipefail -ec`, `/usr/bin/env sh -c`, as a prefix of what the shell is told. */
const shell = /^(?:\/usr\/bin\/env )?(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z|k)?sh(?: -o \w+)*(?: -[a-z]+)*? -[a-z]*c(?: |$)/
/** Arguments of the build in front of the shell: `|2 A=b C=d e`. Values may hold blanks, so that the shell ends them. */
const buildArguments = /^\|\d+ .*?(?=(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z|k)?sh (?:-o \w+ )*-[a-z]*c )/s
const buildShell = /(?<=\s)(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z|k)?sh (?:-o \w+ )*-[a-z]*c /
const noOperation = /^#\(nop\)\s*/
const digest = /\b((?:file|dir|multi|sha256):[0-9a-f]{8})[0-9a-f]{24,}/g

/**
 * What a line of the history says, without what builders put around it: `/bin/sh -c #(nop) CMD …`, `/bin/sh -c apt-get update`,
 * `RUN |1 A=b /bin/sh -c make # buildkit`, `EXPOSE map[80/tcp:{}]`.
 */
export function cleanInstruction(createdBy: string): Instruction {
  return clean(visibleLine(createdBy))
}

/** As {@link cleanInstruction}, with the line ends of a here-document kept. */
export function cleanInstructionLines(createdBy: string): Instruction {
  const text = visible(createdBy.replaceAll('\r\n', '\n')).trim()
  return /\S\n/.test(text) ? clean(text.replace(/[ \t]+$/gm, '')) : cleanInstruction(createdBy)
}

/** Arguments of the build that an instruction was given, `NAME=value`, as far as they can be told apart. */
export function buildArgumentsOf(createdBy: string): string[] {
  const [, count = '', after = ''] = /^(?:RUN (?:--\S+ )*)?\|(\d+) (.*)$/s.exec(createdBy.trim()) ?? []
  if (count === '') return []
  const shellAt = after.search(buildShell)
  const words = (shellAt < 0 ? '' : after.slice(0, shellAt)).trim()
  const starts = Array.from(words.matchAll(/(?:^|\s)(?=[A-Za-z_]\w*=)/g), (match) => match.index)
  return starts.slice(0, Number(count)).map((start, at) => words.slice(start, starts[at + 1]).trim())
}

function clean(line: string): Instruction {
  let text = line.replace(/\s*# buildkit$/, '')
  const classic = text.replace(buildArguments, '')
  if (shell.test(classic)) {
    text = classic.replace(shell, '')
    if (!noOperation.test(text)) return { verb: 'RUN', rest: shellWords(text) ?? text }
    text = text.replace(noOperation, '')
  }
  const [, word = '', after = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? []
  const verb = word.toUpperCase()
  // Some builders write the keyword in lower case; a word of a sentence is no keyword.
  if (!verbs.has(verb) || (word !== verb && word !== verb.toLowerCase())) return { verb: null, rest: text }
  return { verb, rest: cleanRest(verb, after) }
}

function cleanRest(verb: string, rest: string): string {
  switch (verb) {
    case 'RUN':
      return cleanRun(rest)
    case 'ADD':
    case 'COPY':
      return rest.replace(digest, '$1…').replace(/^(\S+:[0-9a-f]{8}…) in /, '$1 ')
    case 'EXPOSE':
      return rest
        .replace(/^(?:map)?\[(.*)\]$/, '$1')
        .replaceAll(':{}', '')
        .trim()
    case 'CMD':
    case 'ENTRYPOINT':
      return rest.replace(/^&\{(.*)\}$/s, '$1')
    case 'VOLUME':
      return rest.replace(/^\[([^"]*)\]$/, '$1')
    default:
      return rest
  }
}

function cleanRun(rest: string): string {
  const [flags = ''] = /^(?:--\S+ )*/.exec(rest) ?? []
  const command = rest.slice(flags.length).replace(buildArguments, '')
  return flags + (shellWords(command) ?? command.replace(shell, ''))
}

/** What a shell is told in the exec form: `["/bin/sh","-c","make"]`; null where it is none. */
function shellWords(command: string): string | null {
  if (!command.startsWith('[')) return null
  try {
    const words = JSON.parse(command) as unknown
    if (!Array.isArray(words) || words.length > 6 || !words.every((word) => typeof word === 'string')) return null
    const told = words.at(-1) ?? ''
    return shell.test(
      `${words
        .slice(0, -1)
        .join(' ')
        .replace(/^\S*busybox /, '')} `,
    )
      ? told
      : null
  } catch {
    return null
  }
}
