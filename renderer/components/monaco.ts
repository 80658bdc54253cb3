import * as monaco from 'monaco-editor/editor/editor.api.js'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import 'monaco-editor/features/bracketMatching/register.js'
import 'monaco-editor/features/clipboard/register.js'
import 'monaco-editor/features/codicon/register.js'
import 'monaco-editor/features/diffEditor/register.js'
import 'monaco-editor/features/find/register.js'
import 'monaco-editor/features/folding/register.js'
import 'monaco-editor/features/gotoLine/register.js'
import 'monaco-editor/features/hover/register.js'
import 'monaco-editor/features/longLinesHelper/register.js'
import 'monaco-editor/features/unicodeHighlighter/register.js'
import 'monaco-editor/features/wordHighlighter/register.js'
import 'monaco-editor/features/wordOperations/register.js'
import 'monaco-editor/languages/definitions/cpp/register.js'
import 'monaco-editor/languages/definitions/css/register.js'
import 'monaco-editor/languages/definitions/dockerfile/register.js'
import 'monaco-editor/languages/definitions/go/register.js'
import 'monaco-editor/languages/definitions/html/register.js'
import 'monaco-editor/languages/definitions/ini/register.js'
import 'monaco-editor/languages/definitions/java/register.js'
import 'monaco-editor/languages/definitions/javascript/register.js'
import 'monaco-editor/languages/definitions/lua/register.js'
import 'monaco-editor/languages/definitions/markdown/register.js'
import 'monaco-editor/languages/definitions/perl/register.js'
import 'monaco-editor/languages/definitions/php/register.js'
import 'monaco-editor/languages/definitions/python/register.js'
import 'monaco-editor/languages/definitions/ruby/register.js'
import 'monaco-editor/languages/definitions/rust/register.js'
import 'monaco-editor/languages/definitions/shell/register.js'
import 'monaco-editor/languages/definitions/sql/register.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import 'monaco-editor/languages/definitions/xml/register.js'
import 'monaco-editor/languages/definitions/yaml/register.js'
import { THEMES } from './editor-themes.ts'

self.MonacoEnvironment = { getWorker: () => new EditorWorker() }

// Monaco's own JSON comes with a language server; colours are all that is wanted here.
monaco.languages.register({ id: 'json' })
monaco.languages.setLanguageConfiguration('json', {
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
})
monaco.languages.setMonarchTokensProvider('json', {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'type'],
      [/"(?:[^"\\]|\\.)*"/, 'string'],
      [/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/, 'number'],
      [/\b(?:true|false|null)\b/, 'keyword'],
      [/\/\/.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/[{}[\]]/, '@brackets'],
    ],
    comment: [
      [/\*\//, 'comment', '@pop'],
      [/./, 'comment'],
    ],
  },
})

for (const [name, theme] of Object.entries(THEMES)) monaco.editor.defineTheme(name, theme)

/** What every editor here has: it is read, not written, and looks as the rest of the window does. */
export const EDITOR_OPTIONS = {
  automaticLayout: true,
  readOnly: true,
  domReadOnly: true,
  contextmenu: false,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontLigatures: false,
  fontSize: 12,
  lineHeight: 19,
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 8,
  padding: { top: 6, bottom: 12 },
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: false,
  scrollbar: { verticalScrollbarSize: 9, horizontalScrollbarSize: 9, useShadows: false },
  // Tab goes on to what comes next: nothing can be written here.
  tabFocusMode: true,
  renderFinalNewline: 'off',
  renderLineHighlight: 'none',
  // What is in the file must be what is seen.
  renderControlCharacters: true,
  unicodeHighlight: {
    ambiguousCharacters: true,
    invisibleCharacters: true,
    includeComments: true,
    includeStrings: true,
  },
  unusualLineTerminators: 'off',
  links: false,
  occurrencesHighlight: 'off',
  selectionHighlight: true,
  stickyScroll: { enabled: false },
  guides: { indentation: false },
} satisfies monaco.editor.IEditorOptions

/** Keeps the colours of all editors those of the system; returns a function that stops it. */
export function followColours(): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const more = matchMedia('(prefers-contrast: more), (forced-colors: active)')
  const applyTheme = (): void =>
    monaco.editor.setTheme(`onionskin-${dark.matches ? 'dark' : 'light'}${more.matches ? '-more' : ''}`)
  applyTheme()
  for (const wish of [dark, more]) wish.addEventListener('change', applyTheme)
  return () => {
    for (const wish of [dark, more]) wish.removeEventListener('change', applyTheme)
  }
}

export { monaco }
