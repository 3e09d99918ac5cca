/**
 * A look at content that was put in its place by its store's word: whether it is made to collide shows in the bytes alone, and
 * finalize would take twice as long if it read them. A worker does, a minute later, and takes back what it finds wrong, as
 * an administrator would delete it (docs/decisions/0278-what-a-store-vouches-for-is-read-afterwards.md).
 */
import type { GatewayDeps } from '../deps.ts'
import { sha1In } from '../ids/content-hash.ts'
import { endAll } from '../registrations/end-all.ts'
import type { VerificationJob } from '../stores/verification-queue.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { hashContent } from './hash-content.ts'
import { contentKey, trashKey, uploadKey } from './keys.ts'
import { recordVerification, wrongContentId } from './record-verification.ts'
import { moveContentToTrash } from './trash-content.ts'
import { failureError } from './upload-failure.ts'
import { isUndecided, readVerification } from './verification-record.ts'

/** `again`: it is not in its place yet. Throws where a store does not answer; the job is to be repeated. */
export async function inspectContent(
  deps: GatewayDeps,
  job: VerificationJob,
  { size, facts }: NonNullable<VerificationJob['inspect']>
): Promise<'done' | 'again'> {
  const zone = await findZone(deps, job.zone)
  const hash = sha1In(job.hash)
  if (zone === undefined || hash === undefined) return 'done'
  const there = await zone.bucket.head(contentKey(zone, hash))
  if (there === undefined) return (await isComing(deps, job)) ? 'again' : 'done'
  const content = { key: contentKey(zone, hash), size: there.size }
  const { sha1: actual, collides } = await hashContent(zone.bucket, content, { wantSha256: false })
  if (actual === hash && !collides) return 'done'
  // The zone's administrators are told, and only then is it taken away.
  await recordVerification(deps, wrongContentId(job.uploadId, actual), {
    zone: zone.name,
    upload: { hash, size, uploadId: job.uploadId },
    objectKey: uploadKey(zone, hash, job.uploadId),
    facts,
    failure: failureError(hash, { actual, ...(collides && { collides }) })
  })
  await endAll(deps, zone, { hash, size }, async () => {
    const inTrash = await zone.bucket.head(trashKey(zone, hash))
    await moveContentToTrash(deps, zone, hash, { there, inTrash })
  })
  return 'done'
}

/** A verification will put it there; else nobody finalized it to its end, or it was deleted since. */
async function isComing({ registry, now }: GatewayDeps, job: VerificationJob): Promise<boolean> {
  const known = await readVerification(registry, job)
  return known !== undefined && isUndecided(known.record, now())
}
