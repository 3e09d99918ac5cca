/** The activity's item of an upload that was verified: a finalize, or one that failed. */

import type { GatewayDeps } from '../deps.ts'
import type { GatewayError } from '../errors.ts'
import { algorithmOf } from '../ids/content-hash.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { logItem, type RequestFacts } from '../record/log-item.ts'
import { recordActivity } from '../record/record.ts'
import type { Upload } from './upload.ts'

/** The same wrong bytes of one upload are recorded once, by whomever and however often they are found. `actual`: hex digest. */
export const wrongContentId = (uploadId: string, actual: string): string => `verification-${uploadId}-${actual}`

/** `id` makes it repeatable. `objectKey` is the one that was finalized. */
export async function recordVerification(
  deps: GatewayDeps,
  id: string,
  finalized: {
    zone: ZoneName
    /** By its SHA-1 where it was stored. */
    upload: Upload
    objectKey: string
    facts: RequestFacts
    failure?: GatewayError | undefined
  }
): Promise<void> {
  const { zone, upload, objectKey, facts, failure } = finalized
  const { hash, size } = upload
  const payload = { type: 'finalizeFileUpload', objectKey, hashAlg: algorithmOf(hash), hash, size, zone }
  const response = failure === undefined ? { type: 'finalizeFileUpload' } : { error: failure.message }
  await recordActivity(deps, id, logItem(facts, zone, payload, response, deps.now()))
}
