import type { Language } from '../model/language.ts'
import { EDITOR_OPTIONS, followColours, monaco } from './monaco.ts'

/** An editor that is written in. */
export interface TextWriter {
  text(): string
  focus(): void
  dispose(): void
}

/** Makes an editor of a text in an element; `onSave` is called for Ctrl+S, or Command+S. */
export function createTextWriter(
  host: HTMLElement,
  text: string,
  language: Language,
  label: string,
  onSave: () => void,
): TextWriter {
  const stop = followColours()
  const model = monaco.editor.createModel(text, language)
  const editor = monaco.editor.create(host, {
    ...EDITOR_OPTIONS,
    model,
    readOnly: false,
    domReadOnly: false,
    ariaLabel: label,
    renderFinalNewline: 'on',
    quickSuggestions: false,
    wordBasedSuggestions: 'off',
    autoIndent: 'none',
    autoClosingBrackets: 'never',
    autoClosingQuotes: 'never',
    trimAutoWhitespace: false,
  })
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, onSave)
  return {
    text: () => model.getValue(undefined, true),
    focus: () => editor.focus(),
    dispose() {
      stop()
      editor.dispose()
      model.dispose()
    },
  }
}
