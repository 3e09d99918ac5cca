/**
 * The heart of the gateway's promise: nothing lies under `sha1/…` that has another SHA-1.
 *
 *   1. copy the upload to a key of our own that nobody has a URL for   (a second PUT by its client changes nothing now)
 *   2. establish the SHA-1 of that copy: the store's word where it computed it while copying, else by reading it
 *   3. right: copy the copy to its place; wrong: say so
 *   4. take the copy and the upload away
 *
 * Repeatable at every point: what a crash leaves lies under `uploads/` and is swept; two at once write the same bytes.
 */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import type { Zone } from '../zones/zone.ts'
import { contentKey, quarantineKey, trashKey, uploadKey } from './keys.ts'
import { storedContent } from './stored-content.ts'
import type { Upload } from './upload.ts'

export type Publication =
  | { outcome: 'published' }
  /** There is no upload, and the content is not there either. */
  | { outcome: 'missing' }
  /** The upload was removed. `actual`: hex SHA-1 of what it held. */
  | { outcome: 'wrong_content'; actual: string }

export async function publishUpload(deps: GatewayDeps, zone: Zone, upload: Upload): Promise<Publication> {
  const { bucket } = zone
  const from = uploadKey(zone, upload.hash, upload.uploadId)
  const quarantine = quarantineKey(zone, upload.hash, upload.uploadId, deps.randomHex(16))
  const leftovers = [quarantine]
  try {
    const copied = await bucket.copy(from, quarantine, { size: upload.size, wantSha1: true })
    if (copied.outcome === 'source_missing') {
      const content = await storedContent(deps, zone, upload.hash)
      return { outcome: content.state === 'present' ? 'published' : 'missing' }
    }
    const told = copied.outcome === 'copied' ? copied.sha1 : undefined
    const actual = told ?? (await sha1Of(bucket, quarantine, upload.size))
    if (actual === upload.hash) await putInPlace(deps, zone, upload, quarantine)
    leftovers.push(from)
    return actual === upload.hash ? { outcome: 'published' } : { outcome: 'wrong_content', actual }
  } finally {
    await Promise.all(leftovers.map(key => discard(deps, bucket, key)))
  }
}

/** Reads the object; memory use does not depend on its size. */
async function sha1Of(bucket: ObjectStore, key: string, size: number): Promise<string> {
  const content = await bucket.read(key, size)
  if (content === undefined) throw errors.storeUnavailable(`a copy in ${bucket.uri}`, new Error('it disappeared'))
  const hash = createHash('sha1')
  for await (const chunk of content) hash.update(chunk)
  return hash.digest('hex')
}

async function putInPlace(deps: GatewayDeps, zone: Zone, upload: Upload, quarantine: string): Promise<void> {
  const place = contentKey(zone, upload.hash)
  const there = await storedContent(deps, zone, upload.hash)
  if (there.state === 'present') return
  if (there.state === 'contradicted') {
    // What an older gateway took on trust makes way, but is not lost.
    await zone.bucket.copy(place, trashKey(zone, upload.hash), { size: there.head.size })
    await zone.bucket.remove(place)
  }
  const copied = await zone.bucket.copy(quarantine, place, { size: upload.size, ifAbsent: true, wantSha1: true })
  if (copied.outcome === 'source_missing') {
    throw errors.storeUnavailable(`a copy in ${zone.bucket.uri}`, new Error('it disappeared'))
  }
}

/** What cannot be removed now is swept later, so it spoils no answer. */
export async function discard(deps: Pick<GatewayDeps, 'report'>, bucket: ObjectStore, key: string): Promise<void> {
  try {
    await bucket.remove(key)
  } catch (error) {
    deps.report('warn', 'upload.leftover', { bucket: bucket.uri, objectKey: key, reason: String(error) })
  }
}
