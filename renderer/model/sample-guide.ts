import type { Messages } from './messages.ts'

/** Something that the sample shows: a path, and the layer up to which it is looked at. */
export interface GuideItem {
  readonly id: Exclude<keyof Messages['guide']['items'], 'scratch'>
  readonly path: string
  readonly layer: number
}

/** What the sample of the app shows; its script and this list belong together. */
export const GUIDE: readonly GuideItem[] = [
  { id: 'overridden', path: '/srv/app/config/default.json', layer: 6 },
  { id: 'whiteout', path: '/srv/app/test', layer: 4 },
  { id: 'opaque', path: '/srv/app/public/draft.html', layer: 3 },
  { id: 'hardLink', path: '/usr/bin/busybox', layer: 0 },
  { id: 'secret', path: '/srv/app/.env', layer: 4 },
  { id: 'owner', path: '/srv/app/server.js', layer: 5 },
  { id: 'cache', path: '/var/cache/pkg', layer: 4 },
  { id: 'again', path: '/etc/motd', layer: 6 },
]

/** Whether an archive is the sample of the app, by its name. */
export function isSample(path: string): boolean {
  return /(^|[/\\])onionskin-sample\.tar$/.test(path)
}
