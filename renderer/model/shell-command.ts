import type { Platform } from '../../shared/shortcuts.ts'
import { visibleLine } from '../../shared/visible-text.ts'

/** A word that a POSIX shell takes as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A word that PowerShell takes as it is; it ends a quotation at a typographic quote, too. */
export function powerShellWord(text: string): string {
  return /^[\w+=:./\\-]+$/.test(text) ? text : quoted(text)
}

/** A path as displayed may have escapes; then no command can name it. */
function isPlain(path: string): boolean {
  return !path.includes('\\')
}

/**
 * Whether a terminal shows a text as it is, and a paste of it does nothing but write it. Windows hands a program no argument
 * with a double quote unharmed.
 */
function canPaste(text: string, platform: Platform): boolean {
  return visibleLine(text) === text && !(platform === 'win32' && text.includes('"'))
}

/**
 * Gets a path out of an image that docker has: what the topmost view shows. For the shell of the platform: PowerShell on
 * Windows, a POSIX one elsewhere. null where no command can.
 */
export function dockerCommand(tag: string | undefined, path: string, platform: Platform): string | null {
  if (tag === undefined || !isPlain(path) || !canPaste(tag, platform) || !canPaste(path, platform)) return null
  if (platform === 'win32') {
    return `$id = docker create -- ${powerShellWord(tag)} -; docker cp ($id + ${quoted(`:${path}`)}) .; docker rm $id`
  }
  return `id=$(docker create -- ${shellWord(tag)} -) && docker cp "$id":${shellWord(path)} . ; docker rm "$id"`
}

/** Gets a path out of the archive, as the view of layers 0..upto shows it. null where no command can. */
export function extractCommand(
  archive: string,
  image: number | null,
  path: string,
  upto: number,
  platform: Platform,
): string | null {
  if (!isPlain(path) || !canPaste(archive, platform) || !canPaste(path, platform)) return null
  const word = platform === 'win32' ? powerShellWord : shellWord
  const name = path.slice(path.lastIndexOf('/') + 1) || 'root'
  const which = image === null ? '' : ` --image ${image}`
  return `onionskin extract ${word(archive)} ${word(path)} -o ${word(`./${name}`)} --upto ${upto}${which}`
}

/** A PowerShell string, quoted in any case. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`
}
