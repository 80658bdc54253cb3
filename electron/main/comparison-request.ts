import { realpath } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import type { ComparedImage, ComparisonRequest } from '../../shared/comparison.ts'
import { patientFiles } from './patient-files.ts'

const index = z.number().int().min(0).max(1_000_000)
const viewSchema = z.union([
  z.object({ kind: z.literal('layer'), layer: index }),
  z.object({ kind: z.literal('merged'), upto: index }),
])

/** An image to compare, as a page names it. */
export const comparedImageSchema: z.ZodType<ComparedImage> = z
  .object({ archive: z.string().refine(isAbsolute), image: index.nullable(), view: viewSchema.optional() })
  .transform(({ view, ...image }) => (view === undefined ? image : { ...image, view }))

/** A comparison, as a page or a file of settings names it. */
export const comparisonSchema: z.ZodType<ComparisonRequest> = z.object({
  a: comparedImageSchema,
  b: comparedImageSchema,
})

/** The images of two archives that go best with each other. */
export function comparisonOf(a: string, b: string): ComparisonRequest {
  return { a: { archive: a, image: null }, b: { archive: b, image: null } }
}

/**
 * What tells one comparison from another: the same for the same two images and views whichever comes first, however their
 * archives are reached. Never the path of a file.
 */
export async function comparisonKey({ a, b }: ComparisonRequest): Promise<string> {
  const sides = await Promise.all(
    [a, b].map(async ({ archive, image, view }) => {
      const file = await patientFiles.ask(() => realpath(archive), archive)
      const seen = view === undefined ? [] : view.kind === 'layer' ? ['layer', view.layer] : ['merged', view.upto]
      return JSON.stringify([file, image, ...seen])
    }),
  )
  return `comparison ${sides.sort().join(' ')}`
}
