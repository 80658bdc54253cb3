import type { ContentMatch, FileMatches, SearchRequest, SearchScope, SearchSummary } from '../../shared/search.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { NO_NODE } from '../engine/path-tree.ts'
import { ContentSearch } from '../engine/search/search-contents.ts'
import { pathNode } from './find-path.ts'
import { layerNumber, reportProblems } from './open-image.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { sayLine } from './output.ts'
import type { Output } from './output.ts'
import { withProgress } from './progress-line.ts'
import { normalisedPath } from './tree.ts'

export interface SearchOptions extends ImageOptions {
  readonly fixedStrings?: boolean
  readonly ignoreCase?: boolean
  readonly filesWithMatches?: boolean
  readonly count?: boolean
  readonly text?: boolean
  readonly layer?: string
  readonly upto?: string
  readonly allLayers?: boolean
  readonly glob?: string
  readonly json?: boolean
  readonly ndjson?: boolean
}

/** Bytes of a line that are printed. */
const WIDTH = 2000
/** Files that are counted, or printed as one document, have their matches held: at most so many. */
const MOST_HELD = 1_000_000

/** Prints lines of files that have a pattern, as grep does. Answers whether there is one. */
export async function search(
  command: CommandArchive,
  pattern: string,
  path: string | undefined,
  options: SearchOptions,
  output: Output,
): Promise<boolean> {
  const session = await command.session(command.select(options))
  const below = path === undefined || normalisedPath(path) === '' ? NO_NODE : pathNode(session, path)
  const printer = printerOf(options, output)
  const request: SearchRequest = {
    id: 0,
    pattern,
    kind: options.fixedStrings === true ? 'text' : 'regex',
    caseSensitive: options.ignoreCase !== true,
    scope: scopeOf(options, session),
    binaryAsText: options.text === true,
    limit: printer.holds ? MOST_HELD : Number.MAX_SAFE_INTEGER,
    ...(options.glob === undefined ? {} : { glob: options.glob }),
  }
  const mostOfFile = options.filesWithMatches === true ? 1 : Number.MAX_SAFE_INTEGER
  const work = new ContentSearch(
    session,
    command.jobs,
    request,
    { below, mostOfFile, width: WIDTH, inOrder: true },
    (files) => printer.take(files),
  )
  const read = (): { done: number; total: number } => ({ done: work.done, total: work.total })
  const summary = await withProgress('searching', read, () => work.run())
  await printer.end(summary)
  await output.flush()
  report(summary, command, session)
  return summary.matches > 0
}

function scopeOf({ layer, upto, allLayers }: SearchOptions, session: ImageSession): SearchScope {
  if (allLayers === true) return { kind: 'all' }
  if (layer !== undefined) return { kind: 'layer', layer: layerNumber(layer, session) }
  return { kind: 'merged', upto: upto === undefined ? session.stacked - 1 : layerNumber(upto, session) }
}

function report(summary: SearchSummary, { archive }: CommandArchive, session: ImageSession): void {
  const { limited, binary } = summary
  if (binary > 0)
    sayLine(
      binary === 1
        ? 'note: 1 binary file was not searched: -F looks for a text in it, -a takes it for text.'
        : `note: ${binary} binary files were not searched: -F looks for a text in them, -a takes them for text.`,
    )
  if (limited) sayLine(`warning: the search ended after ${MOST_HELD} matches.`)
  archive.checkUnchanged()
  const wanted = [...archive.info.problems, ...session.problems].filter(({ severity }) => severity === 'error')
  const changed = archive.info.problems.filter(
    ({ code, severity }) => code === 'archive-changed' && severity !== 'error',
  )
  reportProblems([...wanted, ...changed])
}

/** What is printed of a search. */
interface Printer {
  /** Whether it holds what it takes until the end. */
  readonly holds: boolean
  take(files: readonly FileMatches[]): Promise<void>
  end(summary: SearchSummary): Promise<void>
}

function printerOf(options: SearchOptions, output: Output): Printer {
  if (options.json === true) return new JsonPrinter(output)
  if (options.ndjson === true) return new LinePrinter(async (file) => printJson(file, output))
  const ofLayers = options.allLayers === true
  if (options.filesWithMatches === true) return new LinePrinter((file) => output.line(prefix(file, ofLayers)))
  if (options.count === true) return new CountPrinter(output, ofLayers)
  return new TextPrinter(output, ofLayers)
}

/** Prints what comes as it comes. */
class LinePrinter implements Printer {
  readonly holds = false
  readonly #print: (file: FileMatches) => Promise<void>

  constructor(print: (file: FileMatches) => Promise<void>) {
    this.#print = print
  }

  async take(files: readonly FileMatches[]): Promise<void> {
    for (const file of files) await this.#print(file)
  }

  end(): Promise<void> {
    return Promise.resolve()
  }
}

/** As grep prints lines; a binary file is named once. */
class TextPrinter extends LinePrinter {
  constructor(output: Output, ofLayers: boolean) {
    let named = ''
    super(async (file) => {
      const name = prefix(file, ofLayers)
      if (!file.binary) {
        for (const match of file.matches) await output.line(`${name}:${match.line}:${lineText(match)}`)
        return
      }
      const { layer, entry } = file.content
      const key = `${layer} ${entry}`
      if (named !== key) await output.line(`Binary file ${name} matches`)
      named = key
    })
  }
}

/** The number of matching lines of each file that has one; in a binary file of matches. */
class CountPrinter implements Printer {
  readonly holds = false
  readonly #output: Output
  readonly #ofLayers: boolean
  #last: { readonly file: FileMatches; count: number } | null = null

  constructor(output: Output, ofLayers: boolean) {
    this.#output = output
    this.#ofLayers = ofLayers
  }

  async take(files: readonly FileMatches[]): Promise<void> {
    for (const file of files) {
      const { layer, entry } = file.content
      const last = this.#last
      if (last?.file.content.layer === layer && last.file.content.entry === entry) last.count += file.matches.length
      else {
        await this.end()
        this.#last = { file, count: file.matches.length }
      }
    }
  }

  async end(): Promise<void> {
    if (this.#last !== null) await this.#output.line(`${prefix(this.#last.file, this.#ofLayers)}:${this.#last.count}`)
    this.#last = null
  }
}

/** One document, of all that was found. */
class JsonPrinter implements Printer {
  readonly holds = true
  readonly #output: Output
  readonly #matches: object[] = []

  constructor(output: Output) {
    this.#output = output
  }

  take(files: readonly FileMatches[]): Promise<void> {
    for (const file of files) for (const match of file.matches) this.#matches.push(matchJson(file, match))
    return Promise.resolve()
  }

  async end({ id: _, ...summary }: SearchSummary): Promise<void> {
    await this.#output.json({ matches: this.#matches, summary }, true)
  }
}

async function printJson(file: FileMatches, output: Output): Promise<void> {
  for (const match of file.matches) await output.json(matchJson(file, match))
}

function matchJson({ fullPath, layer, state, binary, otherNames }: FileMatches, match: ContentMatch): object {
  const { line, offset, text, marks, cut } = match
  return {
    path: fullPath.slice(1),
    layer,
    state,
    binary,
    otherNames,
    offset,
    ...(line === null ? {} : { line, text, marks, cutBefore: cut[0], cutAfter: cut[1] }),
  }
}

/** `path`, or `L2:path` where layers matter. */
function prefix({ fullPath, layer }: FileMatches, ofLayers: boolean): string {
  return ofLayers ? `L${layer}:${fullPath.slice(1)}` : fullPath.slice(1)
}

function lineText({ text, cut: [before, after] }: ContentMatch): string {
  return `${before ? '…' : ''}${text.replaceAll('\t', '    ')}${after ? '…' : ''}`
}
