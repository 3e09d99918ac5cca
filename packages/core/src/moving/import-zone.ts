/** Everything that an older gateway left in one zone's bucket: clients, resources, and what it knew of users. */
import { ClientId } from '../ids/client-id.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { isAllImported, markAllImported } from '../legacy/import-all-legacy.ts'
import { isPartOfKey } from '../legacy/user-lists.ts'
import type { Zone } from '../model/zone.ts'
import { legacyClient } from '../registered/client-registration.ts'
import { legacyClientsProgress } from '../registered/import-legacy-clients.ts'
import { legacyResourcesProgress } from '../registered/import-legacy-resources.ts'
import { importLegacyLabel, legacyUserNames, legacyUserProgress } from '../registered/import-legacy-user.ts'
import { legacyResource } from '../registered/known-resource.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import { zoneKey } from '../zones/keys.ts'
import { eachBelow, importRecords, noRecords, type RecordCounts } from './import-records.ts'
import type { SeenOwners } from './seen-owners.ts'

export interface ZoneRecords {
  clients: RecordCounts
  resources: RecordCounts
  users: RecordCounts
}

export async function importZone(deps: BindingDeps, zone: Zone, owners: SeenOwners): Promise<ZoneRecords> {
  const { bucket } = zone
  const seen = ({ ownerId, timestampCreated }: { ownerId: string; timestampCreated: number }) =>
    owners.add(ownerId, timestampCreated)
  const clients = await importRecords(deps, {
    scope: { kind: 'client', zone: zone.name },
    bucket,
    prefix: zoneKey(zone, 'clients/'),
    legacyOf: name => {
      const clientId = ClientId.safeParse(name)
      return clientId.success ? legacyClient(deps, zone, clientId.data) : undefined
    },
    seen
  })
  const resources = await importRecords(deps, {
    scope: { kind: 'resource', zone: zone.name },
    bucket,
    prefix: zoneKey(zone, 'resources/'),
    legacyOf: name => {
      const resourceName = ResourceName.safeParse(name)
      return resourceName.success ? legacyResource(zone, resourceName.data) : undefined
    },
    seen
  })
  // The first listing in the site has nothing left to do.
  await markAllImported(deps, legacyClientsProgress(zone))
  await markAllImported(deps, legacyResourcesProgress(zone))
  return { clients, resources, users: await importUsers(deps, zone, owners) }
}

async function importUsers(deps: BindingDeps, zone: Zone, owners: SeenOwners): Promise<RecordCounts> {
  const counts = noRecords()
  const prefix = zoneKey(zone, 'users/')
  await eachBelow(zone.bucket, prefix, async label => {
    counts.found++
    if (!isPartOfKey(label) || (await legacyUserNames(zone, label)) === undefined) {
      counts.malformed.push(prefix + label)
      return
    }
    owners.add(label)
    if (await isAllImported(deps, legacyUserProgress(zone, label))) counts.known++
    else {
      await importLegacyLabel(deps, zone, label)
      counts.imported++
    }
  })
  counts.malformed.sort()
  return counts
}
