/**
 * An upload that an older gateway on the same bucket began, and that its client ends here since the address leads here: its
 * key is of that one's making, so its bytes come to a key of ours, and go the way of every upload from there.
 */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { mayEndOlderUploads } from '../legacy/cut-over.ts'
import type { Zone } from '../model/zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { isOwnUploadKey, uploadKey } from './keys.ts'

/** Parts that lead nowhere else, in any store's eyes. */
const plainKey = /^[A-Za-z0-9_-][\w-]*(?:[./][\w-]+)*$/

/** The id that the upload has here, the same each time; undefined: nothing of an older gateway is waited for there. */
export async function olderUploadId(
  deps: GatewayDeps,
  zone: Zone,
  { hash, size, objectKey }: { hash: ContentHash; size: number; objectKey: string }
): Promise<string | undefined> {
  const isPlain = zone.files === undefined && zone.scratch === undefined
  const prefix = zoneKey(zone, 'uploads/')
  const isPlainKey = objectKey.startsWith(prefix) && plainKey.test(objectKey.slice(prefix.length))
  if (!isPlain || !isPlainKey || isOwnUploadKey(zone, objectKey)) return undefined
  if (!(await mayEndOlderUploads(deps))) return undefined
  const uploadId = createHash('sha256').update(objectKey).digest('hex').slice(0, 32)
  const uploaded = await zone.bucket.head(objectKey)
  if (uploaded?.size === size) await zone.bucket.copy(objectKey, uploadKey(zone, hash, uploadId), { size })
  return uploadId
}
