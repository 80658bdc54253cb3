import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PROBLEM_CODES } from '../../shared/problem.ts'

describe('docs/problems.md', () => {
  const text = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8')
  const documented = [...text.matchAll(/^\| `([a-z0-9-]+)` *\|/gm)].map((match) => match[1])

  it('explains every code once, and no other', () => {
    expect(documented.sort()).toEqual([...PROBLEM_CODES].sort())
  })
})
