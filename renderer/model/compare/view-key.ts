import type { View } from '../../../shared/tree.ts'

/** A view as the value of a choice: `merged 3`, `layer 3`. */
export function viewKey(view: View): string {
  return view.kind === 'layer' ? `layer ${view.layer}` : `merged ${view.upto}`
}

/** The view that a choice stands for; null for the whole image, whose value is empty. */
export function parseView(key: string): View | null {
  const [, kind, number] = /^(layer|merged) (\d+)$/.exec(key) ?? []
  if (number === undefined) return null
  return kind === 'layer' ? { kind, layer: Number(number) } : { kind: 'merged', upto: Number(number) }
}
