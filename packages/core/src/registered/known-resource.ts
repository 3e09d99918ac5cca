/** A resource as the registry has it, or else what an older gateway left of it in the zone's bucket. */
import type { ResourceName } from '../ids/resource-name.ts'
import { type Legacy, readOrImportLegacy } from '../legacy/import-legacy.ts'
import { Resource } from '../model/resource.ts'
import type { Zone } from '../model/zone.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import { ownerIndex, withAccount } from '../users/ownership.ts'
import { zoneKey } from '../zones/keys.ts'

export const resourceKey = (zone: Zone, name: ResourceName) =>
  ({ kind: 'resource', zone: zone.name, id: name }) as const

export async function knownResource(deps: BindingDeps, zone: Zone, name: ResourceName): Promise<Resource | undefined> {
  const resource = await readOrImportLegacy(deps, legacyResource(zone, name))
  return resource && withAccount(deps, resource)
}

/** As an older gateway left it. */
export const legacyResource = (zone: Zone, name: ResourceName): Legacy<Resource> => ({
  key: resourceKey(zone, name),
  bucket: zone.bucket,
  objectKey: zoneKey(zone, `resources/${name}`),
  schema: Resource,
  // What only this gateway writes is in no record of an older one.
  fits: found => found.resourceName === name && found.ownerAccountId === undefined,
  ownerOf: ownerIndex
})
