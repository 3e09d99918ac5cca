/** Whether a zone's bucket holds a file's content: under its hash, or where it lay when it was adopted. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import type { ObjectHead } from '../stores/object-store.ts'
import { adoptedFile, adoptedHead } from './adopted-file.ts'
import { contentKey } from './keys.ts'

/** `contradicted`: the store itself says that the object under the hash has another SHA-1; it counts as absent. */
export type StoredContent =
  | { state: 'absent' }
  | { state: 'present'; head: ObjectHead; objectKey: string }
  | { state: 'contradicted'; head: ObjectHead }

export async function storedContent(deps: GatewayDeps, zone: Zone, hash: ContentHash): Promise<StoredContent> {
  return (await contentAsked(deps, zone, hash)).whole()
}

/**
 * What lies under the hash, and in a second step what was adopted: before it is known whether somebody may read a file, the
 * stores are asked the same for every file. The registry is asked beside the bucket, and waited for only where nothing
 * lies under the hash.
 */
export async function contentAsked(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash
): Promise<{ own: StoredContent; whole: () => Promise<StoredContent> }> {
  const adopted = adoptedFile(deps, zone, hash)
  adopted.catch(() => {})
  const own = await ownContent(deps, zone, hash)
  const whole = async (): Promise<StoredContent> => {
    const file = own.state === 'present' ? undefined : await adopted
    const head = file && (await adoptedHead(zone, hash, file))
    return file === undefined || head === undefined ? own : { state: 'present', head, objectKey: file.objectKey }
  }
  return { own, whole }
}

/** Under its hash alone. */
export async function ownContent(deps: GatewayDeps, zone: Zone, hash: ContentHash): Promise<StoredContent> {
  const found = await zone.bucket.head(contentKey(zone, hash))
  const head = found?.encoded === true ? await mended(deps, zone, hash, found) : found
  if (head === undefined) return { state: 'absent' }
  if (head.sha1 === undefined || head.sha1 === hash)
    return { state: 'present', head, objectKey: contentKey(zone, hash) }
  deps.logger.error('file.contradicts_its_hash', { zone: zone.name, hash, actual: head.sha1 })
  return { state: 'contradicted', head }
}

/** Its bytes stay, what clients would undo goes. undefined: it was removed meanwhile. */
async function mended(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  head: ObjectHead
): Promise<ObjectHead | undefined> {
  const key = contentKey(zone, hash)
  const copied = await zone.bucket.copy(key, key, { size: head.size, ifMatch: head.etag, wantSha1: true })
  if (copied.outcome === 'source_missing') return undefined
  if (copied.outcome !== 'copied')
    throw errors.storeUnavailable(`a file in ${zone.bucket.uri}`, new Error(copied.outcome))
  deps.logger.warn('file.encoding_removed', { zone: zone.name, hash })
  const { etag, sha1 = head.sha1 } = copied
  return { size: head.size, etag, ...defined({ sha1 }) }
}
