/** Operations addResource, changeResource and removeResource. Who may is said before (access/authorize.ts). */

import { checkRoom } from '../access/room.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ResourceName } from '../ids/resource-name.ts'
import { writeBack } from '../legacy/write-back.ts'
import { Resource } from '../model/resource.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { knownResource, resourceKey } from '../registered/known-resource.ts'
import { resourceCopy } from '../registered/resource-copy.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import { ownedBy, ownerIndex, owns, withAccount } from '../users/ownership.ts'

/** Adding one's own again, as it is, changes nothing. Throws `resource.exists` or `resource.too_many`. */
export async function addResource(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  input: { resourceName: ResourceName; proxyUrl: string },
  facts: RequestFacts
): Promise<Resource> {
  const { resourceName, proxyUrl } = input
  const known = await knownResource(deps, zone, resourceName)
  if (known !== undefined) return ownAsGiven(user, known, proxyUrl)
  await checkRoom(deps, 'resource', zone, user)
  const key = resourceKey(zone, resourceName)
  const resource = { resourceName, ...ownedBy(user), timestampCreated: deps.now(), proxyUrl }
  const options = { owner: ownerIndex(resource), overTombstone: true }
  const { created, entry } = await deps.registry.create(key, resource, options)
  if (!created) return ownAsGiven(user, await withAccount(deps, readRecord(Resource, key, entry.value)), proxyUrl)
  await writeBack(deps, resourceCopy(zone, resourceName))
  await recordChange(deps, zone.name, 'addResource', { resourceName, ownerId: user.login }, facts)
  return resource
}

function ownAsGiven(user: User, known: Resource, proxyUrl: string): Resource {
  if (owns(user, known) && known.proxyUrl === proxyUrl) return known
  throw siteErrors.resourceExists(known.ownerId)
}

/** Throws `resource.not_found` or `record.changed_meanwhile`. */
export async function changeResource(
  deps: GatewayDeps,
  zone: Zone,
  input: { resourceName: ResourceName; proxyUrl: string },
  facts: RequestFacts
): Promise<Resource> {
  const key = resourceKey(zone, input.resourceName)
  const entry = await deps.registry.get(key)
  if (entry?.state !== 'present') throw siteErrors.resourceNotFound(zone.name)
  const changed = { ...readRecord(Resource, key, entry.value), proxyUrl: input.proxyUrl }
  if ((await deps.registry.replace(key, changed, entry.version)) === undefined) {
    throw siteErrors.changedMeanwhile('the resource')
  }
  await writeBack(deps, resourceCopy(zone, input.resourceName))
  await recordChange(deps, zone.name, 'setResourceInfo', { resourceName: input.resourceName }, facts)
  return changed
}

export async function removeResource(
  deps: GatewayDeps,
  zone: Zone,
  resource: Resource,
  facts: RequestFacts
): Promise<void> {
  await deps.registry.remove(resourceKey(zone, resource.resourceName))
  const { resourceName, ownerId } = resource
  await writeBack(deps, resourceCopy(zone, resource.resourceName))
  await recordChange(deps, zone.name, 'deleteResource', { resourceName, ownerId }, facts)
}
