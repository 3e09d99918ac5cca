/** The names of all zones: of the configuration, of the registry, and those that older gateways registered. */
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'

type ListingDeps = Pick<GatewayDeps, 'configuredZones' | 'registry' | 'openBucket' | 'logger'>

const registered = 'registered-zones/'

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
  const names: string[] = []
  let after: string | undefined
  do {
    const page = await registry.list({ kind: 'zone' }, { limit: 1000, ...(after === undefined ? {} : { after }) })
    names.push(...page.items.map(({ key }) => key.id))
    after = page.next
  } while (after !== undefined)
  return names
}

/** Those that older gateways registered in the bucket of the default zone, and nobody removed. */
export async function registeredZones(deps: Omit<ListingDeps, 'logger'>): Promise<string[]> {
  const home = deps.configuredZones.get(defaultZoneName)
  if (home === undefined) return []
  const names: string[] = []
  const bucket = await deps.openBucket(home.bucket)
  let after: string | undefined
  do {
    const page = await bucket.list(registered, { limit: 1000, ...(after === undefined ? {} : { after }) })
    names.push(...page.items.map(({ key }) => key.slice(registered.length)))
    after = page.next
  } while (after !== undefined)
  // A registry's tombstone wins over what lies there.
  const removed = await Promise.all(
    names
      .filter(name => ZoneName.safeParse(name).success)
      .map(async name => ((await deps.registry.get({ kind: 'zone', id: name }))?.state === 'removed' ? [] : [name]))
  )
  return removed.flat()
}
