/**
 * A path as it fits into `width` px: whole, without its first components, or without the end of its last one; '' where not even
 * a few characters fit. `measure` tells the px of a text.
 */
export function fitLabel(label: string, width: number, measure: (text: string) => number): string {
  if (measure(label) <= width) return label
  const names = label.split('/')
  for (let from = 1; from < names.length; from += 1) {
    const shorter = `…/${names.slice(from).join('/')}`
    if (measure(shorter) <= width) return shorter
  }
  const characters = [...(names.at(-1) ?? '')]
  const whole = characters.join('')
  if (names.length > 1 && measure(whole) <= width) return whole
  let [low, high] = [0, characters.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (measure(`${characters.slice(0, middle).join('')}…`) <= width) low = middle
    else high = middle - 1
  }
  return low >= 3 ? `${characters.slice(0, low).join('')}…` : ''
}
