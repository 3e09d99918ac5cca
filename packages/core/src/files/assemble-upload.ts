/** Makes one object of an upload's parts, where the gateway alone does: before it is verified, once no part can change. */
import { errors } from '../errors.ts'
import type { Zone } from '../model/zone.ts'
import { uploadKey } from './keys.ts'
import { wantedParts } from './parted-upload.ts'
import { rightParts } from './show-upload.ts'
import type { Upload } from './upload.ts'

/** Whether the object is there now, whoever looks for it sees: it may have been made before. */
export async function assembleUpload(zone: Zone, { parts, ...upload }: Upload): Promise<void> {
  if (parts?.storeId === undefined) return
  const there = await rightParts(zone, { uploadId: upload.uploadId, upload: { ...upload, ...parts } })
  if (there?.length !== wantedParts({ ...upload, ...parts }).length) return
  const key = uploadKey(zone, upload.hash, upload.uploadId)
  const outcome = await zone.bucket.completeParts(key, parts.storeId, there)
  // A part that was sent again meanwhile has another etag: the next try takes it as it is then.
  if (outcome === 'bad_parts') throw notYet(zone, 'its parts have just changed')
  // All parts were there just now: a request that was given up is being carried out still.
  if (outcome === 'missing' && (await zone.bucket.head(key)) === undefined)
    throw notYet(zone, 'the store is still making one object of it')
}

const notYet = (zone: Zone, why: string) => errors.storeUnavailable(`an upload in ${zone.bucket.uri}`, new Error(why))
