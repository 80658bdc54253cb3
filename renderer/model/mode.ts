/** Permission bits as `ls` writes them, without the type: `rwxr-xr-x`, `rwsr-sr-t`. */
export function formatMode(mode: number): string {
  const triple = (shift: number, special: number, set: string): string => {
    const bits = mode >> shift
    const execute = (bits & 1) !== 0
    const last = (mode & special) !== 0 ? (execute ? set : set.toUpperCase()) : execute ? 'x' : '-'
    return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${last}`
  }
  return triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't')
}

/** `0644`. */
export function formatOctal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0')
}
