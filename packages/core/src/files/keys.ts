/**
 * Where files lie in a zone's bucket.
 *   sha1/aa/bb/cc/<hash>                        the content
 *   uploads/sha1/aa/bb/cc/<hash>/<uploadId>     what a client uploads; the one key that is handed out (uploads/sha256/…
 *                                               where that is all that it said)
 *   uploads/…/<uploadId>.<attempt>              the gateway's own copy while it is verified; no URL for it ever leaves
 *   trash/sha1/aa/bb/cc/<hash>                  deleted files
 */

import { algorithmOf, type ContentHash, type UploadHash } from '../ids/content-hash.ts'
import { zoneKey } from '../zones/keys.ts'

type Place = { directory: string }

const spread = (hash: UploadHash) =>
  `${algorithmOf(hash)}/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}`

export const contentKey = (zone: Place, hash: ContentHash) => zoneKey(zone, spread(hash))

export const trashKey = (zone: Place, hash: ContentHash) => zoneKey(zone, `trash/${spread(hash)}`)

/** `uploadId`: 32 hex digits, new for each upload. */
export const uploadKey = (zone: Place, hash: UploadHash, uploadId: string) =>
  zoneKey(zone, `uploads/${spread(hash)}/${uploadId}`)

/** `attempt`: 32 hex digits, new for each verification, so that two at once never write the same key. */
export const quarantineKey = (zone: Place, hash: UploadHash, uploadId: string, attempt: string) =>
  `${uploadKey(zone, hash, uploadId)}.${attempt}`

/** The upload that a key from outside names, if it is one that this gateway hands out for this zone and hash. */
export function uploadIdOf(zone: Place, hash: ContentHash, objectKey: string): string | undefined {
  const uploadId = objectKey.slice(-32)
  return /^[0-9a-f]{32}$/.test(uploadId) && objectKey === uploadKey(zone, hash, uploadId) ? uploadId : undefined
}

/** Whether it is a key of this gateway's making: an upload of any hash, or a copy in quarantine. */
export function isOwnUploadKey(zone: Place, objectKey: string): boolean {
  const folders = '[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{2}'
  const ofHash = `(?:sha1/${folders}/[0-9a-f]{40}|sha256/${folders}/[0-9a-f]{64})`
  const prefix = zoneKey(zone, 'uploads/')
  const key = new RegExp(`^${ofHash}/[0-9a-f]{32}(?:\\.[0-9a-f]{32})?$`)
  return objectKey.startsWith(prefix) && key.test(objectKey.slice(prefix.length))
}

/** Ours, and their copies while they are verified: hash, and upload’s id. Whatever else lies there may be deleted after a day. */
export const stagedUpload = /\/([0-9a-f]{40}|[0-9a-f]{64})\/([0-9a-f]{32})(\.[0-9a-f]{32})?$/
