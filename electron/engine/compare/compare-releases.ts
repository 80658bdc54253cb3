import type { ConfigDifference } from '../../../shared/comparison.ts'
import { followLinks } from '../follow-links.ts'
import type { ImageSession } from '../image-session.ts'
import type { JobControl } from '../layer-jobs.ts'
import { OS_RELEASE_PLACES, readOsRelease } from '../overview/os-release.ts'
import type { ComparedPaths } from './compared-paths.ts'

/**
 * In which OS release two images differ, by what os-release(5) has in each as a whole; null where in none. What both have from
 * a layer that they share is not read. Rejects with CancelledError.
 */
export async function compareReleases(paths: ComparedPaths, control: JobControl): Promise<ConfigDifference | null> {
  const { a, b } = paths
  if (isSame(paths)) return null
  const [ofA, ofB] = await Promise.all([nameOf(a.session, control), nameOf(b.session, control)])
  return ofA === ofB ? null : { field: 'osRelease', a: ofA, b: ofB }
}

/** Whether both sides show the whole image and have the same files in the same places. */
function isSame(paths: ComparedPaths): boolean {
  const { a, b } = paths
  const whole = [a, b].every(({ session, view }) => view.kind === 'merged' && view.upto === session.layers.length - 1)
  return (
    a.session === b.session ||
    (whole &&
      OS_RELEASE_PLACES.every((place) => {
        const [ofA, ofB] = [followLinks(a.session, place), followLinks(b.session, place)]
        if (typeof ofA === 'string' || typeof ofB === 'string') return ofA === ofB
        return ofA.node === ofB.node && paths.difference(ofA.node) === 'same'
      }))
  )
}

async function nameOf(session: ImageSession, control: JobControl): Promise<string | null> {
  return (await readOsRelease(session, control))?.name ?? null
}
