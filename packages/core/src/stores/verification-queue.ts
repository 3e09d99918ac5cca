/**
 * Port: verifications too large for a request. On AWS a queue with a worker function, locally a background task; both
 * call `runVerification` (files/run-verification.ts) for each job, again after a failure.
 */
import * as z from 'zod'
import { UploadHash } from '../ids/content-hash.ts'
import { ZoneName } from '../ids/zone-name.ts'

/** Of the request that queued it: what the activity says of it later. */
export const QueuedFacts = z.object({
  requestTimestamp: z.number(),
  requestHeaders: z.record(z.string(), z.string()),
  fromClientId: z.string().exactOptional(),
  githubUserId: z.string().exactOptional()
})

/** Names the registry's verification record, which holds the rest. */
export const VerificationJob = z.object({
  zone: ZoneName,
  hash: UploadHash,
  uploadId: z.string().regex(/^[0-9a-f]{32}$/),
  /** What was put in its place by the store's word is read for collisions (files/inspect-content.ts); it has no record. */
  inspect: z.object({ size: z.number(), facts: QueuedFacts }).exactOptional()
})
export type VerificationJob = z.infer<typeof VerificationJob>

export interface VerificationQueue {
  /** Durable when the promise resolves. `after`: s, at most 900, until it may run; none by default. */
  send(job: VerificationJob, how?: { after?: number }): Promise<void>
}
