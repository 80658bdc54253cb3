/**
 * The offset in bytes that somebody typed: decimal (digits may be grouped), hexadecimal after 0x, or a part of the size as `50%`.
 * What lies behind the end is the end; null where it is none of these.
 */
export function parseOffset(typed: string, size: number): number | null {
  const text = typed.trim()
  const percent = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text)
  if (percent) return Math.floor((Math.min(100, Number(percent[1])) / 100) * size)
  const hex = /^0x([\da-f]{1,16})$/i.exec(text)
  if (hex) return Math.min(size, Number.parseInt(hex[1] ?? '', 16))
  return /^\d[\d,_ ]*$/.test(text) ? Math.min(size, Number(text.replace(/[,_ ]/g, ''))) : null
}
