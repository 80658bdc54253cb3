import type { Language } from '../model/language.ts'
import { EDITOR_OPTIONS, followColours, monaco } from './monaco.ts'

/** A text to show. */
export interface EditorText {
  readonly text: string
  /** Changes with the file. */
  readonly key: string
  readonly language: Language
  /** For screen readers. */
  readonly label: string
}

/** A read-only editor. */
export interface TextEditor {
  show(text: EditorText): void
  /** Selects a line, from 1, and brings it into the middle. */
  reveal(line: number): void
  dispose(): void
}

/** Makes an editor in an element and keeps its colours those of the system. */
export function createTextEditor(host: HTMLElement): TextEditor {
  const stop = followColours()
  const editor = monaco.editor.create(host, {
    model: null,
    ...EDITOR_OPTIONS,
    largeFileOptimizations: true,
  })
  let shown: string | null = null
  return {
    show({ text, key, language, label }) {
      const same = shown === key
      const view = same ? editor.saveViewState() : null
      shown = key
      const before = editor.getModel()
      editor.setModel(monaco.editor.createModel(text, language))
      if (view) editor.restoreViewState(view)
      before?.dispose()
      editor.updateOptions({ ariaLabel: label })
    },
    reveal(line) {
      const model = editor.getModel()
      if (!model || line > model.getLineCount()) return
      editor.setSelection(new monaco.Range(line, 1, line, model.getLineMaxColumn(line)))
      editor.revealLineInCenter(line)
    },
    dispose() {
      stop()
      editor.getModel()?.dispose()
      editor.dispose()
    },
  }
}
