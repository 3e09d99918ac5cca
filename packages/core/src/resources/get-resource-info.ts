/** Operation getResourceInfo: where a resource of a zone is reached. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import { readOrBringOver } from '../stores/bring-over.ts'
import { zoneKey } from '../zones/keys.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import type { Zone } from '../zones/zone.ts'
import type { ZoneName } from '../zones/zone-name.ts'
import { Resource } from './resource.ts'
import type { ResourceName } from './resource-name.ts'

export async function getResourceInfo(
  deps: GatewayDeps,
  input: { zone: ZoneName; resourceName: ResourceName }
): Promise<{ found: false } | { found: true; resource: Resource }> {
  const zone = await resolveZone(deps, input.zone)
  const resource = await knownResource(deps, zone, input.resourceName)
  return resource === undefined ? { found: false } : { found: true, resource }
}

export const resourceKey = (zone: Zone, name: ResourceName) =>
  ({ kind: 'resource', zone: zone.name, id: name }) as const

export function knownResource(deps: GatewayDeps, zone: Zone, name: ResourceName): Promise<Resource | undefined> {
  return readOrBringOver(deps, {
    key: resourceKey(zone, name),
    bucket: zone.bucket,
    objectKey: zoneKey(zone, `resources/${name}`),
    schema: Resource,
    fits: found => found.resourceName === name,
    ownerOf: found => found.ownerId
  })
}
