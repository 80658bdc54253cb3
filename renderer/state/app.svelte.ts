import type { ArchiveInfo, ImageInfo } from '../../shared/archive.ts'
import type { ComparedImage, ComparisonRequest } from '../../shared/comparison.ts'
import type { DesktopBridge, FileAction, OpenRequest, RecentFile, ScratchAction } from '../../shared/desktop-api.ts'
import type { Failure } from '../../shared/problem.ts'
import { MOST_SCRATCH_BYTES } from '../../shared/scratch.ts'
import { visible } from '../../shared/visible-text.ts'
import type { ContentMatch, FileMatches } from '../../shared/search.ts'
import type { NodeId, Row, StackStatus, View } from '../../shared/tree.ts'
import { imageChoices } from '../model/image-choice.ts'
import type { ImageChoice } from '../model/image-choice.ts'
import { splitPath } from '../model/edited-text.ts'
import { messages } from '../model/messages.ts'
import { isSample } from '../model/sample-guide.ts'
import { rowSubject, versionSubject } from '../model/save-subject.ts'
import type { SaveSubject } from '../model/save-subject.ts'
import { dockerCommand, extractCommand } from '../model/shell-command.ts'
import { ROOT } from '../model/tree-model.ts'
import { ArtifactState } from './artifact.svelte.ts'
import { CommandState } from './commands.svelte.ts'
import { CompareState } from './compare/compare.svelte.ts'
import { DetailsState } from './details.svelte.ts'
import { DragOutState } from './drag-out.svelte.ts'
import { EngineClient } from './engine-client.ts'
import { FilesState } from './files.svelte.ts'
import type { FilesFilter } from './files.svelte.ts'
import { ImageState } from './image.svelte.ts'
import type { Scope } from './image.svelte.ts'
import { OverviewState } from './overview.svelte.ts'
import { PaletteState } from './palette.svelte.ts'
import { ProblemsState } from './problems.svelte.ts'
import { SaveState } from './save.svelte.ts'
import { ScratchState } from './scratch.svelte.ts'
import type { NewType } from './scratch.svelte.ts'
import { SearchState } from './search.svelte.ts'
import { SettingsState } from './settings.svelte.ts'
import { VerificationState } from './verification.svelte.ts'

/** What the window shows. */
export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'opening'; readonly path: string }
  | { readonly kind: 'open'; readonly path: string }
  | { readonly kind: 'failed'; readonly path: string; readonly failure: Failure }
  | { readonly kind: 'comparison' }
  | {
      readonly kind: 'engine-gone'
      readonly path: string
      readonly reason: string
      /** What was compared when it went. */
      readonly comparison?: ComparisonRequest
    }

/** What of an image the window shows. */
export type Mode = 'overview' | 'files' | 'compare'

/** Pane of the files. */
export type FilesPane = 'layers' | 'files' | 'details'

/** What was stacked meanwhile is read at most so often, in milliseconds. */
const REFRESH_PAUSE = 150

/** One window: the welcome view, or an archive and all that is looked at in it. */
export class AppState {
  readonly bridge: DesktopBridge
  readonly #engine: EngineClient
  readonly image = new ImageState()
  readonly artifact: ArtifactState
  readonly files: FilesState
  readonly details: DetailsState
  readonly overview: OverviewState
  readonly compare: CompareState
  readonly problems: ProblemsState
  readonly palette: PaletteState
  readonly search: SearchState
  readonly verification: VerificationState
  readonly save: SaveState
  readonly settings: SettingsState
  readonly scratch: ScratchState
  /** The guide to the sample is shown. */
  guide = $state(false)
  readonly dragOut: DragOutState
  readonly commands: CommandState
  phase = $state.raw<Phase>({ kind: 'starting' })
  /** Files first: it is usable as soon as the first layer is indexed. */
  mode = $state.raw<Mode>('files')
  /** Which pane of the files is shown where there is room for one. */
  pane = $state.raw<FilesPane>('files')
  archive = $state.raw<ArchiveInfo | null>(null)
  recent = $state.raw<readonly RecentFile[]>([])
  /** The layer that is read beyond its bound. */
  readingOn = $state<number | null>(null)
  /** Files are being dragged over the window. */
  dragging = $state(false)
  #opening = 0
  #refresh: ReturnType<typeof setTimeout> | null = null
  #refreshAgain = false

  /** Last component of the archive's path. */
  readonly fileName: string = $derived.by(() => ('path' in this.phase ? baseName(this.phase.path) : ''))
  readonly choices: readonly ImageChoice[] = $derived(imageChoices(this.archive?.images ?? [], this.fileName))
  readonly choice: ImageChoice | null = $derived.by(() => {
    const index = this.image.info?.index
    return this.choices.find((choice) => index !== undefined && choice.images.includes(index)) ?? null
  })

  /** What the details show, as something to be saved. */
  readonly saveSubject: SaveSubject | null = $derived.by(() => {
    const { details, index, row } = this.details
    return details && versionSubject(details, index, this.image.view, row, this.image.stacked - 1)
  })

  constructor(bridge: DesktopBridge) {
    this.bridge = bridge
    this.#engine = new EngineClient(bridge, {
      progress: (progress) => {
        if (progress.phase === 'verifying') this.verification.progress = progress
        else if (progress.phase === 'saving') this.save.progress = progress
        else {
          this.image.progress = progress
          if (progress.phase === 'ready' || progress.phase === 'cancelled') this.readingOn = null
        }
      },
      stackChanged: (status) => this.#stackChanged(status),
      problemsChanged: () => void this.problems.refresh(),
      overviewChanged: () => this.overview.changed(),
      overviewProgress: (progress) => (this.overview.progress = progress),
      pathsFound: (found) => this.palette.take(found),
      comparisonChanged: (comparison) => this.compare.changed(comparison),
      comparisonProgress: (progress) => (this.compare.progress = progress),
      contentsFound: (found) => this.search.take(found),
      gone: (reason) => this.#engineGone(reason),
    })
    this.artifact = new ArtifactState(this.#engine)
    this.files = new FilesState(this.#engine, (row) => this.details.show(row, this.image.view))
    this.details = new DetailsState(this.#engine)
    this.overview = new OverviewState(this.#engine)
    this.compare = new CompareState(this.#engine)
    this.problems = new ProblemsState(this.#engine)
    this.palette = new PaletteState(this.#engine)
    this.search = new SearchState(this.#engine)
    this.verification = new VerificationState(this.#engine)
    this.save = new SaveState(bridge, this.#engine)
    this.settings = new SettingsState(bridge)
    this.scratch = new ScratchState(this.#engine, (node) => this.#scratchChanged(node))
    this.dragOut = new DragOutState(bridge, this.#engine)
    this.commands = new CommandState(this)
  }

  /** Begins with what the window was opened for. Returns a function that stops it. */
  start(): () => void {
    const stop = this.bridge.onOpenRequest((request) => void this.#answer(request))
    void this.bridge.openRequest().then((request) => this.#answer(request))
    const stopComparing = this.bridge.onCompareRequest(() => void this.bridge.compareDialog(this.comparedImage))
    const stopCommands = this.bridge.onCommand((command) => this.commands.run(command))
    const stopSaving = this.bridge.onSaveRequest((form) => this.#saveSelected(form))
    return () => {
      stop()
      stopSaving()
      stopComparing()
      stopCommands()
    }
  }

  /** Shows the menu of a row of files and does what is chosen; `view`: that the row is of. */
  async showFileMenu(row: Row, view: View = this.image.view): Promise<void> {
    const details = await this.details.loaded()
    if (details?.node !== row.path) return
    const subject = rowSubject(row, view)
    const layer = this.image.layers[row.layer]
    const digest = layer?.digest ?? layer?.diffId ?? null
    const isSeen = details.versions.at(-1)?.entry != null
    const ofScratch = this.image.scratch !== null && details.versions.at(-1)?.layer === this.image.scratch.index
    const docker =
      isSeen && !ofScratch ? dockerCommand(this.image.info?.tags[0], details.fullPath, this.bridge.platform) : null
    const extract = this.#extractCommand(subject, details.fullPath)
    const actions: Readonly<Record<FileAction, (() => unknown) | null>> = {
      save: subject && subject.plain !== null ? () => this.save.save(subject, 'plain') : null,
      saveTar: subject && (() => this.save.save(subject, 'tar')),
      copyPath: () => navigator.clipboard.writeText(details.fullPath),
      copyLayerDigest: digest === null ? null : () => navigator.clipboard.writeText(digest),
      copyDockerCommand: docker === null ? null : () => navigator.clipboard.writeText(docker),
      copyExtractCommand: extract === null ? null : () => navigator.clipboard.writeText(extract),
      ...this.#scratchMenu(),
    }
    const possible = (Object.keys(actions) as FileAction[]).filter((action) => actions[action] !== null)
    const chosen = await this.bridge.fileMenu(possible)
    if (chosen !== null) await actions[chosen]?.()
  }

  #extractCommand(subject: SaveSubject | null, path: string): string | null {
    if (subject?.view.kind !== 'merged' || subject.plain === null || !this.archive) return null
    if (subject.view.upto >= this.image.ownLayers.length) return null
    const image = this.archive.images.length > 1 ? (this.image.info?.index ?? null) : null
    return extractCommand(this.archive.path, image, path, subject.view.upto, this.bridge.platform)
  }

  /** Drags a row of files out of the window. */
  dragRow(row: Row, view: View = this.image.view): void {
    void this.dragOut.begin(row, rowSubject(row, view), this.save.running)
  }

  /** Saves what the details show; the whole view where nothing is selected. */
  #saveSelected(form: 'plain' | 'tar'): void {
    if (this.phase.kind !== 'open' || this.artifact.other || !this.image.info) return
    const whole: SaveSubject = { view: this.image.view, node: 0, plain: 'folder', name: '' }
    const subject = this.details.path === null ? whole : this.saveSubject
    if (subject) void this.save.save(subject, form)
  }

  /** Whether a container layer can be put on the image: all of its layers are stacked. */
  get canStartScratch(): boolean {
    const { ownLayers, stacked, scratch } = this.image
    return scratch === null && ownLayers.length > 0 && stacked === ownLayers.length
  }

  /** Puts a container layer on the image, and shows it. */
  startScratch(): void {
    void this.scratch.start()
  }

  /** Opens what copy on write stores, in place of what else is shown there; closes it where it is open. */
  showScratch(): void {
    if (this.scratch.open) {
      this.scratch.open = false
      return
    }
    this.problems.open = false
    this.verification.open = false
    this.search.open = false
    void this.scratch.show()
  }

  /** Saves what a commit of the container layer would ship. */
  saveScratch(): void {
    const { scratch } = this.image
    if (!scratch) return
    const view = { kind: 'layer', layer: scratch.index } as const
    void this.save.save({ view, node: ROOT, plain: null, name: 'container-layer' }, 'tar')
  }

  /** What the path that is looked at can be asked for in the container layer. */
  get scratchActions(): readonly ScratchAction[] {
    const { details } = this.details
    const { scratch } = this.image
    const last = details?.versions.at(-1)
    if (!details || !last || details.node === ROOT) return []
    const undo: ScratchAction[] = last.layer === scratch?.index ? ['scratchDiscard'] : []
    if (!last.entry) return undo
    const edit: ScratchAction[] = last.entry.type === 'file' ? ['scratchEdit'] : []
    return [...edit, 'scratchRename', 'scratchMode', 'scratchDelete', 'scratchNewFile', ...undo]
  }

  /** Why the last change was not made; '' where it was. */
  get scratchTrouble(): string {
    const { trouble } = this.scratch
    if (!trouble) return ''
    const words = messages.scratch
    if ('refusal' in trouble) return words.refusals[trouble.refusal](MOST_SCRATCH_BYTES)
    return 'failure' in trouble ? visible(trouble.failure.message) : words.cannotEdit[trouble.why]
  }

  /** Begins a change of the path that is looked at. */
  async scratchAction(action: ScratchAction): Promise<void> {
    const { details } = this.details
    const entry = details?.versions.at(-1)?.entry ?? null
    if (!details || !(await this.scratch.start())) return
    const { node, fullPath: path } = details
    const isDirectory = entry?.type === 'dir'
    const directory = isDirectory ? path : splitPath(path).directory
    const ask = (type: NewType): void =>
      this.scratch.ask({ kind: 'new', parent: isDirectory ? node : directory, path: directory, type })
    switch (action) {
      case 'scratchEdit':
        return this.scratch.edit(node, path, entry?.content ?? null)
      case 'scratchRename':
        return this.scratch.ask({ kind: 'rename', node, path })
      case 'scratchMode':
        if (entry) this.scratch.ask({ kind: 'mode', node, path, entry })
        return
      case 'scratchDelete':
        await this.scratch.change({ kind: 'delete', node })
        return
      case 'scratchDiscard':
        await this.scratch.change({ kind: 'discard', node })
        return
      case 'scratchNewFile':
        return ask('file')
      case 'scratchNewFolder':
        return ask('dir')
      case 'scratchNewLink':
        return ask('symlink')
    }
  }

  #scratchMenu(): Record<ScratchAction, (() => unknown) | null> {
    const possible = this.image.scratch !== null || this.canStartScratch ? this.scratchActions : []
    const has = (action: ScratchAction, as: ScratchAction = action): (() => unknown) | null =>
      possible.includes(as) ? () => this.scratchAction(action) : null
    return {
      scratchEdit: has('scratchEdit'),
      scratchRename: has('scratchRename'),
      scratchMode: has('scratchMode'),
      scratchDelete: has('scratchDelete'),
      scratchNewFile: has('scratchNewFile'),
      scratchNewFolder: has('scratchNewFolder', 'scratchNewFile'),
      scratchNewLink: has('scratchNewLink', 'scratchNewFile'),
      scratchDiscard: has('scratchDiscard'),
    }
  }

  /** The container layer came, changed at a path, or went. */
  #scratchChanged(node: NodeId | null): void {
    const { image } = this
    const began = image.scratch === null
    const layer = this.scratch.status?.layer ?? null
    image.scratch = layer
    if (layer && (began || node !== null)) {
      image.selected = layer.index
      image.scope = 'merged'
      this.mode = 'files'
    } else if (image.selected >= image.layers.length) image.selected = Math.max(0, image.layers.length - 1)
    this.#viewChanged()
    this.details.changed(layer?.index ?? null)
    if (node !== null) void this.goTo(node)
  }

  /** Shows a path that the merged layers have, by its text. */
  async goToPath(path: string, layer: number): Promise<void> {
    const view = { kind: 'merged', upto: this.image.ownLayers.length - 1 } as const
    let node: NodeId = ROOT
    for (const name of path.split('/').filter(Boolean)) {
      const page = await this.#engine.children({
        view,
        parent: node,
        sort: { by: 'name', descending: false },
        show: 'all',
        offset: 0,
        limit: 10_000,
      })
      const found = page.ok ? page.value.rows.find((row) => row.name === name) : undefined
      if (!found) return
      node = found.node
    }
    await this.goTo(node, layer)
  }

  /** Opens an archive in this window. */
  async open(path: string): Promise<void> {
    this.#opening += 1
    const opening = this.#opening
    this.#clear()
    this.phase = { kind: 'opening', path }
    try {
      await this.#engine.start()
    } catch (error) {
      if (!this.#isOpening(opening)) return
      this.phase = { kind: 'engine-gone', path, reason: error instanceof Error ? error.message : String(error) }
      return
    }
    const answer = await this.#engine.openArchive(path)
    // An engine that is gone has told so by itself.
    if (!this.#isOpening(opening)) return
    if (!answer.ok) {
      this.phase = { kind: 'failed', path, failure: answer.failure }
      return
    }
    this.archive = answer.value
    this.problems.start(answer.value.problems)
    const [first] = answer.value.images
    this.phase = { kind: 'open', path }
    this.guide = isSample(path)
    if (first) await this.showImage(first)
    else this.showOther(0)
    void this.bridge.archiveOpened(path, this.choice?.label ?? this.fileName)
  }

  /** The image that is shown, as one side of a comparison; null where none is. */
  get comparedImage(): ComparedImage | null {
    const { info } = this.image
    if (this.phase.kind === 'comparison') return this.compare.request?.a ?? null
    return this.phase.kind === 'open' && info ? { archive: this.phase.path, image: info.index } : null
  }

  /** Compares two images in this window. */
  async openComparison(request: ComparisonRequest): Promise<void> {
    this.#opening += 1
    const opening = this.#opening
    this.#clear()
    this.phase = { kind: 'comparison' }
    try {
      await this.#engine.start()
    } catch (error) {
      if (opening === this.#opening) this.#engineGone(error instanceof Error ? error.message : String(error), request)
      return
    }
    if (await this.compare.open(request)) this.#tellComparison()
  }

  /** Turns the sides of a comparison round. */
  async swapComparison(): Promise<void> {
    await this.compare.swap()
    this.#tellComparison()
  }

  #tellComparison(): void {
    const { request, names } = this.compare
    if (request) void this.bridge.comparisonOpened(request, messages.compare.windowTitle(...names))
  }

  /** Opens the same archive or comparison again, in a new engine. */
  reopen(): void {
    const comparison =
      this.phase.kind === 'comparison'
        ? this.compare.request
        : this.phase.kind === 'engine-gone'
          ? this.phase.comparison
          : null
    if (comparison) void this.openComparison(comparison)
    else if ('path' in this.phase) void this.open(this.phase.path)
  }

  /** Shows an image of the archive. One that was left for an artifact is as it was. */
  async showImage(info: ImageInfo): Promise<void> {
    if (this.phase.kind !== 'open') return
    this.artifact.clear()
    if (info === this.image.info) return
    if (this.scratch.changed) {
      this.scratch.leave(() => void this.showImage(info))
      return
    }
    this.scratch.clear()
    const { path } = this.phase
    this.details.clear()
    this.files.clear()
    this.verification.clear()
    this.search.clear()
    this.readingOn = null
    this.files.windows = info.platform?.os === 'windows'
    this.image.show(info)
    this.overview.show(info.index, info.layers.length)
    const answer = await this.#engine.openImage(info.index)
    if (this.image.info !== info) return
    if (!answer.ok) {
      if (answer.failure.code !== 'engine-gone') this.phase = { kind: 'failed', path, failure: answer.failure }
      return
    }
    this.#stackChanged(answer.value)
  }

  /** Shows a manifest of the archive that is no image; the image goes on being indexed. */
  showOther(index: number): void {
    const other = this.archive?.others[index]
    if (!other) return
    this.artifact.show(other)
    this.verification.open = false
  }

  /** Shows the overview of the image, or its files as they were left. */
  setMode(mode: Mode): void {
    this.mode = mode
    if (mode === 'overview' && this.image.opened) this.overview.visit()
  }

  /** Shows a layer among the files. */
  selectLayer(layer: number): void {
    this.artifact.clear()
    this.mode = 'files'
    if (layer === this.image.selected || !this.image.layers[layer]) return
    this.image.selected = layer
    this.#viewChanged()
  }

  setScope(scope: Scope): void {
    if (scope === this.image.scope) return
    this.image.scope = scope
    this.#viewChanged()
  }

  setFilter(filter: FilesFilter): void {
    this.files.choose(filter, this.details.path)
  }

  setQuery(query: string): void {
    void this.files.setQuery(query, this.details.path)
  }

  /** Begins the tree of a Windows image with drive C, or with what the layers hold. */
  setDrive(drive: boolean): void {
    this.files.setDrive(drive, this.details.path)
  }

  /** Reads a layer to its end that was taken for a bomb. */
  async readOn(layer: number): Promise<void> {
    const { info } = this.image
    if (this.readingOn !== null || !info) return
    this.readingOn = layer
    const answer = await this.#engine.readBeyondBound(layer)
    if (this.image.info !== info) return
    if (answer.ok) this.#stackChanged(answer.value)
    else this.readingOn = null
  }

  /**
   * Shows a path in the tree of the files, as the layers up to `layer` have it; null: as the view has it. Where that view
   * does not have it, that of all layers up to the topmost is taken.
   */
  async goTo(path: NodeId, layer: number | null = null): Promise<void> {
    this.artifact.clear()
    this.mode = 'files'
    this.pane = 'files'
    if (layer !== null && this.image.layers[layer]) this.#showMerged(layer)
    if (path === ROOT) return
    // A filter stays where it leaves the path.
    if (!this.files.list && (await this.#revealed(path))) return
    await this.files.setQuery('', null)
    this.files.choose('all', null)
    if (await this.#revealed(path)) return
    this.#showMerged(this.image.layers.length - 1)
    await this.#revealed(path)
  }

  #showMerged(layer: number): void {
    this.showView(layer, 'merged')
  }

  /** Shows a layer, or all up to it, in the files. */
  showView(layer: number, scope: Scope): void {
    if ((this.image.scope === scope && this.image.selected === layer) || !this.image.layers[layer]) return
    this.image.selected = layer
    this.image.scope = scope
    this.#viewChanged()
  }

  /** Opens the search in contents, in place of what else is shown there. */
  showSearch(pattern?: string): void {
    if (!this.image.info || this.artifact.other) return
    this.problems.open = false
    this.verification.open = false
    this.scratch.open = false
    this.search.show(pattern)
  }

  /** Shows the version of a file in which something was found, at its line. */
  async goToMatch({ path, layer }: FileMatches, match: ContentMatch | null): Promise<void> {
    await this.goTo(path)
    const details = await this.details.loaded()
    if (details?.node !== path) return
    const version = details.versions.find((one) => one.layer === layer && one.entry !== null)
    if (!version) return
    this.pane = 'details'
    this.details.choose(version)
    this.details.content.reveal(match?.line ?? null)
  }

  async #revealed(path: NodeId): Promise<boolean> {
    if (!(await this.files.tree.reveal(path))) return false
    const slot = this.files.tree.cursor
    if (slot) this.files.tree.select(slot)
    return true
  }

  cancel(): void {
    void this.#engine.cancel()
  }

  resume(): void {
    void this.#engine.resume()
  }

  /** Opens files that were dropped on the window, or compares two: those, or the one and the image that is shown. */
  openFiles(files: Iterable<File>, compare: boolean): void {
    const paths = [...files].map((file) => this.bridge.pathForFile(file)).filter((path) => path !== '')
    const [first, second] = paths
    if (first === undefined) return
    const shown = this.comparedImage
    if (compare && second !== undefined) {
      void this.bridge.openComparison({ a: { archive: first, image: null }, b: { archive: second, image: null } })
    } else if (compare && shown) {
      void this.bridge.openComparison({ a: shown, b: { archive: first, image: null } })
    } else void this.bridge.openPaths(paths)
  }

  openRecent({ path, comparison }: RecentFile): void {
    if (comparison) void this.bridge.openComparison(comparison)
    else void this.bridge.openPaths([path])
  }

  async loadRecent(): Promise<void> {
    this.recent = await this.bridge.recentFiles()
  }

  async clearRecent(): Promise<void> {
    await this.bridge.clearRecentFiles()
    await this.loadRecent()
  }

  async #answer(request: OpenRequest): Promise<void> {
    if (request.kind === 'archive') {
      await this.open(request.path)
      return
    }
    if (request.kind === 'comparison') {
      await this.openComparison(request.request)
      return
    }
    this.phase = { kind: 'welcome' }
    await this.loadRecent()
  }

  #isOpening(opening: number): boolean {
    return opening === this.#opening && this.phase.kind === 'opening'
  }

  #clear(): void {
    this.archive = null
    this.commands.history.clear()
    this.dragOut.dismiss()
    this.compare.clear()
    this.artifact.clear()
    this.palette.clear()
    this.search.clear()
    this.image.clear()
    this.files.clear()
    this.details.clear()
    this.save.clear()
    this.scratch.clear()
    this.guide = false
    this.verification.clear()
    this.mode = 'files'
    this.overview.show(null, 0)
    this.problems.start([])
    this.problems.open = false
  }

  #viewChanged(): void {
    const { view, layer } = this.image
    void this.files.show(view, layer?.entries ?? null)
    this.details.follow(view)
  }

  #stackChanged(status: StackStatus): void {
    if (this.image.update(status)) this.#readStacked()
  }

  /** The first change is shown at once; those that follow closely are taken together. */
  #readStacked(): void {
    if (this.#refresh !== null) {
      this.#refreshAgain = true
      return
    }
    const { view, layer } = this.image
    void this.files.show(view, layer?.entries ?? null)
    this.details.refresh()
    this.overview.stacked()
    if (this.mode === 'overview') this.overview.visit()
    this.#refresh = setTimeout(() => {
      this.#refresh = null
      const again = this.#refreshAgain
      this.#refreshAgain = false
      if (again && this.image.info) this.#readStacked()
    }, REFRESH_PAUSE)
  }

  #engineGone(reason: string, comparison = this.compare.request): void {
    if (this.phase.kind === 'comparison') {
      if (comparison) this.phase = { kind: 'engine-gone', path: comparison.a.archive, reason, comparison }
      return
    }
    if (this.phase.kind !== 'opening' && this.phase.kind !== 'open') return
    this.phase = { kind: 'engine-gone', path: this.phase.path, reason }
  }
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path
}
