/** A file that is found where it lay before it had a hash: the registry says where, and the object whether it still is that. */
import type { GatewayDeps } from '../deps.ts'
import { type ContentHash, emptyFileHash } from '../ids/content-hash.ts'
import { AdoptedFile } from '../model/adoption.ts'
import type { Zone } from '../model/zone.ts'
import type { ObjectHead } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey } from '../stores/registry.ts'
import { isAdoptedIn } from '../zones/files-there.ts'
import { adoptionOf } from './kept-adoption.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches'>

export const adoptedFileKey = (zone: Zone, hash: ContentHash): RecordKey => ({
  kind: 'adopted-file',
  zone: zone.name,
  id: hash
})

/**
 * undefined: none, or an earlier zone's of that name, which lay elsewhere. A zone that never adopted any is asked about once
 * a minute.
 */
export async function adoptedFile(
  { registry, caches }: Deps,
  zone: Zone,
  hash: ContentHash
): Promise<AdoptedFile | undefined> {
  // Whoever uploads it has it stored at once.
  if (hash === emptyFileHash) return undefined
  const { adopting } = await caches.adopting.get(zone.name, async () => ({
    adopting: (await adoptionOf({ registry }, zone)) !== undefined
  }))
  if (!adopting) return undefined
  const key = adoptedFileKey(zone, hash)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  const file = readRecord(AdoptedFile, key, entry.value)
  return isAdoptedIn(zone, file) ? file : undefined
}

/** undefined: the object is gone, or another one by now. It is nobody's to mend: one that a URL would lie of is absent, too. */
export async function adoptedHead(
  zone: Zone,
  hash: ContentHash,
  { objectKey, size, etag }: AdoptedFile
): Promise<ObjectHead | undefined> {
  const head = await zone.bucket.head(objectKey)
  if (head === undefined || head.etag !== etag || head.size !== size || head.encoded === true) return undefined
  return head.sha1 === undefined || head.sha1 === hash ? head : undefined
}

/** The object stays where it is; the file is found by it no more, and no later run adopts it again. */
export const leaveAdopted = ({ registry }: Pick<Deps, 'registry'>, zone: Zone, hash: ContentHash): Promise<void> =>
  registry.remove(adoptedFileKey(zone, hash))
