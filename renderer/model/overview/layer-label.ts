import { cleanInstruction } from '../../../shared/instruction.ts'

/** Commands that prepare what a RUN is for. */
const PREPARING = new Set(['cd', 'echo', 'export', 'mkdir', 'printf', 'set', 'test', 'umask', '[', ':', 'true'])

/** The instruction that made a layer, on one line, as a person reads it; '' where none is known. */
export function layerInstruction(createdBy: string): string {
  const { verb, rest } = cleanInstruction(createdBy)
  return [verb, rest].filter(Boolean).join(' ')
}

/** A few words that tell a layer from others: what was copied where, or the first command that does not only prepare; may be ''. */
export function layerLabel(createdBy: string): string {
  const { verb, rest } = cleanInstruction(createdBy)
  if (verb === 'COPY' || verb === 'ADD') return rest.split(/\s+/).findLast((word) => !word.startsWith('--')) ?? ''
  const commands = rest
    .replace(/^(?:--\S+ )+/, '')
    .split(/&&|\|\||;|\n/)
    .map((command) =>
      command
        .trim()
        .split(/\s+/)
        .filter((word) => !word.startsWith('-')),
    )
    .filter(([first = '']) => first !== '')
  const told = commands.find(([first = '']) => !PREPARING.has(first)) ?? commands[0] ?? []
  return told.slice(0, 2).join(' ')
}
