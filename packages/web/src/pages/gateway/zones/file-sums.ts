/** What the gateway says that there is, or goes, before it does something that loses files. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import * as z from 'zod/mini'
import { bytesText, countOf } from '../../zone/usage/quantity.ts'

const Sum = z.object({ files: z.number(), bytes: z.number(), more: z.boolean() })
const Sums = z.object({ there: Sum, going: Sum })
export type FileSum = z.infer<typeof Sum>
export type Sums = z.infer<typeof Sums>

const Occupied = z.object({
  formerOwner: z.nullable(z.string()),
  objects: z.number(),
  bytes: z.number(),
  more: z.boolean(),
  usedBy: z.array(z.object({ zone: z.string(), gateway: z.string() }))
})
export type Occupied = z.infer<typeof Occupied>

/** undefined: it was refused for another reason. */
export function sumsOf(error: unknown): Sums | undefined {
  if (!(error instanceof ApiError) || error.code !== 'zone.scratch_unconfirmed') return undefined
  return Sums.safeParse(error.problem).data
}

/** undefined: it was refused for another reason. */
export function occupiedOf(error: unknown): Occupied | undefined {
  if (!(error instanceof ApiError) || error.code !== 'zone.had_before') return undefined
  return Occupied.safeParse(error.problem.occupied).data
}

/** What the zone has whose removal was not confirmed; undefined: it was refused for another reason. */
export function goingOf(error: unknown): FileSum | undefined {
  if (!(error instanceof ApiError) || error.code !== 'zone.removal_unconfirmed') return undefined
  return Sum.safeParse(error.problem.there).data
}

export const sumText = ({ files, bytes, more }: { files: number; bytes: number; more: boolean }) =>
  `${more ? 'at least ' : ''}${countOf(files, 'file')} (${bytesText(bytes)})`
