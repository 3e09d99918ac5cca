/** The names of all zones: of the configuration, of the registry, and those that older gateways registered. */

import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import { everyItem } from '../stores/every-item.ts'

type ListingDeps = Pick<GatewayDeps, 'configuredZones' | 'registry' | 'openBucket' | 'logger'>

/** In the bucket of the default zone, by the name of the zone. */
export const registeredZonesPrefix = 'registered-zones/'

export async function everyZone(deps: ListingDeps): Promise<string[]> {
  const [fromRegistry, fromBucket] = await Promise.all([
    zonesOfRegistry(deps),
    registeredZones(deps).catch(error => {
      // The others are looked after all the same.
      if (!(error instanceof GatewayError)) throw error
      deps.logger.warn('zones.registered_not_listed', { reason: String(error.cause ?? error) })
      return []
    })
  ])
  return [...new Set([...deps.configuredZones.keys(), ...fromRegistry, ...fromBucket])]
}

async function zonesOfRegistry({ registry }: Pick<GatewayDeps, 'registry'>): Promise<string[]> {
  return Array.fromAsync(
    everyItem(page => registry.list({ kind: 'zone' }, page)),
    ({ key }) => key.id
  )
}

/** Those that older gateways registered in the bucket of the default zone, and nobody removed. */
export async function registeredZones(deps: Omit<ListingDeps, 'logger'>): Promise<string[]> {
  const home = deps.configuredZones.get(defaultZoneName)
  if (home === undefined) return []
  const bucket = await deps.openBucket(home.bucket)
  const all = everyItem(page => bucket.list(registeredZonesPrefix, page))
  const names = await Array.fromAsync(all, ({ key }) => key.slice(registeredZonesPrefix.length))
  // A registry's tombstone wins over what lies there.
  const removed = await Promise.all(
    names
      .filter(name => ZoneName.safeParse(name).success)
      .map(async name => ((await deps.registry.get({ kind: 'zone', id: name }))?.state === 'removed' ? [] : [name]))
  )
  return removed.flat()
}
