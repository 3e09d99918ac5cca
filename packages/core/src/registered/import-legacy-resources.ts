/** A zone's first listing: all resources that an older gateway left in the bucket. Tombstones win. */
import type { GatewayDeps } from '../deps.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { importAllLegacy, pagesBelow } from '../legacy/import-all-legacy.ts'
import type { Zone } from '../model/zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { knownResource } from './known-resource.ts'

/** Where it is noted how far a zone's resources are imported. */
export const legacyResourcesProgress = (zone: Zone) => ({ kind: 'import', zone: zone.name, id: 'resources' }) as const

/** Whether all are imported; else ask again. `until`: ms since the epoch. */
export function importLegacyResources(deps: GatewayDeps, zone: Zone, until: number): Promise<boolean> {
  return importAllLegacy(deps, {
    progress: legacyResourcesProgress(zone),
    page: pagesBelow(zone.bucket, zoneKey(zone, 'resources/')),
    async importLegacy(name) {
      const resourceName = ResourceName.safeParse(name)
      if (resourceName.success) await knownResource(deps, zone, resourceName.data)
    },
    hasTime: () => deps.now() < until
  })
}
