/**
 * Operation finalizeFileUpload: the client says that its upload is complete; we look for ourselves. May be repeated:
 * once the file is there, the answer is yes, whoever's upload it was.
 */

import { type AuthorizedZone, alsoMay } from '../access/authorize-zone.ts'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { registrantToCome } from '../registrations/register-file.ts'
import { withTimeout } from '../with-timeout.ts'
import { requireSafeUploads } from '../zones/unsigned-headers.ts'
import { noteFinalized } from './begun-uploads.ts'
import { wasTaken } from './hidden-upload.ts'
import { uploadIdOf, uploadKey } from './keys.ts'
import { hiddenContent, knownContent, registerKnown } from './known-content.ts'
import { olderUploadId } from './older-upload.ts'
import { discard, type Publication, publishUpload } from './publish-upload.ts'
import { jobOf, queueVerification } from './queue-verification.ts'
import { recordVerification, wrongContentId } from './record-verification.ts'
import type { Upload } from './upload.ts'
import { failureError } from './upload-failure.ts'
import { isLeased, readVerification, settleAsFailed } from './verification-record.ts'

interface FinalizeUploadInput {
  hash: ContentHash
  size: number
  objectKey: string
}

/** `stored`: the file is there. `queued`: its verification goes on; until it is done findFile says that it does. */
type FinalizeUploadResult = { outcome: 'stored' | 'queued' }

/** Throws `upload.foreign_key`, `upload.not_found`, `upload.wrong_size`, `upload.wrong_content` or `file.other_size`. */
export async function finalizeUpload(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  input: FinalizeUploadInput,
  facts: RequestFacts
): Promise<FinalizeUploadResult> {
  const { zone } = at
  if (input.size > deps.limits.fileBytes) throw errors.fileTooLarge(input.size, deps.limits.fileBytes)
  const uploadId = uploadIdOf(zone, input.hash, input.objectKey) ?? (await olderUploadId(deps, zone, input))
  if (uploadId === undefined) throw errors.foreignObjectKey()
  const objectKey = uploadKey(zone, input.hash, uploadId)
  const upload = { hash: input.hash, size: input.size, uploadId }
  noteFinalized(deps, at, input.hash)

  // Who may not read the file is answered by their own upload alone.
  const byRegistrations = zone.files !== undefined
  const closed = !byRegistrations && !(await alsoMay(deps, at, 'download'))
  const [known, wasTakenBefore, uploaded, verification] = await Promise.all([
    closed ? hiddenContent : knownContent(deps, at, input.hash),
    (closed || byRegistrations) && wasTaken(deps.registry, jobOf(zone, upload)),
    zone.bucket.head(objectKey),
    readVerification(deps.registry, jobOf(zone, upload)),
    requireSafeUploads(deps, zone)
  ])
  const { hidden } = known
  // Uploads are counted by what is said here.
  if (known.content.state === 'present' && known.content.head.size !== input.size)
    throw errors.otherSize(input.size, known.content.head.size)
  const content = await registerKnown(deps, at, { hash: input.hash }, known.content)
  const taken = hidden && wasTakenBefore
  if (content.state === 'present' || taken) {
    if (uploaded !== undefined && verification === undefined) await discard(deps, zone.bucket, objectKey)
    return { outcome: 'stored' }
  }
  if (verification !== undefined && isLeased(verification.record, deps.now())) {
    // No worker has it yet: the job may never have reached the queue.
    if (verification.record.leaseHolder === 'queue') await deps.verificationQueue.send(jobOf(zone, upload))
    return { outcome: 'queued' }
  }
  if (uploaded === undefined) {
    throw failureError(input.hash, verification?.record.state === 'failed' ? verification.record : {})
  }
  if (uploaded.size !== input.size) {
    await discard(deps, zone.bucket, objectKey)
    throw errors.wrongSize(input.size, uploaded.size)
  }
  const registrant = byRegistrations ? await registrantToCome(deps, at) : undefined
  return verify(deps, zone, { ...upload, ...(hidden && { hidden }), ...defined({ registrant }) }, facts)
}

async function verify(
  deps: GatewayDeps,
  zone: Zone,
  upload: Upload,
  facts: RequestFacts
): Promise<FinalizeUploadResult> {
  const { verifyInRequestBytes, quickBytes, verifyQuickMs, verifySlowMs } = deps.limits
  if (upload.size <= verifyInRequestBytes) {
    const spent = deps.now() - facts.requestTimestamp
    const patience = (upload.size <= quickBytes ? verifyQuickMs : verifySlowMs) - spent
    const publishing = publishUpload(deps, zone, upload, facts)
    // It goes on when we stop waiting for it; the queue's worker finds its result, or does it again.
    const publication = await withTimeout(patience, publishing, () => 'still_running' as const)
    if (publication !== 'still_running') return resultOf(deps, zone, upload, facts, publication)
  }
  await queueVerification(deps, zone, upload, facts)
  return { outcome: 'queued' }
}

async function resultOf(
  deps: GatewayDeps,
  zone: Zone,
  upload: Upload,
  facts: RequestFacts,
  publication: Publication
): Promise<FinalizeUploadResult> {
  if (publication.outcome === 'published') return { outcome: 'stored' }
  if (publication.outcome === 'missing') throw errors.uploadNotFound()
  // The zone's administrators are told, and only then are the bytes removed: a finalize between finds them again.
  const { found } = publication
  const failure = failureError(upload.hash, found)
  const objectKey = uploadKey(zone, upload.hash, upload.uploadId)
  await recordVerification(deps, wrongContentId(upload.uploadId, found.actual), {
    zone: zone.name,
    upload,
    objectKey,
    facts,
    failure
  })
  const { size, registrant } = upload
  const failed = { state: 'failed', size, failedAt: deps.now(), ...found, ...defined({ registrant }) } as const
  await settleAsFailed(deps.registry, jobOf(zone, upload), failed)
  await discard(deps, zone.bucket, objectKey)
  throw failure
}
