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

monaco.editor.defineTheme('onionskin-light', {
  base: 'vs',
  inherit: true,
  rules: [
    { token: '', foreground: '2a2229' },
    { token: 'comment', foreground: '766d74' },
    { token: 'keyword', foreground: '94295f' },
    { token: 'string', foreground: '2f6b3c' },
    { token: 'number', foreground: '8a5200' },
    { token: 'type', foreground: '2b5fa3' },
    { token: 'tag', foreground: '94295f' },
    { token: 'attribute.name', foreground: '8a5200' },
    { token: 'attribute.value', foreground: '2f6b3c' },
  ],
  colors: {
    'editor.background': '#ffffff',
    'editor.foreground': '#2a2229',
    'editorLineNumber.foreground': '#766d74',
    'editorLineNumber.activeForeground': '#4f464d',
    'editor.lineHighlightBackground': '#00000000',
    'editor.lineHighlightBorder': '#00000000',
    'editor.selectionBackground': '#f3cfe0',
    'editorWidget.background': '#ffffff',
    'editorWidget.border': '#d5d0cd',
    'diffEditor.insertedLineBackground': '#e3f5e7',
    'diffEditor.insertedTextBackground': '#a9dbb680',
    'diffEditor.removedLineBackground': '#fdeae8',
    'diffEditor.removedTextBackground': '#f3b3ac80',
    'diffEditor.diagonalFill': '#e6e2df',
    focusBorder: '#c44b8b',
    'editorBracketHighlight.foreground1': '#2a2229',
    'editorBracketHighlight.foreground2': '#2a2229',
    'editorBracketHighlight.foreground3': '#2a2229',
    'editorBracketHighlight.foreground4': '#2a2229',
    'editorBracketHighlight.foreground5': '#2a2229',
    'editorBracketHighlight.foreground6': '#2a2229',
    'scrollbarSlider.background': '#6d637030',
    'scrollbarSlider.hoverBackground': '#6d637060',
    'scrollbarSlider.activeBackground': '#6d637080',
  },
})
monaco.editor.defineTheme('onionskin-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [
    { token: '', foreground: 'ece6ea' },
    { token: 'comment', foreground: '9b9098' },
    { token: 'keyword', foreground: 'f09ac4' },
    { token: 'string', foreground: '8fd19e' },
    { token: 'number', foreground: 'e7b877' },
    { token: 'type', foreground: '90bdf2' },
    { token: 'tag', foreground: 'f09ac4' },
    { token: 'attribute.name', foreground: 'e7b877' },
    { token: 'attribute.value', foreground: '8fd19e' },
  ],
  colors: {
    'editor.background': '#211a20',
    'editor.foreground': '#ece6ea',
    'editorLineNumber.foreground': '#9b9098',
    'editorLineNumber.activeForeground': '#c9bfc6',
    'editor.lineHighlightBackground': '#00000000',
    'editor.lineHighlightBorder': '#00000000',
    'editor.selectionBackground': '#5c3049',
    'editorWidget.background': '#2a2229',
    'editorWidget.border': '#4a3f47',
    'diffEditor.insertedLineBackground': '#3f8a5730',
    'diffEditor.insertedTextBackground': '#3f8a5750',
    'diffEditor.removedLineBackground': '#b0453f30',
    'diffEditor.removedTextBackground': '#b0453f50',
    'diffEditor.diagonalFill': '#3d353c',
    focusBorder: '#e27cb0',
    'editorBracketHighlight.foreground1': '#ece6ea',
    'editorBracketHighlight.foreground2': '#ece6ea',
    'editorBracketHighlight.foreground3': '#ece6ea',
    'editorBracketHighlight.foreground4': '#ece6ea',
    'editorBracketHighlight.foreground5': '#ece6ea',
    'editorBracketHighlight.foreground6': '#ece6ea',
    'scrollbarSlider.background': '#b3a7b030',
    'scrollbarSlider.hoverBackground': '#b3a7b060',
    'scrollbarSlider.activeBackground': '#b3a7b080',
  },
})

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

// Who asks for more contrast gets the editor's own themes for that, on the ground that the window has.
monaco.editor.defineTheme('onionskin-light-more', {
  base: 'hc-light',
  inherit: false,
  rules: [
    { token: '', foreground: '150f14' },
    { token: 'comment', foreground: '4f464d' },
    { token: 'keyword', foreground: '7d1c4e' },
    { token: 'string', foreground: '1d5228' },
    { token: 'number', foreground: '633b00' },
    { token: 'type', foreground: '1b4684' },
    { token: 'tag', foreground: '7d1c4e' },
    { token: 'attribute.name', foreground: '633b00' },
    { token: 'attribute.value', foreground: '1d5228' },
  ],
  colors: {
    'editor.background': '#ffffff',
    'editor.foreground': '#150f14',
    'editorLineNumber.foreground': '#4f464d',
    'editor.lineHighlightBorder': '#00000000',
  },
})
monaco.editor.defineTheme('onionskin-dark-more', {
  base: 'hc-black',
  inherit: false,
  rules: [
    { token: '', foreground: 'fbf7fa' },
    { token: 'comment', foreground: 'c9bfc6' },
    { token: 'keyword', foreground: 'f7b5d4' },
    { token: 'string', foreground: 'a6e0b3' },
    { token: 'number', foreground: 'f0cb96' },
    { token: 'type', foreground: 'a9cdf7' },
    { token: 'tag', foreground: 'f7b5d4' },
    { token: 'attribute.name', foreground: 'f0cb96' },
    { token: 'attribute.value', foreground: 'a6e0b3' },
  ],
  colors: {
    'editor.background': '#150f14',
    'editor.foreground': '#fbf7fa',
    'editorLineNumber.foreground': '#c9bfc6',
    'editor.lineHighlightBorder': '#00000000',
  },
})

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
