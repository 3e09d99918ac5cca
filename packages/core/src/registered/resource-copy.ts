/** A resource as an older gateway on the same bucket has it. */
import type { ResourceName } from '../ids/resource-name.ts'
import type { OlderCopy } from '../legacy/write-back.ts'
import type { Resource } from '../model/resource.ts'
import type { Zone } from '../model/zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { legacyResource } from './known-resource.ts'

export const resourceCopy = (zone: Zone, name: ResourceName): OlderCopy<Resource> => ({
  legacy: legacyResource(zone, name),
  users: zoneKey(zone, 'users/'),
  list: 'resourceNames',
  shown: ({ resourceName, ownerId, timestampCreated, proxyUrl }) => ({
    resourceName,
    ownerId,
    timestampCreated,
    proxyUrl
  })
})
