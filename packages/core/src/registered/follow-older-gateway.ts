/**
 * What an older gateway on the same bucket did since the last run of check-zones: registrations that it made are known
 * here, also to listings, and clients and resources that it removed are removed here. With `writeBack`, what it was not
 * given by the request that made it is given now.
 */
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { ClientId } from '../ids/client-id.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import type { JobContext } from '../job-context.ts'
import { isSideBySide } from '../legacy/cut-over.ts'
import type { Client } from '../model/client.ts'
import type { Resource } from '../model/resource.ts'
import type { Zone } from '../model/zone.ts'
import { registeredZonesPrefix } from '../zones/every-zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { zoneCopy } from '../zones/zone-copy.ts'
import type { ZoneRecord } from '../zones/zone-record.ts'
import { clientCopy } from './client-copy.ts'
import { forgetRegistration } from './client-registration.ts'
import { type Followed, followRecords } from './follow-records.ts'
import { resourceCopy } from './resource-copy.ts'

/** A bucket that fails is its zone's matter: the run goes on. */
export async function followOlderGateway(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<void> {
  try {
    if (deps.writeBack !== true && !(await isSideBySide(deps))) return
    await followRecords(deps, clientsOf(deps, zone), run)
    await followRecords(deps, resourcesOf(zone), run)
    if (zone.name === defaultZoneName) await followRecords(deps, zonesIn(zone), run)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    run.count('older_gateway_not_followed')
    run.note(`Couldn't compare registrations with those of the older gateway: ${error.message}`)
  }
}

const clientsOf = (deps: GatewayDeps, zone: Zone): Followed<Client> => ({
  scope: { kind: 'client', zone: zone.name },
  prefix: zoneKey(zone, 'clients/'),
  bucket: zone.bucket,
  copyOf(name) {
    const clientId = ClientId.safeParse(name)
    return clientId.success ? clientCopy(deps, zone, clientId.data) : undefined
  },
  // Words that are left find nothing any more.
  removed: ({ clientId }) => forgetRegistration(deps, zone, clientId)
})

const resourcesOf = (zone: Zone): Followed<Resource> => ({
  scope: { kind: 'resource', zone: zone.name },
  prefix: zoneKey(zone, 'resources/'),
  bucket: zone.bucket,
  copyOf(name) {
    const resourceName = ResourceName.safeParse(name)
    return resourceName.success ? resourceCopy(zone, resourceName.data) : undefined
  },
  removed: () => {}
})

/** A zone is removed by people alone. */
const zonesIn = ({ bucket }: Zone): Followed<ZoneRecord> => ({
  scope: { kind: 'zone' },
  prefix: registeredZonesPrefix,
  bucket,
  copyOf(name) {
    const zone = ZoneName.safeParse(name)
    return zone.success ? zoneCopy(bucket, zone.data) : undefined
  }
})
