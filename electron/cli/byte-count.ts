const UNITS = ['', 'k', 'm', 'g', 't', 'p', 'e']

/** A size in words, `20MB`, `1.5 GiB`, `500`, as bytes; decimal units are powers of 1000, binary ones of 1024. NaN for what is none. */
export function byteCount(text: string): number {
  const [, number = '', letter = '', binary] = /^(\d+(?:\.\d*)?|\.\d+)\s*([kmgtpe]?)(i?)b?$/i.exec(text.trim()) ?? []
  if (number === '' || (binary !== '' && letter === '')) return NaN
  return Math.floor(Number(number) * (binary === '' ? 1000 : 1024) ** UNITS.indexOf(letter.toLowerCase()))
}
