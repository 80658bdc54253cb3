/** More is folded at first. */
const LONG = 180
const MANY_LINES = 3

/** Whether a value takes so much room that it is folded at first. */
export function isLong(text: string): boolean {
  return text.length > LONG || text.split('\n', MANY_LINES + 1).length > MANY_LINES
}
