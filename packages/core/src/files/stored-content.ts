/** Whether a zone's bucket holds a file's content. */
import type { GatewayDeps } from '../deps.ts'
import type { ObjectHead } from '../stores/object-store.ts'
import type { Zone } from '../zones/zone.ts'
import type { ContentHash } from './content-hash.ts'
import { contentKey } from './keys.ts'

/** `contradicted`: the store itself says that the object under the hash has another SHA-1; it counts as absent. */
export type StoredContent =
  | { state: 'absent' }
  | { state: 'present'; head: ObjectHead }
  | { state: 'contradicted'; head: ObjectHead }

export async function storedContent(deps: GatewayDeps, zone: Zone, hash: ContentHash): Promise<StoredContent> {
  const head = await zone.bucket.head(contentKey(zone, hash))
  if (head === undefined) return { state: 'absent' }
  if (head.sha1 === undefined || head.sha1 === hash) return { state: 'present', head }
  deps.report('error', 'file.contradicts_its_hash', { zone: zone.name, hash, actual: head.sha1 })
  return { state: 'contradicted', head }
}
