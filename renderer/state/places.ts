import type { ArchivePlace, ComparisonPlace, Place } from '../model/place.ts'
import type { AppState } from './app.svelte.ts'

/** Where one is in a window; null where there is nothing to come back to. */
export function placeOf(app: AppState): Place | null {
  if (app.phase.kind === 'comparison') {
    const { comparison, request, filter, same, tree } = app.compare
    if (comparison === null || request === null) return null
    const node = filter === 'config' ? null : (tree.cursor?.row?.node ?? null)
    return { kind: 'comparison', first: JSON.stringify(request.a), filter, same, node }
  }
  if (app.phase.kind !== 'open' || !app.archive) return null
  const { other } = app.artifact
  return {
    kind: 'archive',
    image: app.image.info?.index ?? null,
    other: other === null ? null : app.archive.others.indexOf(other),
    mode: app.mode,
    layer: app.image.selected,
    scope: app.image.scope,
    list: app.files.filter,
    query: app.files.query,
    path: app.details.path,
  }
}

/** Brings a place again, as far as it is still there. */
export async function showPlace(app: AppState, place: Place): Promise<void> {
  if (place.kind === 'archive') await showInArchive(app, place)
  else await showInComparison(app, place)
}

async function showInArchive(app: AppState, place: ArchivePlace): Promise<void> {
  if (app.phase.kind !== 'open') return
  const info = app.archive?.images.find(({ index }) => index === place.image)
  const isSameImage = info !== undefined && info === app.image.info
  if (info && (!isSameImage || app.artifact.other)) await app.showImage(info)
  if (place.other !== null) {
    app.showOther(place.other)
    return
  }
  app.setMode(place.mode)
  app.showView(place.layer, place.scope)
  const { files, details } = app
  if (files.query !== place.query) await files.setQuery(place.query, null)
  files.choose(place.list, null)
  // The paths of another image are counted anew.
  if (!isSameImage || place.path === details.path) return
  if (place.path === null) details.show(null, app.image.view)
  else if (files.list) {
    files.list.seek(place.path)
    details.showPath(place.path, app.image.view)
  } else if (await files.tree.reveal(place.path)) {
    const slot = files.tree.cursor
    if (slot) files.tree.select(slot)
  } else details.showPath(place.path, app.image.view)
}

async function showInComparison(app: AppState, place: ComparisonPlace): Promise<void> {
  const { compare } = app
  if (JSON.stringify(compare.request?.a) !== place.first) await app.swapComparison()
  if (compare.same !== place.same) compare.setSame(place.same)
  if (compare.filter !== place.filter) compare.choose(place.filter)
  if (place.node !== null) await compare.goTo(place.node)
}
