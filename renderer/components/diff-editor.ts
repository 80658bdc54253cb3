import type { Language } from '../model/language.ts'
import { EDITOR_OPTIONS, followColours, monaco } from './monaco.ts'

/** Two texts to show beside each other. */
export interface DiffTexts {
  readonly before: string
  readonly after: string
  readonly language: Language
  readonly sideBySide: boolean
  /** For screen readers. */
  readonly label: string
}

/** A read-only editor of two texts. */
export interface DiffEditor {
  show(texts: DiffTexts): void
  /** Puts the next or the previous difference in sight. */
  go(where: 'next' | 'previous'): void
  dispose(): void
}

/** Told what a diff editor knows of its differences. */
export interface DiffListener {
  /** How many there are, once that is known; none is the current one then. */
  onChanges(count: number): void
  /** Which one is current, from 0. */
  onChange(at: number): void
}

/** Lines of one side of a difference, from 1; the last is 0 where the side has none. */
type Lines = readonly [first: number, last: number]

/** Makes an editor of two texts in an element. */
export function createDiffEditor(host: HTMLElement, listener: DiffListener): DiffEditor {
  const stop = followColours()
  const editor = monaco.editor.createDiffEditor(host, {
    ...EDITOR_OPTIONS,
    originalEditable: false,
    ignoreTrimWhitespace: false,
    renderOverviewRuler: false,
    // Told apart by a sign beside the line, not by colour alone; it wants room of its own.
    renderIndicators: true,
    lineDecorationsWidth: 18,
    renderMarginRevertIcon: false,
    useInlineViewWhenSpaceIsLimited: false,
    hideUnchangedRegions: { enabled: false },
    maxComputationTime: 5000,
    accessibilityVerbose: false,
  })
  const sides = [editor.getOriginalEditor(), editor.getModifiedEditor()] as const
  const marks = sides.map((side) => side.createDecorationsCollection())
  let at = -1
  editor.onDidUpdateDiff(() => {
    at = -1
    for (const mark of marks) mark.clear()
    listener.onChanges(editor.getLineChanges()?.length ?? 0)
  })
  const mark = (side: 0 | 1, [first, last]: Lines): void => {
    const className = 'current-difference'
    if (last === 0) marks[side]?.clear()
    else
      marks[side]?.set([
        {
          range: new monaco.Range(first, 1, last, 1),
          options: { isWholeLine: true, linesDecorationsClassName: className },
        },
      ])
  }
  let shown: DiffTexts | null = null
  const disposeModels = (): void => {
    const models = editor.getModel()
    editor.setModel(null)
    if (models === null) return
    // The editor gives up a comparison under way in a time-out of its own; without its texts that would be an error until then.
    setTimeout(() => {
      models.original.dispose()
      models.modified.dispose()
    })
  }
  return {
    show(texts) {
      editor.updateOptions({ renderSideBySide: texts.sideBySide })
      for (const side of sides) side.updateOptions({ ariaLabel: texts.label })
      if (shown?.before !== texts.before || shown.after !== texts.after || shown.language !== texts.language) {
        disposeModels()
        editor.setModel({
          original: monaco.editor.createModel(texts.before, texts.language),
          modified: monaco.editor.createModel(texts.after, texts.language),
        })
      }
      shown = texts
    },
    go(where) {
      const changes = editor.getLineChanges() ?? []
      const step = where === 'next' ? at + 1 : Math.max(at, 0) - 1
      const change = changes.at(step % Math.max(1, changes.length))
      if (!change) return
      at = changes.indexOf(change)
      const original: Lines = [change.originalStartLineNumber, change.originalEndLineNumber]
      const modified: Lines = [change.modifiedStartLineNumber, change.modifiedEndLineNumber]
      mark(0, original)
      mark(1, modified)
      // A side without lines of its own states the line before them, or 0.
      const [side, [first, last]] = modified[1] === 0 && shown?.sideBySide ? [sides[0], original] : [sides[1], modified]
      side.setPosition({ lineNumber: Math.max(1, first), column: 1 })
      side.revealLinesInCenter(Math.max(1, first), Math.max(1, first, last), monaco.editor.ScrollType.Immediate)
      listener.onChange(at)
    },
    dispose() {
      stop()
      disposeModels()
      editor.dispose()
    },
  }
}
