/**
 * Files that have a name are found by how it begins: a record for each registration with one, in one case of letters. So are those
 * whose SHA-256 is known, by that.
 */
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

/** Between names, which begin with no such control character. */
export const sha256Index = (sha256: string): string => `\u0001sha256/${sha256}`

/** By what a registration is found. */
export const textsOf = ({ name, sha256 }: Pick<Registration, 'name' | 'sha256'>): string[] => [
  ...(name === undefined ? [] : [fileNameIndex(name)]),
  ...(sha256 === undefined ? [] : [sha256Index(sha256)])
]

const keyOf = (zone: Zone, text: string, registration: Registration): RecordKey => ({
  kind: 'file-name',
  zone: zone.name,
  id: `${text}/${registration.hash}/${holderKey(registration)}`
})

export async function indexFileName(registry: Registry, zone: Zone, registration: Registration): Promise<void> {
  const { hash, ownerId, ownerAccountId } = registration
  const value = { hash, ...defined({ ownerId, ownerAccountId }) }
  const options = { overTombstone: true, ...ownerOf(registration) }
  await Promise.all(textsOf(registration).map(text => registry.create(keyOf(zone, text, registration), value, options)))
}

/** `kept`: what the registration is now, if it is still one. */
export async function unindexFileName(
  registry: Registry,
  zone: Zone,
  registration: Registration,
  kept?: Registration
): Promise<void> {
  const still = kept === undefined ? [] : textsOf(kept)
  const gone = textsOf(registration).filter(text => !still.includes(text))
  await Promise.all(gone.map(text => registry.remove(keyOf(zone, text, registration))))
}
