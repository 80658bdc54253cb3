import * as z from 'zod'
import type { ArchiveMembers, Member } from './archive-members.ts'
import type { ArchiveProblems } from './archive-problems.ts'
import { readJson } from './bounded-json.ts'
import { EngineError } from './engine-error.ts'
import { parseConfig } from './image-config.ts'
import type { ImageConfig, Instruction } from './image-config.ts'
import type { ImageParts } from './image.ts'
import { layerSource } from './layer-source.ts'

/** Docker image spec v1.0, "repositories": name to tag to the ID of the topmost layer. */
const RepositoriesSchema = z.record(z.string(), z.record(z.string(), z.string()))

/** Docker image spec v1.0, "Image JSON": one for each layer, with its parent. */
const LayerSchema = z.looseObject({
  parent: z.string().nullish(),
  parent_id: z.string().nullish(),
  created: z.string().nullish(),
  author: z.string().nullish(),
  comment: z.string().nullish(),
  container_config: z.looseObject({ Cmd: z.array(z.string()).nullish() }).nullish(),
})

type LayerJson = z.infer<typeof LayerSchema>

/** No image of Docker's storage had more layers than this. */
const MOST_LAYERS = 1024
const ID = /^[0-9a-zA-Z_.-]+$/

/**
 * Reads an archive of `docker save` before 1.10: `repositories`, and for each layer ID a folder with `json` and `layer.tar`.
 * @throws EngineError where `repositories` can not be read or lists nothing.
 */
export function readLegacyArchive(
  repositories: Member,
  members: ArchiveMembers,
  problems: ArchiveProblems,
): ImageParts[] {
  const where = problems.at('repositories')
  const parsed = RepositoriesSchema.safeParse(readJson(repositories, where, 'manifest-invalid').value)
  if (!parsed.success)
    throw new EngineError(
      'manifest-invalid',
      `${where.archive}: repositories is not a list of tags.`,
      where,
      parsed.error,
    )
  const tagsOf = new Map<string, string[]>()
  for (const [name, tags] of Object.entries(parsed.data))
    for (const [tag, id] of Object.entries(tags)) {
      const known = tagsOf.get(id)
      if (known === undefined) tagsOf.set(id, [`${name}:${tag}`])
      else known.push(`${name}:${tag}`)
    }
  if (tagsOf.size === 0)
    throw new EngineError('archive-not-an-image', `${where.archive}: repositories lists no image.`, where)
  return [...tagsOf].map(([id, tags]) => readImage(id, tags, members, problems))
}

function readImage(
  top: string,
  tags: readonly string[],
  members: ArchiveMembers,
  problems: ArchiveProblems,
): ImageParts {
  const chain: { id: string; value: unknown; json: LayerJson }[] = []
  for (let id: string | null = top; id !== null;) {
    if (chain.some((layer) => layer.id === id) || chain.length >= MOST_LAYERS) {
      problems.add('index-loop', 'error', `The layer ${id} is its own ancestor.`, problems.at(`${id}/json`))
      break
    }
    const layer = readLayer(id, members, problems)
    chain.unshift({ id, ...layer })
    const parent: string | null = layer.json.parent ?? layer.json.parent_id ?? null
    id = parent === '' ? null : parent
  }
  const value = chain.at(-1)?.value ?? null
  const sources = chain.map(({ id }) =>
    layerSource(members.find(`${id}/layer.tar`), { digest: null, mediaType: null, statedSize: null }),
  )
  const config: ImageConfig = {
    ...parseConfig(value),
    diffIds: [],
    history: chain.map(({ json }) => instruction(json)),
  }
  return {
    tags,
    id: null,
    manifestDigest: null,
    platform: null,
    configValue: value,
    config,
    sources,
    documents: [],
    annotations: {},
  }
}

function readLayer(
  id: string,
  members: ArchiveMembers,
  problems: ArchiveProblems,
): { value: unknown; json: LayerJson } {
  const where = problems.at(`${id}/json`)
  const member = ID.test(id) ? members.find(`${id}/json`) : null
  if (member === null) {
    problems.add('config-missing', 'error', `${id}/json is not in the archive.`, where)
    return { value: null, json: {} }
  }
  try {
    const { value } = readJson(member, where, 'config-invalid')
    const parsed = LayerSchema.safeParse(value)
    if (!parsed.success)
      problems.add('config-invalid', 'warning', `${id}/json is not as the specification says.`, where)
    return { value, json: parsed.data ?? {} }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    problems.addError(error)
    return { value: null, json: {} }
  }
}

function instruction(json: LayerJson): Instruction {
  return {
    createdBy: json.container_config?.Cmd?.join(' ') ?? null,
    created: json.created ?? null,
    emptyLayer: false,
    comment: json.comment ?? null,
    author: json.author ?? null,
  }
}
