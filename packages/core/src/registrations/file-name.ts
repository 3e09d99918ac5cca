/** Files that have a name are found by how it begins: a record for each registration with one, in one case of letters. */
import * as z from 'zod'
import { defined } from '../defined.ts'
import { ContentHash } from '../ids/content-hash.ts'
import { UserLabel } from '../ids/user-label.ts'
import { holderKey, type Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import type { RecordKey, Registry } from '../stores/registry.ts'
import { ownerOf } from '../users/ownership.ts'

export const FileName = z.object({
  hash: ContentHash,
  ownerId: UserLabel.exactOptional(),
  ownerAccountId: z.string().exactOptional()
})

export type FileName = z.infer<typeof FileName>

export const fileNameIndex = (name: string): string => name.trim().toLowerCase()

const keyOf = (zone: Zone, name: string, registration: Registration): RecordKey => ({
  kind: 'file-name',
  zone: zone.name,
  id: `${fileNameIndex(name)}/${registration.hash}/${holderKey(registration)}`
})

export async function indexFileName(registry: Registry, zone: Zone, registration: Registration): Promise<void> {
  const { name, hash, ownerId, ownerAccountId } = registration
  if (name === undefined) return
  const value = { hash, ...defined({ ownerId, ownerAccountId }) }
  await registry.create(keyOf(zone, name, registration), value, { overTombstone: true, ...ownerOf(registration) })
}

export async function unindexFileName(registry: Registry, zone: Zone, registration: Registration): Promise<void> {
  const { name } = registration
  if (name !== undefined) await registry.remove(keyOf(zone, name, registration))
}
