import { describe, expect, it } from 'vitest'
import { verificationSummary } from '../../renderer/model/verification-text.ts'
import type { StatedFact, Statement, Verdict } from '../../shared/verification.ts'

const stated = (layer: number, fact: StatedFact, verdict: Verdict): Statement => ({
  part: 'layer',
  layer,
  fact,
  stated: null,
  computed: null,
  verdict,
})
const facts = ['digest', 'size', 'diffId'] as const

describe('the summary of a verification', () => {
  it('counts a layer that is missing once, whatever is stated of it', () => {
    const statements = [
      ...facts.map((fact) => stated(0, fact, 'missing')),
      ...facts.map((fact) => stated(1, fact, 'equal')),
      ...facts.map((fact) => stated(2, fact, 'unreadable')),
    ]
    expect(verificationSummary({ image: 0, statements })).toEqual({ kind: 'wrong', text: '1 unreadable · 1 missing' })
  })

  it('counts what differs by statement', () => {
    const statements = facts.map((fact) => stated(0, fact, 'different'))
    expect(verificationSummary({ image: 0, statements }).text).toBe('2 digests differ · 1 size differs')
  })
})
