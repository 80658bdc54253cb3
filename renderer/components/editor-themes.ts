import type * as monaco from 'monaco-editor/editor/editor.api.js'

/** Colours of the words of a text, six hexadecimal digits each. */
interface Inks {
  readonly text: string
  readonly comment: string
  /** Also tags. */
  readonly keyword: string
  /** Also values of attributes. */
  readonly string: string
  /** Also names of attributes. */
  readonly number: string
  readonly type: string
}

function theme(
  base: monaco.editor.BuiltinTheme,
  inherit: boolean,
  { text, comment, keyword, string, number, type }: Inks,
  colors: monaco.editor.IColors,
): monaco.editor.IStandaloneThemeData {
  const words = { '': text, comment, keyword, string, number, type, tag: keyword }
  const inks = { ...words, 'attribute.name': number, 'attribute.value': string }
  return {
    base,
    inherit,
    rules: Object.entries(inks).map(([token, foreground]) => ({ token, foreground })),
    colors: { ...colors, 'editor.foreground': `#${text}`, 'editor.lineHighlightBorder': '#00000000' },
  }
}

/** Colours of brackets, which are no more than words. */
function brackets(ink: string): monaco.editor.IColors {
  const depths = [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, ink])
  return Object.fromEntries(depths) as monaco.editor.IColors
}

/** The editor in the colours of the window. Who asks for more contrast gets the editor's own themes for that, on the window's ground. */
export const THEMES: Readonly<Record<string, monaco.editor.IStandaloneThemeData>> = {
  'onionskin-light': theme(
    'vs',
    true,
    { text: '2a2229', comment: '766d74', keyword: '94295f', string: '2f6b3c', number: '8a5200', type: '2b5fa3' },
    {
      'editor.background': '#ffffff',
      'editorLineNumber.foreground': '#766d74',
      'editorLineNumber.activeForeground': '#4f464d',
      'editor.lineHighlightBackground': '#00000000',
      'editor.selectionBackground': '#f3cfe0',
      'editorWidget.background': '#ffffff',
      'editorWidget.border': '#d5d0cd',
      'diffEditor.insertedLineBackground': '#e3f5e7',
      'diffEditor.insertedTextBackground': '#a9dbb680',
      'diffEditor.removedLineBackground': '#fdeae8',
      'diffEditor.removedTextBackground': '#f3b3ac80',
      'diffEditor.diagonalFill': '#e6e2df',
      focusBorder: '#c44b8b',
      'scrollbarSlider.background': '#6d637030',
      'scrollbarSlider.hoverBackground': '#6d637060',
      'scrollbarSlider.activeBackground': '#6d637080',
      ...brackets('#2a2229'),
    },
  ),
  'onionskin-dark': theme(
    'vs-dark',
    true,
    { text: 'ece6ea', comment: '9b9098', keyword: 'f09ac4', string: '8fd19e', number: 'e7b877', type: '90bdf2' },
    {
      'editor.background': '#211a20',
      'editorLineNumber.foreground': '#9b9098',
      'editorLineNumber.activeForeground': '#c9bfc6',
      'editor.lineHighlightBackground': '#00000000',
      'editor.selectionBackground': '#5c3049',
      'editorWidget.background': '#2a2229',
      'editorWidget.border': '#4a3f47',
      'diffEditor.insertedLineBackground': '#3f8a5730',
      'diffEditor.insertedTextBackground': '#3f8a5750',
      'diffEditor.removedLineBackground': '#b0453f30',
      'diffEditor.removedTextBackground': '#b0453f50',
      'diffEditor.diagonalFill': '#3d353c',
      focusBorder: '#e27cb0',
      'scrollbarSlider.background': '#b3a7b030',
      'scrollbarSlider.hoverBackground': '#b3a7b060',
      'scrollbarSlider.activeBackground': '#b3a7b080',
      ...brackets('#ece6ea'),
    },
  ),
  'onionskin-light-more': theme(
    'hc-light',
    false,
    { text: '150f14', comment: '4f464d', keyword: '7d1c4e', string: '1d5228', number: '633b00', type: '1b4684' },
    {
      'editor.background': '#ffffff',
      'editorLineNumber.foreground': '#4f464d',
    },
  ),
  'onionskin-dark-more': theme(
    'hc-black',
    false,
    { text: 'fbf7fa', comment: 'c9bfc6', keyword: 'f7b5d4', string: 'a6e0b3', number: 'f0cb96', type: 'a9cdf7' },
    {
      'editor.background': '#150f14',
      'editorLineNumber.foreground': '#c9bfc6',
    },
  ),
}
