/** Operation deleteFile: a zone administrator takes a file away; it moves to the zone's trash. */

import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { spendSignature } from '../access/spend-signature.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { foundFileCacheKey } from './find-file.ts'
import { contentKey, trashKey } from './keys.ts'
import { refuseUndecided } from './refuse-undecided.ts'

/** For this long a findFile that looked before the deletion cannot have the file remembered, ms. */
const forgottenFor = 120_000

type DeleteFileResult = { success: true } | { success: false; error: string }

/** Throws `file.being_verified`: what is not there yet cannot be taken away. */
export async function deleteFile(
  deps: GatewayDeps,
  { zone, credential }: AuthorizedZone<'delete'>,
  input: { hash: ContentHash },
  facts: Pick<RequestFacts, 'requestTimestamp'>
): Promise<DeleteFileResult> {
  const from = contentKey(zone, input.hash)
  const to = trashKey(zone, input.hash)
  const [there, inTrash] = await Promise.all([
    zone.bucket.head(from),
    zone.bucket.head(to),
    spendSignature(deps, zone.name, credential, facts.requestTimestamp)
  ])
  if (there === undefined) {
    await refuseUndecided(deps, zone, input.hash)
    return { success: false, error: `Zone ${zone.name} has no file ${input.hash}.` }
  }

  // Before the object goes, so that no other process says "found" for longer than its memory lasts.
  await deps.foundFiles.forgetFound(zone.name, input.hash, deps.now() + forgottenFor)
  deps.caches.foundFiles.delete(foundFileCacheKey(zone, input.hash))
  // A copy that an earlier, interrupted deletion made need not be made again.
  const kept = inTrash?.size === there.size && (inTrash.etag === there.etag || inTrash.sha1 === input.hash)
  if (!kept) {
    await zone.bucket.copy(from, to, { size: there.size, wantSha1: true })
    // The copy may have outlasted the mark.
    await deps.foundFiles.forgetFound(zone.name, input.hash, deps.now() + forgottenFor)
  }
  // Its caller has been told to try again: what is removed now would be in nobody's answer and nobody's records.
  if (deps.now() - facts.requestTimestamp > deps.limits.deleteMs) throw errors.tooSlow()
  await zone.bucket.remove(from)
  deps.caches.foundFiles.delete(foundFileCacheKey(zone, input.hash))
  return { success: true }
}
