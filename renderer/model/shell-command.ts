/** A word that a POSIX shell takes as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A path as displayed may have escapes; then no command can name it. */
function isPlain(path: string): boolean {
  return !path.includes('\\')
}

/** Gets a path out of an image that docker has: what the topmost view shows. null where no command can. */
export function dockerCommand(tag: string | undefined, path: string): string | null {
  if (tag === undefined || !isPlain(path)) return null
  return `id=$(docker create ${shellWord(tag)} -) && docker cp "$id":${shellWord(path)} . ; docker rm "$id"`
}

/** Gets a path out of the archive, as the view of layers 0..upto shows it. null where no command can. */
export function extractCommand(archive: string, image: number | null, path: string, upto: number): string | null {
  if (!isPlain(path)) return null
  const name = path.slice(path.lastIndexOf('/') + 1) || 'root'
  const which = image === null ? '' : ` --image ${image}`
  return `onionskin extract ${shellWord(archive)} ${shellWord(path)} -o ${shellWord(`./${name}`)} --upto ${upto}${which}`
}
