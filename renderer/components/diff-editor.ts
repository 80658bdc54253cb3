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

/** Makes an editor of two texts in an element; `onChanges` is told how many differences there are, once that is known. */
export function createDiffEditor(host: HTMLElement, onChanges: (count: number) => void): DiffEditor {
  const stop = followColours()
  const editor = monaco.editor.createDiffEditor(host, {
    ...EDITOR_OPTIONS,
    originalEditable: false,
    ignoreTrimWhitespace: false,
    renderOverviewRuler: false,
    // Told apart by a sign beside the line, not by colour alone.
    renderIndicators: true,
    renderMarginRevertIcon: false,
    useInlineViewWhenSpaceIsLimited: false,
    hideUnchangedRegions: { enabled: false },
    maxComputationTime: 5000,
    accessibilityVerbose: false,
  })
  editor.onDidUpdateDiff(() => onChanges(editor.getLineChanges()?.length ?? 0))
  let shown: DiffTexts | null = null
  const disposeModels = (): void => {
    const models = editor.getModel()
    editor.setModel(null)
    models?.original.dispose()
    models?.modified.dispose()
  }
  return {
    show(texts) {
      editor.updateOptions({ renderSideBySide: texts.sideBySide })
      for (const side of [editor.getOriginalEditor(), editor.getModifiedEditor()])
        side.updateOptions({ ariaLabel: texts.label })
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
      editor.goToDiff(where)
    },
    dispose() {
      stop()
      disposeModels()
      editor.dispose()
    },
  }
}
