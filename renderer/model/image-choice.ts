import type { Platform } from '../../shared/archive.ts'
import type { NamedImage } from '../../shared/comparison.ts'
import { shortDigest } from './digest.ts'
import { visibleLine } from '../../shared/visible-text.ts'

/** One entry of the image picker: an image, or several that differ by platform alone. */
export interface ImageChoice {
  readonly label: string
  /** Further tags of the same image. */
  readonly otherTags: readonly string[]
  /** Indexes in the archive. */
  readonly images: readonly number[]
}

/** `linux/arm64/v8`. */
export function platformName(platform: Platform): string {
  const parts = [platform.os, platform.architecture, platform.variant].filter(
    (part) => part !== undefined && part !== '',
  )
  return visibleLine(parts.join('/')) + (platform.osVersion ? ` ${visibleLine(platform.osVersion)}` : '')
}

/**
 * The images of an archive as choices. Images that share their tags and differ by platform are one. `archiveName` names the only
 * image of an archive that says nothing of it.
 */
export function imageChoices(images: readonly NamedImage[], archiveName: string): ImageChoice[] {
  const nameOf = (image: NamedImage): string =>
    images.length === 1 && image.id === null && image.manifestDigest === null
      ? visibleLine(archiveName)
      : shortId(image)
  const choices: { label: string; otherTags: string[]; images: number[]; platforms: Set<string>; key: string }[] = []
  for (const image of images) {
    const key = image.tags.join('\n')
    const platform = image.platform ? platformName(image.platform) : ''
    const same = choices.find(
      (choice) => key !== '' && choice.key === key && platform !== '' && !choice.platforms.has(platform),
    )
    if (same) {
      same.images.push(image.index)
      same.platforms.add(platform)
      continue
    }
    const [first, ...others] = image.tags
    choices.push({
      label: first === undefined ? nameOf(image) : visibleLine(first),
      otherTags: others.map(visibleLine),
      images: [image.index],
      platforms: new Set([platform]),
      key,
    })
  }
  const labels = new Map<string, number>()
  for (const { label } of choices) labels.set(label, (labels.get(label) ?? 0) + 1)
  return choices.map(({ label, otherTags, images: indexes }) => {
    const image = images.find(({ index }) => index === indexes[0])
    const twin = (labels.get(label) ?? 0) > 1 && image
    return { label: twin ? `${label} (${shortId(image)})` : label, otherTags, images: indexes }
  })
}

/** What names an image that has no tag. */
export function shortId(image: Pick<NamedImage, 'index' | 'id' | 'manifestDigest'>): string {
  const digest = image.id ?? image.manifestDigest
  return digest === null ? `#${image.index + 1}` : shortDigest(digest, 12)
}
