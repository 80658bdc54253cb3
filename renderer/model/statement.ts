/** What an in-toto statement is about. */
export interface StatementSubject {
  readonly name: string
  /** `sha256:…`, the first that is stated; '' where none is. */
  readonly digest: string
}

/** The part of an in-toto attestation that says what is stated of what (in-toto attestation, spec/v1/statement.md). */
export interface AttestedStatement {
  readonly predicateType: string
  readonly subjects: readonly StatementSubject[]
}

type Fields = Readonly<Record<string, unknown>>

/** Reads a statement, bare or in a DSSE envelope (secure-systems-lab/dsse, envelope.md); null for all other text. */
export function attestedStatement(text: string): AttestedStatement | null {
  const outer = parsed(text)
  if (outer === null) return null
  return statementIn(outer) ?? statementIn(enveloped(outer['dsseEnvelope'] ?? outer))
}

function statementIn(fields: Fields | null): AttestedStatement | null {
  if (fields === null || typeof fields['predicateType'] !== 'string') return null
  const list: readonly unknown[] = Array.isArray(fields['subject']) ? fields['subject'] : []
  const subjects = list.flatMap((entry): StatementSubject[] => {
    const subject = object(entry)
    if (subject === null) return []
    const [algorithm, value] = Object.entries(object(subject['digest']) ?? {})[0] ?? []
    return [
      {
        name: typeof subject['name'] === 'string' ? subject['name'] : '',
        digest: algorithm !== undefined && typeof value === 'string' ? `${algorithm}:${value}` : '',
      },
    ]
  })
  return { predicateType: fields['predicateType'], subjects }
}

function enveloped(value: unknown): Fields | null {
  const payload = object(value)?.['payload']
  if (typeof payload !== 'string') return null
  try {
    return parsed(new TextDecoder().decode(Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))))
  } catch {
    return null
  }
}

function parsed(text: string): Fields | null {
  try {
    return object(JSON.parse(text))
  } catch {
    return null
  }
}

function object(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}
