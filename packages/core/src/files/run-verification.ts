/**
 * A queued verification, run by the queue's worker: at least once, after failures again. It holds the record's lease
 * while it works, and lets go of it where it cannot finish. The activity says in the end how it went.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors, GatewayError } from '../errors.ts'
import type { Digests } from '../registrations/content-digests.ts'
import type { VerificationJob } from '../stores/verification-queue.ts'
import { withTimeout } from '../with-timeout.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { requireSafeUploads } from '../zones/unsigned-headers.ts'
import { inspectContent } from './inspect-content.ts'
import { uploadKey } from './keys.ts'
import { changeState, readPartedUpload } from './parted-upload.ts'
import { discard, type Publication, publishUpload } from './publish-upload.ts'
import { recordVerification, wrongContentId } from './record-verification.ts'
import { failureError, type UploadFailure } from './upload-failure.ts'
import { VerificationLease } from './verification-lease.ts'
import {
  isAtWork,
  leaseRenewal,
  readVerification,
  type VerificationProgress,
  type VerificationRecord
} from './verification-record.ts'

/**
 * `again`: somebody else works on it, or it took longer than `giveUpAfter` ms and came no further; ask later. What came
 * further is handed on as a new job. Throws where a store does not
 * answer; the job is to be repeated.
 */
export async function runVerification(
  deps: GatewayDeps,
  job: VerificationJob,
  { giveUpAfter }: { giveUpAfter?: number } = {}
): Promise<'done' | 'again'> {
  if (job.inspect !== undefined) return inspectContent(deps, job, job.inspect)
  const known = await readVerification(deps.registry, job)
  if (known === undefined || known.record.state === 'failed') return 'done'
  const { record } = known
  if (isAtWork(record, deps.now())) return 'again'
  const lease = new VerificationLease(deps, job, record, known.version)
  if (!(await lease.renew())) return 'again'
  const before = lease.progress

  const renewing = setInterval(() => void lease.renew().catch(() => {}), leaseRenewal)
  try {
    const work = verify(deps, job, record, lease)
    if (giveUpAfter === undefined) await work
    else if (
      (await withTimeout(
        giveUpAfter,
        work.then(() => 'ended' as const),
        () => 'late' as const
      )) === 'late'
    ) {
      deps.logger.warn('verification.out_of_time', { zone: job.zone, hash: job.hash, ms: Math.round(giveUpAfter) })
      clearInterval(renewing)
      if (!advanced(before, lease.progress)) {
        await lease.release()
        return 'again'
      }
      // A new job, so that the queue doesn't count it as one that fails again and again.
      await lease.handOn()
      await deps.verificationQueue.send(job)
      return 'done'
    }
    return 'done'
  } catch (error) {
    if (error instanceof GatewayError && error.kind !== 'unavailable') {
      // Trying again would not help: its zone is gone, say.
      deps.logger.error('verification.given_up', { zone: job.zone, hash: job.hash, reason: error.message })
      await lease.fail({})
      return 'done'
    }
    await lease.release().catch(() => {})
    throw error
  } finally {
    clearInterval(renewing)
  }
}

/** Whether a run came further than the one before. */
function advanced(before: VerificationProgress | undefined, now: VerificationProgress | undefined): boolean {
  const { bytes = 0, copied = 0 } = before?.etag === now?.etag ? (before ?? {}) : {}
  return now !== undefined && (now.bytes > bytes || (now.copied ?? 0) > copied)
}

async function verify(
  deps: GatewayDeps,
  job: VerificationJob,
  record: Extract<VerificationRecord, { state: 'running' }>,
  lease: VerificationLease
): Promise<void> {
  const zone = await resolveZone(deps, job.zone)
  await requireSafeUploads(deps, zone)
  const { hidden, parts, registrant, name, sha256 } = record
  const upload = {
    hash: job.hash,
    size: record.size,
    uploadId: job.uploadId,
    ...defined({ hidden, parts, registrant, name, sha256 })
  }
  const objectKey = uploadKey(zone, job.hash, job.uploadId)
  const publication = await publishUpload(deps, zone, upload, record.facts, lease)
  const found = foundBy(publication)
  const id =
    found?.actual !== undefined
      ? wrongContentId(job.uploadId, found.actual)
      : // One item for each time that it was queued, however often the job runs.
        `verification-${job.uploadId}-${record.attempt}`
  await recordVerification(deps, id, {
    zone: job.zone,
    upload: { ...upload, ...(publication.outcome === 'published' && defined({ hash: publication.digests?.sha1 })) },
    objectKey,
    facts: record.facts,
    failure: found && failureError(job.hash, found)
  })
  if (publication.outcome === 'published') {
    if (parts !== undefined) await noteStored(deps, job, publication.digests)
    await lease.erase()
    return
  }
  const noted = await lease.fail(found ?? {})
  if (!noted) throw errors.storeUnavailable('the registry', new Error('the lease was lost'))
  await discard(deps, zone.bucket, objectKey)
}

/** Before its verification goes: whoever asks how far the upload is finds one of them. */
async function noteStored(
  deps: GatewayDeps,
  { zone, uploadId }: VerificationJob,
  digests?: Partial<Digests>
): Promise<void> {
  const known = await readPartedUpload(deps.registry, zone, uploadId)
  if (known !== undefined) await changeState(deps.registry, zone, known, 'stored', digests)
}

/** undefined: what was announced. */
function foundBy(publication: Publication): UploadFailure | undefined {
  switch (publication.outcome) {
    case 'published':
      return undefined
    case 'missing':
      return {}
    case 'wrong_content':
      return publication.found
  }
}
