/**
 * Port: verifications too large for a request. On AWS a queue with a worker function, locally a background task; both
 * call `runVerification` (files/run-verification.ts) for each job, again after a failure.
 */
import * as z from 'zod'
import { UploadHash } from '../ids/content-hash.ts'
import { ZoneName } from '../ids/zone-name.ts'

/** Names the registry's verification record, which holds the rest. */
export const VerificationJob = z.object({
  zone: ZoneName,
  hash: UploadHash,
  uploadId: z.string().regex(/^[0-9a-f]{32}$/)
})
export type VerificationJob = z.infer<typeof VerificationJob>

export interface VerificationQueue {
  /** Durable when the promise resolves. */
  send(job: VerificationJob): Promise<void>
}
