import { describe, expect, it } from 'vitest'
import { attestedStatement } from '../../renderer/model/statement.ts'

const STATEMENT = {
  _type: 'https://in-toto.io/Statement/v1',
  predicateType: 'https://slsa.dev/provenance/v1',
  subject: [
    { name: 'pkg:docker/app@1', digest: { sha256: 'ab'.repeat(32) } },
    { name: 7, digest: { sha256: [] } },
    'no subject',
  ],
}
const READ = {
  predicateType: 'https://slsa.dev/provenance/v1',
  subjects: [
    { name: 'pkg:docker/app@1', digest: `sha256:${'ab'.repeat(32)}` },
    { name: '', digest: '' },
  ],
}

describe('a statement', () => {
  it('says what is stated of what, whatever else its subjects hold', () => {
    expect(attestedStatement(JSON.stringify(STATEMENT))).toEqual(READ)
    expect(attestedStatement('{"predicateType":"x","subject":{}}')).toEqual({ predicateType: 'x', subjects: [] })
  })

  it('is found in an envelope, and in the bundle that holds one', () => {
    const envelope = { payloadType: 'application/vnd.in-toto+json', payload: btoa(JSON.stringify(STATEMENT)) }
    expect(attestedStatement(JSON.stringify(envelope))).toEqual(READ)
    expect(attestedStatement(JSON.stringify({ dsseEnvelope: envelope }))).toEqual(READ)
  })

  it('is not found in other text', () => {
    for (const text of ['', '{', 'null', '[]', '7', '{"payload":"%%"}', '{"payload":"e30="}', '{"predicateType":7}'])
      expect(attestedStatement(text), text).toBeNull()
  })
})
