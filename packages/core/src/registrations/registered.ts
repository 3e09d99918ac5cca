/** A file's registrations, as the registry has them now; consistent, so that what was just written is among them. */
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { Owned } from '../model/owner.ts'
import { holderKey, Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { everyItem } from '../stores/every-item.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey } from '../stores/registry.ts'

export interface Registered {
  key: RecordKey
  version: number
  registration: Registration
}

export const registrationId = (hash: ContentHash, holder: Partial<Owned>) => `${hash}/${holderKey(holder)}`

export const registrationKey = (zone: Zone, hash: ContentHash, holder: Partial<Owned>): RecordKey => ({
  kind: 'registration',
  zone: zone.name,
  id: registrationId(hash, holder)
})

/** Also those that have ended: a file that has some is not one that was there before. */
export async function registrationsOf(
  { registry }: Pick<GatewayDeps, 'registry'>,
  zone: Zone,
  hash: ContentHash
): Promise<Registered[]> {
  const scope = { kind: 'registration', zone: zone.name, idPrefix: `${hash}/` } as const
  const all = await Array.fromAsync(
    everyItem(page => registry.list(scope, page)),
    ({ key, entry }) => ({
      key,
      version: entry.version,
      registration: readRecord(Registration, key, entry.value)
    })
  )
  return all.filter(({ registration }) => isOfZone(zone, registration))
}

/** Those of an earlier zone of the same name say nothing here. */
export const isOfZone = ({ files }: Zone, { at }: Pick<Registration, 'at'>): boolean =>
  files !== undefined && at >= files.since
