/** Files that have a name are found by how it begins: a record for each registration with one, in one case of letters. */
import * as z from 'zod'
import { ContentHash } from '../ids/content-hash.ts'
import { UserLabel } from '../ids/user-label.ts'
import { holderKey, type Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey, Registry } from '../stores/registry.ts'

const FileName = z.object({
  hash: ContentHash,
  ownerId: UserLabel.exactOptional(),
  ownerAccountId: z.string().exactOptional()
})

export const fileNameIndex = (name: string): string => name.trim().toLowerCase()

const keyOf = (zone: Zone, name: string, registration: Registration): RecordKey => ({
  kind: 'file-name',
  zone: zone.name,
  id: `${fileNameIndex(name)}/${registration.hash}/${holderKey(registration)}`
})

export function readFileName(key: RecordKey, value: unknown) {
  const { hash, ...holder } = readRecord(FileName, key, value)
  return [hash, holder] as const
}

export async function indexFileName(registry: Registry, zone: Zone, registration: Registration): Promise<void> {
  const { name, hash, ownerId, ownerAccountId } = registration
  if (name === undefined) return
  const value = FileName.parse({ hash, ...(ownerId && { ownerId }), ...(ownerAccountId && { ownerAccountId }) })
  await registry.create(keyOf(zone, name, registration), value, { overTombstone: true })
}

export async function unindexFileName(registry: Registry, zone: Zone, registration: Registration): Promise<void> {
  const { name } = registration
  if (name !== undefined) await registry.remove(keyOf(zone, name, registration))
}
