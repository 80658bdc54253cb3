import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { COMMANDS, CONTEXT_ACTIONS } from '../../shared/commands.ts'
import type { Question, Questions } from '../../shared/ipc.ts'
import { comparedImageSchema, comparisonSchema } from './comparison-request.ts'
import { someSettingsSchema } from './settings-file.ts'

/** Characters of a page that a window may have saved. */
const LARGEST_PAGE = 64 * 1024 * 1024
/** Characters; no system has longer paths. */
const LONGEST_PATH = 65_536
const LONGEST_TITLE = 10_000
/** Files that are opened at once. */
const MOST_PATHS = 1000

const path = z.string().min(1).max(LONGEST_PATH)
const title = z.string().max(LONGEST_TITLE)
const nothing = z.tuple([])

/**
 * What the arguments of each question of a page must be, their number included. What a page sends is whatever took the
 * page over would send: no more of it is used than is checked here.
 */
export const QUESTION_SCHEMAS: { readonly [Q in Question]: z.ZodType<Parameters<Questions[Q]>> } = {
  openRequest: nothing,
  openPaths: z.tuple([z.array(path).max(MOST_PATHS)]),
  openDialog: nothing,
  openSample: nothing,
  recentFiles: nothing,
  clearRecentFiles: nothing,
  archiveOpened: z.tuple([path.refine(isAbsolute), title]),
  openComparison: z.tuple([comparisonSchema]),
  compareDialog: z.tuple([comparedImageSchema.nullable()]),
  comparisonOpened: z.tuple([comparisonSchema, title]),
  savePage: z.tuple([title, z.string().max(LARGEST_PAGE)]),
  startEngine: nothing,
  endEngine: nothing,
  chooseSaveTarget: z.tuple([z.object({ form: z.enum(['file', 'folder', 'tar']), name: title })]),
  showSaved: z.tuple([z.uuid()]),
  settings: nothing,
  changeSettings: z.tuple([
    someSettingsSchema.strict().refine((change) => Object.keys(change).length > 0, 'names no setting'),
  ]),
  lostSettings: nothing,
  cacheUsage: nothing,
  clearCache: nothing,
  fileMenu: z.tuple([
    z
      .array(
        z.enum([
          'save',
          'saveTar',
          'copyPath',
          'copyLayerDigest',
          'copyDockerCommand',
          'copyExtractCommand',
          'scratchEdit',
          'scratchDelete',
          'scratchRename',
          'scratchMode',
          'scratchNewFile',
          'scratchNewFolder',
          'scratchNewLink',
          'scratchDiscard',
        ]),
      )
      .max(20),
  ]),
  contextMenu: z.tuple([z.array(z.enum(CONTEXT_ACTIONS)).max(CONTEXT_ACTIONS.length)]),
  showArchive: nothing,
  prepareDrag: z.tuple([title]),
  startDrag: z.tuple([z.uuid()]),
  progressChanged: z.tuple([
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('none') }),
      z.object({ kind: z.literal('busy'), fraction: z.number().min(0).max(1).nullable() }),
      z.object({ kind: z.literal('failed') }),
    ]),
  ]),
  commandsChanged: z.tuple([z.array(z.enum(COMMANDS)).max(COMMANDS.length)]),
  versionIsNew: nothing,
  newsSeen: nothing,
}
