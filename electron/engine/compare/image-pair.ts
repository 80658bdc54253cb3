import type { NamedImage } from '../../../shared/comparison.ts'
import { platformText } from '../../../shared/platform.ts'
import { parseReference } from '../overview/reference.ts'

/** What two images have in common, from what counts most to what counts least. */
const Worth = { Repository: 8, Platform: 4, Tag: 2, Host: 1 } as const

/** Images of an archive beyond this number are never chosen unasked. */
const MOST_IMAGES = 1000

/** Go's names of architectures (OCI image-spec, config.md) by Node's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }

/** The platform that containers of this machine have, whatever the machine itself runs. */
export function hostPlatform(arch: string = process.arch): string {
  return `linux/${ARCHITECTURES[arch] ?? arch}`
}

/** An image as far as it matters here. */
interface Candidate {
  readonly place: number
  readonly platform: string
  /** Names without their tags. */
  readonly repositories: ReadonlySet<string>
  readonly references: ReadonlySet<string>
}

function candidateOf({ platform, tags }: NamedImage, place: number): Candidate {
  const references = tags.flatMap((tag) => parseReference(tag) ?? [])
  const nameOf = ({ registry, namespace, repository }: (typeof references)[number]): string =>
    [registry, namespace, repository].join('/')
  return {
    place,
    platform: platformText(platform),
    repositories: new Set(references.map(nameOf)),
    references: new Set(references.map((reference) => `${nameOf(reference)}:${reference.tag ?? 'latest'}`)),
  }
}

function haveCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const one of a) if (b.has(one)) return true
  return false
}

function likeness(a: Candidate, b: Candidate, host: string): number {
  const samePlatform = a.platform !== '' && a.platform === b.platform
  const isHost = samePlatform && (a.platform === host || a.platform.startsWith(`${host}/`))
  return (
    (haveCommon(a.repositories, b.repositories) ? Worth.Repository : 0) +
    (samePlatform ? Worth.Platform : 0) +
    (haveCommon(a.references, b.references) ? Worth.Tag : 0) +
    (isHost ? Worth.Host : 0)
  )
}

/** The images that a side can be: the one that was chosen, else all. */
function candidatesOf(images: readonly NamedImage[], chosen: number | null): readonly Candidate[] {
  return chosen === null ? images.slice(0, MOST_IMAGES).map(candidateOf) : [candidateOf(images[chosen]!, chosen)]
}

/**
 * Which image of each side is compared where one or both were not chosen (null), by their places: of the same repository, for the
 * same platform, with the same tag, and for the host's platform before others; the first ones where all is equal. Two images of
 * one archive are never one image, as far as it has several. Both archives have images, and what was chosen is among them.
 */
export function choosePair(
  a: { readonly images: readonly NamedImage[]; readonly chosen: number | null },
  b: { readonly images: readonly NamedImage[]; readonly chosen: number | null },
  host: string = hostPlatform(),
): readonly [a: number, b: number] {
  if (a.chosen !== null && b.chosen !== null) return [a.chosen, b.chosen]
  const [ofA, ofB] = [candidatesOf(a.images, a.chosen), candidatesOf(b.images, b.chosen)]
  const apart = a.images === b.images && a.images.length > 1
  let best: readonly [number, number] = [a.chosen ?? 0, b.chosen ?? 0]
  let most = -1
  for (const one of ofA)
    for (const other of ofB) {
      if (apart && one.place === other.place) continue
      const worth = likeness(one, other, host)
      if (worth > most) {
        most = worth
        best = [one.place, other.place]
      }
    }
  return best
}
