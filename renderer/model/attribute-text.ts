/** The value of an extended attribute: text where all of it is, else the base64 that it came in. */
export function attributeText(base64: string): { readonly text: string; readonly encoding: 'text' | 'base64' } {
  try {
    const text = atob(base64)
    if (/^[\x20-\x7e]*$/.test(text)) return { text, encoding: 'text' }
  } catch {
    // Shown as it came.
  }
  return { text: base64, encoding: 'base64' }
}
