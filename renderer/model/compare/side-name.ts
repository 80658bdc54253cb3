import type { ComparedSide, NamedImage } from '../../../shared/comparison.ts'
import type { View } from '../../../shared/tree.ts'
import { visibleLine } from '../../../shared/visible-text.ts'
import { imageChoices, platformName, shortId } from '../image-choice.ts'
import { messages } from '../messages.ts'

/** Last component of a path. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path
}

/** What an image is called among the images of its archive. */
export function imageLabel(images: readonly NamedImage[], index: number, archive: string): string {
  const choice = imageChoices(images, baseName(archive)).find((candidate) => candidate.images.includes(index))
  const image = images.find((candidate) => candidate.index === index)
  if (!choice || !image) return ''
  const several = choice.images.length > 1 && image.platform !== null
  return several ? `${choice.label} ${platformName(image.platform)}` : choice.label
}

/** Which part of an image a view shows; '' where it is all. */
export function viewLabel(view: View | undefined, layers: number): string {
  if (view === undefined || (view.kind === 'merged' && view.upto === layers - 1)) return ''
  return view.kind === 'layer' ? messages.compare.oneLayer(view.layer) : messages.compare.upTo(view.upto)
}

function fullName({ images, info, archive, view }: ComparedSide): string {
  return [imageLabel(images, info.index, archive), viewLabel(view, info.layers.length)].filter(Boolean).join(' · ')
}

/** What the two sides are called, so that they can be told apart: by image, else by file, else by digest. */
export function sideNames({ a, b }: { readonly a: ComparedSide; readonly b: ComparedSide }): readonly [string, string] {
  const names = [fullName(a), fullName(b)] as const
  if (names[0] !== names[1]) return names
  const files = [visibleLine(baseName(a.archive)), visibleLine(baseName(b.archive))] as const
  if (files[0] !== files[1]) return [`${names[0]} (${files[0]})`, `${names[1]} (${files[1]})`]
  return [`${names[0]} (${shortId(a.info)})`, `${names[1]} (${shortId(b.info)})`]
}
