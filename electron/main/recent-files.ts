import { readdir, stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import type { RecentFile } from '../../shared/desktop-api.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

/** How many files are remembered. */
export const RECENT_FILES_LIMIT = 20

const entrySchema = z.object({ path: z.string().refine(isAbsolute), openedAt: z.number().nonnegative() })
const fileSchema = z.object({ version: z.literal(1), files: z.array(entrySchema) })

type Entry = z.infer<typeof entrySchema>

/** The files that were opened, newest first, each once; kept in a JSON file. */
export class RecentFiles {
  readonly #file: string
  #entries: readonly Entry[]

  /** Reads `file`; starts empty where it is missing or damaged. */
  constructor(file: string) {
    this.#file = file
    this.#entries = newestFirst(readJsonFile(file, fileSchema)?.files ?? [])
  }

  get paths(): readonly string[] {
    return this.#entries.map(({ path }) => path)
  }

  /** Puts a path first. `openedAt` is in milliseconds since 1970. */
  add(path: string, openedAt: number): void {
    this.#replace([{ path, openedAt }, ...this.#entries.filter((entry) => entry.path !== path)])
  }

  clear(): void {
    this.#replace([])
  }

  /** With the sizes of this moment. */
  list(): Promise<readonly RecentFile[]> {
    return Promise.all(
      this.#entries.map(async ({ path, openedAt }) => ({
        path,
        name: basename(path),
        size: await sizeOf(path),
        openedAt,
      })),
    )
  }

  #replace(entries: readonly Entry[]): void {
    this.#entries = entries.slice(0, RECENT_FILES_LIMIT)
    writeJsonFile(this.#file, { version: 1, files: this.#entries })
  }
}

/** Of several entries with one path the newest stays. */
function newestFirst(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Set<string>()
  return [...entries]
    .sort((a, b) => b.openedAt - a.openedAt)
    .filter(({ path }) => !seen.has(path) && seen.add(path))
    .slice(0, RECENT_FILES_LIMIT)
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
