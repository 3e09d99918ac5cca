/** Operation getResourceInfo: where a resource of a zone is reached. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import { readOrBringOver } from '../stores/bring-over.ts'
import { zoneKey } from '../zones/keys.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import type { ZoneName } from '../zones/zone-name.ts'
import { Resource } from './resource.ts'
import type { ResourceName } from './resource-name.ts'

export async function getResourceInfo(
  deps: GatewayDeps,
  input: { zone: ZoneName; resourceName: ResourceName }
): Promise<{ found: false } | { found: true; resource: Resource }> {
  const zone = await resolveZone(deps, input.zone)
  const resource = await readOrBringOver(deps, {
    key: { kind: 'resource', zone: zone.name, id: input.resourceName },
    bucket: zone.bucket,
    objectKey: zoneKey(zone, `resources/${input.resourceName}`),
    schema: Resource,
    fits: found => found.resourceName === input.resourceName,
    ownerOf: found => found.ownerId
  })
  return resource === undefined ? { found: false } : { found: true, resource }
}
