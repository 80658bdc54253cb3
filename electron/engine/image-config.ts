import * as z from 'zod'
import type { HistoryEntry, Platform } from '../../shared/archive.ts'

/** OCI image-spec, config.md; Docker's own config has the same fields. Null stands for absent in many real ones. */
const text = z.string().nullish()

const HistorySchema = z
  .array(
    z.looseObject({
      created: text,
      created_by: text,
      author: text,
      comment: text,
      empty_layer: z.boolean().nullish(),
    }),
  )
  .nullish()

const ConfigSchema = z.looseObject({
  architecture: text,
  os: text,
  variant: text,
  'os.version': text,
  created: text,
  config: z.looseObject({}).nullish(),
  rootfs: z.looseObject({ diff_ids: z.array(z.string()).nullish() }).nullish(),
  history: HistorySchema,
})

/** A history entry before it is matched to a layer. */
export type Instruction = Omit<HistoryEntry, 'layer'>

export interface ImageConfig {
  readonly platform: Platform | null
  readonly created: string | null
  readonly diffIds: readonly string[]
  /** null where the config has no history at all. */
  readonly history: readonly Instruction[] | null
  /** Fields that are not what the specification says; they are left out. */
  readonly wrong: readonly string[]
}

function salvage<T>(schema: z.ZodType<T>, value: unknown, name: string, wrong: string[]): T | null {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  wrong.push(name)
  return null
}

/** Takes from a config what is as the specification says, and names what is not. Never throws. */
export function parseConfig(value: unknown): ImageConfig {
  const whole = ConfigSchema.safeParse(value)
  const wrong: string[] = []
  const fields: Record<string, unknown> =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
  if (!whole.success && Object.keys(fields).length === 0) wrong.push('the whole')
  const shape = ConfigSchema.shape
  const os = salvage(shape.os, fields['os'], 'os', wrong) ?? null
  const architecture = salvage(shape.architecture, fields['architecture'], 'architecture', wrong) ?? null
  const variant = salvage(shape.variant, fields['variant'], 'variant', wrong) ?? null
  const osVersion = salvage(shape['os.version'], fields['os.version'], 'os.version', wrong) ?? null
  const history = salvage(HistorySchema, fields['history'], 'history', wrong) ?? null
  const rootfs = salvage(shape.rootfs, fields['rootfs'], 'rootfs', wrong) ?? null
  const created = salvage(shape.created, fields['created'], 'created', wrong) ?? null
  return {
    platform: os === null && architecture === null ? null : platformOf({ os, architecture, variant, osVersion }),
    created,
    diffIds: rootfs?.diff_ids ?? [],
    history:
      history?.map((entry) => ({
        createdBy: entry.created_by ?? null,
        created: entry.created ?? null,
        emptyLayer: entry.empty_layer === true,
        comment: entry.comment ?? null,
        author: entry.author ?? null,
      })) ?? null,
    wrong,
  }
}

/** A platform of what a manifest or config says; absent parts are ''. */
export function platformOf(parts: {
  os?: string | null | undefined
  architecture?: string | null | undefined
  variant?: string | null | undefined
  osVersion?: string | null | undefined
}): Platform {
  return {
    os: parts.os ?? '',
    architecture: parts.architecture ?? '',
    ...(parts.variant ? { variant: parts.variant } : {}),
    ...(parts.osVersion ? { osVersion: parts.osVersion } : {}),
  }
}
