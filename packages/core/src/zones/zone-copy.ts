/** A registered zone as an older gateway on the default zone's bucket has it. */
import type { GatewayDeps } from '../deps.ts'
import { defaultZoneName, type ZoneName } from '../ids/zone-name.ts'
import { type OlderCopy, writeBack } from '../legacy/write-back.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { legacyZone } from './resolve-zone.ts'
import type { ZoneRecord } from './zone-record.ts'

/**
 * Not one with a bucket of its own, whose credentials it has not; nor one whose files have readers: it would give them to
 * everyone.
 */
export const zoneCopy = (bucket: ObjectStore, name: ZoneName): OlderCopy<ZoneRecord> => ({
  legacy: legacyZone(bucket, name),
  users: 'users/',
  list: 'zones',
  shown: ({ zone, ownerId, bucketName, directory, ownBucket, files }) =>
    ownBucket === null && files === undefined ? { zone, ownerId, bucketName, directory } : undefined
})

/** After a change of its record. */
export async function writeBackZone(deps: GatewayDeps, name: ZoneName): Promise<void> {
  const home = deps.configuredZones.get(defaultZoneName)
  if (deps.writeBack === true && home !== undefined)
    await writeBack(deps, zoneCopy(await deps.openBucket(home.bucket), name))
}
