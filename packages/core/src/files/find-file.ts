/**
 * Operation findFile: where a file can be downloaded. Looks in memory (60 s), in the ephemeral store, in the zone's
 * bucket and in its fallback bucket, in this order, and asks each only when the one before did not have it. `found: false`
 * means that the file is not there: while what was uploaded is being verified, that is said instead.
 */

import { type AuthorizedZone, authorizeZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { FoundFile } from '../model/found-file.ts'
import type { Zone } from '../model/zone.ts'
import { nobodysHash } from '../registrations/content-digests.ts'
import { inEvenTime } from '../registrations/even-time.ts'
import { callerTeams, currentReaders, knownReaders, mayRead, noteUnregistered } from '../registrations/may-read.ts'
import type { FoundFileRecord } from '../stores/found-files.ts'
import { contentKey } from './keys.ts'
import { refuseUndecided } from './refuse-undecided.ts'
import { contentAsked } from './stored-content.ts'

/** How long other processes may take our word that the file is there, ms. deleteFile ends it earlier. */
const rememberedFor = 30 * 60_000

type FindFileResult =
  | { found: false }
  | {
      found: true
      file: FoundFile
      /** It came from memory or the ephemeral store. */
      cacheHit: boolean
      /** A write that belongs to the answer but needs not come before other writes; never rejects. */
      alongside?: Promise<void>
    }

/** Throws `file.being_verified`. */
export async function findFile(
  deps: GatewayDeps,
  at: AuthorizedZone<'read'>,
  input: { hash: ContentHash }
): Promise<FindFileResult> {
  const { zone } = at
  if (zone.files !== undefined)
    return inEvenTime(
      deps,
      () => findForReader(deps, at, input.hash),
      ({ found }) => found
    )
  const kept = deps.caches.foundFiles.peek(foundFileCacheKey(zone, input.hash))
  if (kept !== undefined) return { found: true, file: kept, cacheHit: true }
  return (
    (await recalled(deps, zone, input.hash, await recall(deps, zone, input.hash))) ??
    (await foundOutsideMemory(deps, at, input.hash))
  )
}

/**
 * In a zone whose files have readers. Whoever may not read a file is answered as for one that is not there, after the same
 * questions: the last of them are asked of a hash that nobody has.
 */
async function findForReader(
  deps: GatewayDeps,
  at: AuthorizedZone<'read'>,
  hash: ContentHash
): Promise<FindFileResult> {
  const { zone } = at
  const kept = deps.caches.foundFiles.peek(foundFileCacheKey(zone, hash))
  const known = knownReaders(deps, zone, hash)
  if (kept !== undefined && known !== undefined && (await mayRead(deps, at, known)))
    return { found: true, file: kept, cacheHit: true }

  const [remembered, readers] = await Promise.all([
    recall(deps, zone, hash),
    currentReaders(deps, zone, hash),
    callerTeams(deps, at)
  ])
  if (!(await mayRead(deps, at, readers))) return notThere(deps, at)
  const result = (await recalled(deps, zone, hash, remembered)) ?? (await foundOutsideMemory(deps, at, hash))
  if (!result.found || readers !== undefined) return result
  // Somebody may have registered the file, and stored it, since the registry was asked.
  const since = await currentReaders(deps, zone, hash)
  if (since === undefined) noteUnregistered(deps, zone, hash)
  return (await mayRead(deps, at, since)) ? result : { found: false }
}

/** Throws `access.…` where the zone's settings give nothing to the caller either. */
async function notThere(deps: GatewayDeps, at: AuthorizedZone<'read'>): Promise<FindFileResult> {
  await authorizeZone(deps, at.credential, 'download', at.zone.name)
  await lookOutsideMemory(deps, at, nobodysHash(deps))
  return { found: false }
}

async function recalled(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  remembered: Omit<FoundFile, 'url'> | undefined
): Promise<FindFileResult | undefined> {
  if (remembered === undefined) return undefined
  const file = {
    ...remembered,
    url: await zone.bucket.presignGet(remembered.objectKey, deps.limits.downloadUrlSeconds)
  }
  deps.caches.foundFiles.set(foundFileCacheKey(zone, hash), file)
  return { found: true, file, cacheHit: true }
}

async function foundOutsideMemory(
  deps: GatewayDeps,
  at: AuthorizedZone<'read'>,
  hash: ContentHash
): Promise<FindFileResult> {
  const { zone } = at
  const began = deps.now()
  const file = await lookOutsideMemory(deps, at, hash)
  if (file === undefined) return { found: false }
  deps.caches.foundFiles.set(foundFileCacheKey(zone, hash), file)
  return { found: true, file, cacheHit: false, alongside: remember(deps, zone, hash, file, began) }
}

export const foundFileCacheKey = (zone: Zone, hash: ContentHash) => `${zone.name} ${hash}`

/** The ephemeral store's word, where it is there to give it and the zone still lies where it did. */
async function recall(deps: GatewayDeps, zone: Zone, hash: ContentHash): Promise<Omit<FoundFile, 'url'> | undefined> {
  let record: FoundFileRecord | undefined
  try {
    record = await deps.foundFiles.findFound(zone.name, hash, deps.now())
  } catch (error) {
    deps.logger.warn('ephemeral.away', { during: 'findFile', reason: String(error) })
    return undefined
  }
  if (record === undefined || record.bucketUri !== zone.bucket.uri || record.objectKey !== contentKey(zone, hash)) {
    return undefined
  }
  return { size: record.size, bucketUri: record.bucketUri, objectKey: record.objectKey, fallback: false }
}

/** The registry is asked beside the buckets, and waited for only where they do not have the file. */
async function lookOutsideMemory(
  deps: GatewayDeps,
  at: AuthorizedZone<'read'>,
  hash: ContentHash
): Promise<FoundFile | undefined> {
  const { zone } = at
  let answered = false
  const undecided = refuseUndecided(deps, at, hash).finally(() => {
    answered = true
  })
  undecided.catch(() => {})
  const file = await lookInBuckets(deps, zone, hash)
  if (file !== undefined) return file
  const inTime = answered
  await undecided
  // A verification that ended after the buckets answered has put the file there, and its record is gone.
  return inTime ? undefined : lookInBuckets(deps, zone, hash)
}

async function lookInBuckets(deps: GatewayDeps, zone: Zone, hash: ContentHash): Promise<FoundFile | undefined> {
  const objectKey = contentKey(zone, hash)
  const { own, whole } = await contentAsked(deps, zone, hash)
  // A fallback bucket that has the file makes up for a registry that does not say whether it was adopted.
  const asked = await whole().catch((error: unknown) => ({ error, own }))
  const content = 'error' in asked ? asked.own : asked
  if (content.state === 'present') {
    const { head, objectKey } = content
    const url = await zone.bucket.presignGet(objectKey, deps.limits.downloadUrlSeconds)
    return { size: head.size, bucketUri: zone.bucket.uri, objectKey, url, fallback: false }
  }
  const bucket = zone.fallback
  const head = await bucket?.head(objectKey)
  if (bucket === undefined || head === undefined || (head.sha1 !== undefined && head.sha1 !== hash)) {
    if ('error' in asked) throw asked.error
    return undefined
  }
  // It is not ours to change, and a URL of it would lie.
  if (head.encoded === true) throw errors.encodedInFallback(hash, bucket.uri)
  const url = await bucket.presignGet(objectKey, deps.limits.downloadUrlSeconds)
  return { size: head.size, bucketUri: bucket.uri, objectKey, url, fallback: true }
}

/**
 * Files of the fallback bucket are not remembered: the zone's own bucket may have them the next moment. Nor are adopted
 * ones, which people may change where they lie.
 */
async function remember(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  file: FoundFile,
  began: number
): Promise<void> {
  if (file.fallback || file.objectKey !== contentKey(zone, hash)) return
  try {
    await deps.foundFiles.rememberFound(
      { zone: zone.name, hash, size: file.size, bucketUri: file.bucketUri, objectKey: file.objectKey },
      deps.now(),
      began + rememberedFor
    )
  } catch (error) {
    deps.logger.warn('ephemeral.away', { during: 'findFile', reason: String(error) })
  }
}
