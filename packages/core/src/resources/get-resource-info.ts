/** Operation getResourceInfo: where a resource of a zone is reached. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import type { ResourceName } from '../ids/resource-name.ts'
import type { Resource } from '../model/resource.ts'
import type { Zone } from '../model/zone.ts'
import { knownResource } from '../registered/known-resource.ts'

export async function getResourceInfo(
  deps: GatewayDeps,
  { zone }: { zone: Zone },
  input: { resourceName: ResourceName }
): Promise<{ found: false } | { found: true; resource: Resource }> {
  const resource = await knownResource(deps, zone, input.resourceName)
  return resource === undefined ? { found: false } : { found: true, resource }
}
