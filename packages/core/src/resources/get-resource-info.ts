/** Operation getResourceInfo: where a resource of a zone is reached. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import type { Zone } from '../zones/zone.ts'
import { knownResource } from './known-resource.ts'
import type { Resource } from './resource.ts'
import type { ResourceName } from './resource-name.ts'

export async function getResourceInfo(
  deps: GatewayDeps,
  { zone }: { zone: Zone },
  input: { resourceName: ResourceName }
): Promise<{ found: false } | { found: true; resource: Resource }> {
  const resource = await knownResource(deps, zone, input.resourceName)
  return resource === undefined ? { found: false } : { found: true, resource }
}
