/** What a run of a job did: in the log, as metrics, and as last result in the registry. */
import * as z from 'zod'
import { JobName } from '../ids/job-name.ts'

/** `continues`: its time or memory was used up, and the next run goes on. `busy`: another run is at it. */
export const Outcome = z.enum(['done', 'continues', 'busy', 'failed'])
export type Outcome = z.infer<typeof Outcome>

/** By name: `items`, `files`, … */
const Counts = z.record(z.string(), z.number())

const Failure = z.object({ code: z.string(), message: z.string() })

export const ZoneResult = z.object({
  /** '' for what belongs to no zone. */
  zone: z.string(),
  outcome: Outcome,
  counts: Counts,
  /** Read and written. */
  bytes: z.number(),
  /** ms since the epoch */
  startedAt: z.number(),
  ms: z.number(),
  failure: Failure.exactOptional(),
  /** What a dry run would do, or what a check found: one sentence each. */
  notes: z.array(z.string())
})
export type ZoneResult = z.infer<typeof ZoneResult>

export const JobResult = z.object({
  job: JobName,
  outcome: Outcome,
  counts: Counts,
  bytes: z.number(),
  startedAt: z.number(),
  ms: z.number(),
  /** How many it was to look at, those it did not get to included. */
  zones: z.number(),
  /** Zones that did not end well (failed, busy, to be continued), or of which there is something to say; at most 101. */
  notable: z.array(ZoneResult)
})
export type JobResult = z.infer<typeof JobResult>

/** Keys are few and made here, never by what is counted. */
export function addCounts(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count
}
