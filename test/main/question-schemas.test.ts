import { describe, expect, test } from 'vitest'
import { QUESTION_SCHEMAS } from '../../electron/main/question-schemas.ts'
import { type Question, QUESTIONS } from '../../shared/ipc.ts'

const image = { archive: '/a.tar', image: 0 }

/** Arguments that the page does send. */
const WELL_FORMED: Readonly<Record<Question, readonly unknown[]>> = {
  openRequest: [],
  openPaths: [['/a.tar', 'b.tar']],
  openDialog: [],
  openSample: [],
  recentFiles: [],
  clearRecentFiles: [],
  archiveOpened: ['/a.tar', 'a:1'],
  openComparison: [{ a: image, b: { ...image, image: 1, view: { kind: 'layer', layer: 2 } } }],
  compareDialog: [null],
  comparisonOpened: [{ a: image, b: image }, 'a and b'],
  savePage: ['report', '<!doctype html>'],
  startEngine: [],
  endEngine: [],
  chooseSaveTarget: [{ form: 'file', name: 'passwd' }],
  showSaved: ['7a1c2f0e-8a53-4c0f-9a55-6f6a3f0a9e11'],
  fileMenu: [['save', 'copyPath']],
  settings: [],
  changeSettings: [{ theme: 'dark', hiddenColumns: ['owner'] }],
  lostSettings: [],
  cacheUsage: [],
  clearCache: [],
  contextMenu: [['copyDigest', 'showArchive']],
  showArchive: [],
  prepareDrag: ['passwd'],
  startDrag: ['7a1c2f0e-8a53-4c0f-9a55-6f6a3f0a9e11'],
  progressChanged: [{ kind: 'busy', fraction: 0.5 }],
  commandsChanged: [['back', 'save']],
  versionIsNew: [],
  newsSeen: [],
}

describe('the arguments of a question', () => {
  test.each(QUESTIONS)('of %s are taken as the page sends them', (question) => {
    expect(QUESTION_SCHEMAS[question].parse(WELL_FORMED[question])).toEqual(WELL_FORMED[question])
  })

  test.each(QUESTIONS)('of %s are refused where there is one too many, or one is of another kind', (question) => {
    const values = WELL_FORMED[question]
    const wrong: unknown[] = [Symbol('x'), { __proto__: null }, () => undefined, NaN]
    expect(QUESTION_SCHEMAS[question].safeParse([...values, 'more']).success).toBe(false)
    for (const [at] of values.entries())
      for (const value of wrong)
        expect(QUESTION_SCHEMAS[question].safeParse(values.map((one, n) => (n === at ? value : one))).success).toBe(
          false,
        )
  })

  test.each([
    ['openPaths', [['']]],
    ['openPaths', [Array.from({ length: 1001 }, () => '/a.tar')]],
    ['openPaths', [['x'.repeat(70_000)]]],
    ['archiveOpened', ['relative.tar', 'x']],
    ['showSaved', ['../../etc/passwd']],
    ['chooseSaveTarget', [{ form: 'device', name: 'x' }]],
    ['fileMenu', [['quit']]],
    ['contextMenu', [['copyPath']]],
    ['startDrag', ['/etc/passwd']],
    ['prepareDrag', ['x'.repeat(10_001)]],
    ['progressChanged', [{ kind: 'busy', fraction: 2 }]],
    ['commandsChanged', [['quit']]],
    ['compareDialog', [{ archive: 'relative.tar', image: 0 }]],
    ['openComparison', [{ a: image, b: { ...image, image: -1 } }]],
  ] as const)('of %s are refused: %j', (question, values) => {
    expect(QUESTION_SCHEMAS[question].safeParse(values).success).toBe(false)
  })

  test('lose what nobody asked for', () => {
    const asked = QUESTION_SCHEMAS.chooseSaveTarget.parse([
      { form: 'tar', name: 'x', path: '/etc/passwd', replace: true },
    ])
    expect(asked).toEqual([{ form: 'tar', name: 'x' }])
  })
})
