import type { ContextAction } from '../../shared/commands.ts'
import type { LayerInfo } from '../../shared/archive.ts'
import type { SaveSubject } from '../model/save-subject.ts'
import { ROOT } from '../model/tree-model.ts'
import type { AppState } from './app.svelte.ts'

type Actions = Readonly<Partial<Record<ContextAction, (() => unknown) | null>>>

/** Shows the menu of a layer and does what is chosen. */
export async function showLayerMenu(app: AppState, layer: LayerInfo): Promise<void> {
  const { index, digest, diffId } = layer
  const { image } = app
  const instruction = image.instructionOf(index)?.createdBy ?? null
  const isThere = layer.state === 'ok' || layer.state === 'damaged'
  const isShown = (scope: typeof image.scope) => image.scope === scope && image.selected === index
  await choose(app, {
    showLayer: isShown('layer') ? null : () => app.showView(index, 'layer'),
    showMerged: isShown('merged') ? null : () => app.showView(index, 'merged'),
    compareBelow: () => {
      app.showView(index, 'merged')
      app.setFilter('changed')
    },
    saveLayer: isThere ? () => app.save.save(wholeLayer(index), 'tar') : null,
    copyDigest: copying(digest),
    copyDiffId: copying(diffId),
    copyInstruction: copying(instruction),
  })
}

/** Shows the menu of the archive that is open and does what is chosen. */
export async function showArchiveMenu(app: AppState): Promise<void> {
  if (!app.archive) return
  const { path } = app.archive
  await choose(app, { copyArchivePath: copying(path), showArchive: () => app.bridge.showArchive() })
}

/** Shows the menu of a value that stands by itself, such as a digest. */
export async function showValueMenu(app: AppState, text: string): Promise<void> {
  await choose(app, { copyValue: copying(text) })
}

/** A layer as it is shipped. */
function wholeLayer(layer: number): SaveSubject {
  return { view: { kind: 'layer', layer }, node: ROOT, plain: null, name: `layer-${layer}`, markers: true }
}

function copying(text: string | null): (() => unknown) | null {
  return text === null || text === '' ? null : () => navigator.clipboard.writeText(text)
}

async function choose(app: AppState, actions: Actions): Promise<void> {
  const possible = (Object.keys(actions) as ContextAction[]).filter((action) => actions[action] != null)
  const chosen = await app.bridge.contextMenu(possible)
  if (chosen !== null) await actions[chosen]?.()
}
