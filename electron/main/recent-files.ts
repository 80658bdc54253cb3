import { readdir, stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import type { ComparisonRequest } from '../../shared/comparison.ts'
import type { RecentFile } from '../../shared/desktop-api.ts'
import { comparisonSchema } from './comparison-request.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import { patientFiles } from './patient-files.ts'

/** How many files are remembered. */
export const RECENT_FILES_LIMIT = 20

const entrySchema = z.object({
  /** Of a comparison: of its first side. */
  path: z.string().refine(isAbsolute),
  openedAt: z.number().nonnegative(),
  comparison: z.object({ request: comparisonSchema, title: z.string() }).optional(),
})
const fileSchema = z.object({ version: z.literal(1), files: z.array(entrySchema) })

/** A file that was opened, or two that were compared. */
export type RecentEntry = z.infer<typeof entrySchema>

/** The files that were opened and the comparisons, newest first, each once; kept in a JSON file. */
export class RecentFiles {
  readonly #file: string
  #entries: readonly RecentEntry[]

  /** Reads `file`; starts empty where it is missing or damaged. */
  constructor(file: string) {
    this.#file = file
    this.#entries = newestFirst(readJsonFile(file, fileSchema)?.files ?? [])
  }

  get entries(): readonly RecentEntry[] {
    return this.#entries
  }

  /** Of files that were opened by themselves. */
  get paths(): readonly string[] {
    return this.#entries.filter(({ comparison }) => comparison === undefined).map(({ path }) => path)
  }

  /** Puts a path first. `openedAt` is in milliseconds since 1970. */
  add(path: string, openedAt: number): void {
    this.#put({ path, openedAt })
  }

  /** Puts a comparison first. `openedAt` is in milliseconds since 1970. */
  addComparison(request: ComparisonRequest, title: string, openedAt: number): void {
    this.#put({ path: request.a.archive, openedAt, comparison: { request, title } })
  }

  clear(): void {
    this.#replace([])
  }

  /** With the sizes of this moment, as far as their disks answer in time. */
  list(): Promise<readonly RecentFile[]> {
    return Promise.all(
      this.#entries.map(async ({ path, openedAt, comparison }) => ({
        path,
        name: comparison?.title ?? basename(path),
        size: await patientFiles.ask(
          () => (comparison === undefined ? sizeOf(path) : sizeOfBoth(comparison.request)),
          null,
        ),
        openedAt,
        comparison: comparison?.request ?? null,
      })),
    )
  }

  #put(entry: RecentEntry): void {
    this.#replace([entry, ...this.#entries.filter((other) => keyOf(other) !== keyOf(entry))])
  }

  #replace(entries: readonly RecentEntry[]): void {
    this.#entries = entries.slice(0, RECENT_FILES_LIMIT)
    writeJsonFile(this.#file, { version: 1, files: this.#entries })
  }
}

/** The same for the same file, and for the same two whichever comes first. */
function keyOf({ path, comparison }: RecentEntry): string {
  if (comparison === undefined) return path
  const { a, b } = comparison.request
  return `comparison ${[JSON.stringify(a), JSON.stringify(b)].sort().join(' ')}`
}

/** Of several entries of one file or comparison the newest stays. */
function newestFirst(entries: readonly RecentEntry[]): readonly RecentEntry[] {
  const seen = new Set<string>()
  return [...entries]
    .sort((a, b) => b.openedAt - a.openedAt)
    .filter((entry) => !seen.has(keyOf(entry)) && seen.add(keyOf(entry)))
    .slice(0, RECENT_FILES_LIMIT)
}

/** Bytes of both archives, of one where it is the same; null where one is not there. */
async function sizeOfBoth({ a, b }: ComparisonRequest): Promise<number | null> {
  const sizes = await Promise.all([...new Set([a.archive, b.archive])].map(sizeOf))
  return sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0)
}

/** Bytes of a file, or of all blobs of an OCI layout folder; null where nothing is there. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path)
    return found.isDirectory() ? await sizeOfBlobs(join(path, 'blobs')) : found.size
  } catch {
    return null
  }
}

/** OCI image-spec, image-layout.md: blobs are at `blobs/<algorithm>/<encoded>`. */
async function sizeOfBlobs(folder: string): Promise<number> {
  let bytes = 0
  for (const algorithm of await readdir(folder)) {
    for (const blob of await readdir(join(folder, algorithm))) bytes += (await stat(join(folder, algorithm, blob))).size
  }
  return bytes
}
