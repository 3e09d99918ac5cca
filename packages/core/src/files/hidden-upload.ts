/**
 * Uploads by who may upload and not download: nothing tells them whether a file is there. Finalize may be repeated, and an
 * upload is gone when it was taken; so it is noted that it was, or else a finalize of nothing would be answered by the
 * file that somebody else stored.
 */
import type { RecordKey, Registry } from '../stores/registry.ts'
import type { VerificationJob } from '../stores/verification-queue.ts'

const takenKey = ({ zone, hash, uploadId }: VerificationJob): RecordKey => ({
  kind: 'verification',
  zone,
  id: `taken/${hash}/${uploadId}`
})

/** Before the upload is removed. */
export async function noteTaken(registry: Registry, job: VerificationJob): Promise<void> {
  await registry.create(takenKey(job), {})
}

export async function wasTaken(registry: Registry, job: VerificationJob): Promise<boolean> {
  return (await registry.get(takenKey(job)))?.state === 'present'
}
