/** A file's content goes to the zone's trash: every step may be repeated. */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import type { ObjectHead } from '../stores/object-store.ts'
import { adoptedFile, leaveAdopted } from './adopted-file.ts'
import { foundFileCacheKey } from './find-file.ts'
import { contentKey, trashKey } from './keys.ts'

/** For this long a findFile that looked before the deletion cannot have the file remembered, ms. */
const forgottenFor = 120_000

type Facts = Pick<RequestFacts, 'requestTimestamp'>

/** Where there is none, nothing changes. Of an adopted file the zone forgets where it lies; the object stays. */
export async function trashContent(deps: GatewayDeps, zone: Zone, hash: ContentHash, facts: Facts): Promise<void> {
  const [there, inTrash, adopted] = await Promise.all([
    zone.bucket.head(contentKey(zone, hash)),
    zone.bucket.head(trashKey(zone, hash)),
    adoptedFile(deps, zone, hash)
  ])
  if (adopted !== undefined) await forgetAdopted(deps, zone, hash)
  if (there !== undefined) await moveContentToTrash(deps, zone, hash, { there, inTrash }, facts)
}

/** Its object is none of ours: it stays where it is, under its own name. */
export async function forgetAdopted(deps: GatewayDeps, zone: Zone, hash: ContentHash): Promise<void> {
  await leaveAdopted(deps, zone, hash)
  deps.caches.foundFiles.delete(foundFileCacheKey(zone, hash))
}

/** `inTrash`: what lies there already. Throws `gateway.too_slow` where its caller (none without `facts`) does not wait any more. */
export async function moveContentToTrash(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  { there, inTrash }: { there: ObjectHead; inTrash: ObjectHead | undefined },
  facts?: Facts
): Promise<void> {
  const from = contentKey(zone, hash)
  const to = trashKey(zone, hash)
  // Before the object goes, so that no other process says "found" for longer than its memory lasts.
  await deps.foundFiles.forgetFound(zone.name, hash, deps.now() + forgottenFor)
  deps.caches.foundFiles.delete(foundFileCacheKey(zone, hash))
  // A copy that an earlier, interrupted deletion made need not be made again.
  const kept = inTrash?.size === there.size && (inTrash.etag === there.etag || inTrash.sha1 === hash)
  if (!kept) {
    await zone.bucket.copy(from, to, { size: there.size, wantSha1: true })
    // The copy may have outlasted the mark.
    await deps.foundFiles.forgetFound(zone.name, hash, deps.now() + forgottenFor)
  }
  // Its caller has been told to try again: what is removed now would be in nobody's answer and nobody's records.
  if (facts !== undefined && deps.now() - facts.requestTimestamp > deps.limits.deleteMs) throw errors.tooSlow()
  await zone.bucket.remove(from)
  deps.caches.foundFiles.delete(foundFileCacheKey(zone, hash))
}
