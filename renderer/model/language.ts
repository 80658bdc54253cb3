/** Languages that the text view colours, by the names that it knows them under. */
export const LANGUAGES = [
  'cpp',
  'css',
  'dockerfile',
  'go',
  'html',
  'ini',
  'java',
  'javascript',
  'json',
  'lua',
  'markdown',
  'perl',
  'php',
  'python',
  'ruby',
  'rust',
  'shell',
  'sql',
  'typescript',
  'xml',
  'yaml',
] as const

export type Language = (typeof LANGUAGES)[number] | 'plaintext'

const byExtension: Readonly<Record<string, Language>> = {
  bash: 'shell',
  c: 'cpp',
  cc: 'cpp',
  cfg: 'ini',
  cjs: 'javascript',
  cnf: 'ini',
  conf: 'ini',
  cpp: 'cpp',
  css: 'css',
  cts: 'typescript',
  cxx: 'cpp',
  desktop: 'ini',
  dockerfile: 'dockerfile',
  go: 'go',
  h: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  htm: 'html',
  html: 'html',
  ini: 'ini',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsonc: 'json',
  jsx: 'javascript',
  lua: 'lua',
  map: 'json',
  markdown: 'markdown',
  md: 'markdown',
  mjs: 'javascript',
  mts: 'typescript',
  php: 'php',
  pl: 'perl',
  plist: 'xml',
  pm: 'perl',
  pod: 'perl',
  properties: 'ini',
  py: 'python',
  pyi: 'python',
  rb: 'ruby',
  rs: 'rust',
  rules: 'shell',
  service: 'ini',
  sh: 'shell',
  socket: 'ini',
  sources: 'yaml',
  sql: 'sql',
  svg: 'xml',
  svelte: 'html',
  t: 'perl',
  target: 'ini',
  timer: 'ini',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  vue: 'html',
  webmanifest: 'json',
  xhtml: 'html',
  xml: 'xml',
  xsd: 'xml',
  xsl: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
  zsh: 'shell',
}

const byName: Readonly<Record<string, Language>> = {
  '.babelrc': 'json',
  '.bash_logout': 'shell',
  '.bash_profile': 'shell',
  '.bashrc': 'shell',
  '.editorconfig': 'ini',
  '.eslintrc': 'json',
  '.gitconfig': 'ini',
  '.npmrc': 'ini',
  '.profile': 'shell',
  '.zshrc': 'shell',
  'bash.bashrc': 'shell',
  containerfile: 'dockerfile',
  dockerfile: 'dockerfile',
  gemfile: 'ruby',
  'os-release': 'shell',
  postinst: 'shell',
  postrm: 'shell',
  preinst: 'shell',
  prerm: 'shell',
  profile: 'shell',
  rakefile: 'ruby',
}

const byInterpreter: readonly (readonly [pattern: RegExp, language: Language])[] = [
  [/^(?:ba|da|a|z|k)?sh$/, 'shell'],
  [/^(?:python|pypy)[\d.]*$/, 'python'],
  [/^perl[\d.]*$/, 'perl'],
  [/^ruby[\d.]*$/, 'ruby'],
  [/^(?:node|nodejs|deno|bun)$/, 'javascript'],
  [/^lua(?:jit)?[\d.]*$/, 'lua'],
  [/^php[\d.]*$/, 'php'],
]

/** The language of a file by its name, else by the interpreter that its first line names, else by how it begins. */
export function languageOf(fileName: string, beginning: string): Language {
  const name = fileName.slice(fileName.lastIndexOf('/') + 1).toLowerCase()
  const named = own(byName, name)
  if (named) return named
  if (name.startsWith('dockerfile.') || name.startsWith('containerfile.')) return 'dockerfile'
  const dot = name.lastIndexOf('.')
  const extension = dot >= 0 ? own(byExtension, name.slice(dot + 1)) : undefined
  if (extension) return extension
  const first = beginning.slice(0, 200).split('\n', 1)[0] ?? ''
  if (first.startsWith('#!')) {
    const [program = '', ...rest] = first.slice(2).trim().split(/\s+/)
    const base = program.slice(program.lastIndexOf('/') + 1)
    const interpreter =
      base === 'env' ? (rest.find((word) => !word.startsWith('-') && !word.includes('=')) ?? '') : base
    return byInterpreter.find(([pattern]) => pattern.test(interpreter))?.[1] ?? 'plaintext'
  }
  if (first.startsWith('<?xml')) return 'xml'
  if (/^<!doctype html/i.test(first)) return 'html'
  return 'plaintext'
}

/** A name of an archive may be `constructor`. */
function own(table: Readonly<Record<string, Language>>, key: string): Language | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
