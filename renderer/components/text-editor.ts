import type { Language } from '../model/language.ts'
import type { TextPlace } from '../model/text-window.ts'
import { EDITOR_OPTIONS, followColours, monaco } from './monaco.ts'

/** A text to show. */
export interface EditorText {
  readonly text: string
  /** Changes with the file, or with a jump in it. */
  readonly key: string
  /** Lines before the first, which can be told from those of another text of the same key. */
  readonly line: number
  /** Whether `line` counts from the beginning of the file, so that lines can be numbered. */
  readonly numbered: boolean
  /** What to put in sight where the key is another; null: the top. */
  readonly place: TextPlace | null
  readonly language: Language
  /** For screen readers. */
  readonly label: string
}

/** A read-only editor. */
export interface TextEditor {
  show(text: EditorText): void
  /** Selects a line, from 1, and brings it into the middle; false where the text has no such line. */
  reveal(line: number): boolean
  dispose(): void
}

/** Called when somebody scrolls to the first or the last lines. */
export type EdgeListener = (edge: 'start' | 'end') => void

/** So many px before an edge more is wanted. */
const NEAR = 400

/** Makes an editor in an element and keeps its colours those of the system. */
export function createTextEditor(host: HTMLElement, onEdge: EdgeListener): TextEditor {
  const stop = followColours()
  const editor = monaco.editor.create(host, {
    model: null,
    ...EDITOR_OPTIONS,
    largeFileOptimizations: true,
  })
  let shown: EditorText | null = null
  let settling = false
  let top = 0
  editor.onDidScrollChange(({ scrollTop, scrollTopChanged, scrollHeight }) => {
    const down = scrollTop > top
    top = scrollTop
    if (!scrollTopChanged || settling) return
    if (!down && scrollTop < NEAR) onEdge('start')
    else if (down && scrollTop + editor.getLayoutInfo().height > scrollHeight - NEAR) onEdge('end')
  })
  return {
    show(next) {
      const { text, language, line, numbered, place } = next
      const same = shown?.key === next.key
      const moved = same ? (shown?.line ?? 0) - line : 0
      const view = same ? editor.saveViewState() : null
      const selection = same ? editor.getSelection() : null
      const scrolled = editor.getScrollTop()
      settling = true
      if (!same || shown?.text !== text) {
        const before = editor.getModel()
        editor.setModel(monaco.editor.createModel(text, language))
        before?.dispose()
      }
      shown = next
      editor.updateOptions({
        ariaLabel: next.label,
        lineNumbers: numbered ? (number) => String(number + line) : 'off',
      })
      if (moved !== 0) {
        if (selection)
          editor.setSelection(
            selection
              .setStartPosition(Math.max(1, selection.startLineNumber + moved), selection.startColumn)
              .setEndPosition(Math.max(1, selection.endLineNumber + moved), selection.endColumn),
          )
        editor.setScrollTop(scrolled + moved * EDITOR_OPTIONS.lineHeight, monaco.editor.ScrollType.Immediate)
      } else if (view) editor.restoreViewState(view)
      else if (place) {
        const position = { lineNumber: place.line + 1, column: place.column + 1 }
        editor.setPosition(position)
        editor.revealPositionInCenter(position, monaco.editor.ScrollType.Immediate)
      }
      top = editor.getScrollTop()
      settling = false
    },
    reveal(line) {
      const model = editor.getModel()
      if (!model || line < 1 || line > model.getLineCount()) return false
      editor.setSelection(new monaco.Range(line, 1, line, model.getLineMaxColumn(line)))
      editor.revealLineInCenter(line)
      return true
    },
    dispose() {
      stop()
      editor.getModel()?.dispose()
      editor.dispose()
    },
  }
}
