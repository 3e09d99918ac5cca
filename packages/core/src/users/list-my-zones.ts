/**
 * The zones that somebody looks after: those that they own, and then those whose settings say that they administer them.
 * The latter are found by an index that may be late, and shown only where the settings, at most 60 s old, still say so.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { withTimeout } from '../with-timeout.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { zoneSettings } from '../zones/settings.ts'
import { ZoneName } from '../zones/zone-name.ts'
import { ZoneRecord } from '../zones/zone-record.ts'
import { listOwned, listUnder, refuse } from './list-own.ts'
import { owns, withAccount } from './ownership.ts'
import type { User } from './user.ts'

export interface MyZone {
  zone: string
  /** null: a zone of the configuration, which nobody owns. */
  ownerId: string | null
  role: 'owner' | 'administrator'
}

/** Zones whose settings one page looks at, side by side. */
const mostLookedAt = 32
/** How long it waits for the settings of one, ms: a bucket that does not answer holds up no list. */
const patience = 3_000

/** A page may be short, or empty, and have a next. */
export async function listMyZones(deps: GatewayDeps, user: User, input: ListInput): Promise<Listed<MyZone>> {
  const { limit, after = 'owned ', search } = input
  const [, part, place = ''] = /^(owned|administered) (.*)$/.exec(after) ?? refuse()
  if (part === 'administered') return administered(deps, user, { limit, search, after: place })
  const { items, next } = await listOwned(
    deps,
    'zone',
    ZoneRecord,
    user,
    { limit, search, ...(place === '' ? {} : { after: place }) },
    ({ zone }) => [zone]
  )
  const owned = items.map(({ value: { zone, ownerId } }): MyZone => ({ zone, ownerId, role: 'owner' }))
  if (next !== null) return { items: owned, next: `owned ${next}` }
  if (owned.length === limit) return { items: owned, next: 'administered ' }
  const others = await administered(deps, user, { limit: limit - owned.length, search })
  return { items: [...owned, ...others.items], next: others.next }
}

async function administered(
  deps: GatewayDeps,
  user: User,
  { limit, after, search }: ListInput
): Promise<Listed<MyZone>> {
  const page = { limit: Math.min(limit, mostLookedAt), search, ...(after ? { after } : {}) }
  const shown = { show: (value: Record<string, never>) => value, texts: () => [] }
  const { items, next } = await listUnder(deps, 'zone-administrator', z.object({}), user.labels, page, shown)
  const looked = items.map(({ zone, id }) => withTimeout(patience, lookedAt(deps, user, zone, id), () => undefined))
  const zones = (await Promise.all(looked)).filter(zone => zone !== undefined)
  return { items: zones, next: next === null ? null : `administered ${next}` }
}

/** undefined: it is not so any more, nobody can tell, or the zone is listed otherwise. */
async function lookedAt(deps: GatewayDeps, user: User, name: string, label: string): Promise<MyZone | undefined> {
  try {
    const zone = await findZone(deps, ZoneName.parse(name))
    if (zone === undefined) return undefined
    if (zone.owner !== undefined && owns(user, await withAccount(deps, zone.owner))) return undefined
    const { rights } = await zoneSettings(deps, zone)
    // By one of the names that mean them.
    const first = user.labels.toSorted().find(one => rights.get(one)?.admin)
    return first === label
      ? { zone: zone.name, ownerId: zone.owner?.ownerId ?? null, role: 'administrator' }
      : undefined
  } catch (error) {
    deps.logger.warn('zone.not_listed', { zone: name, reason: String(error) })
    return undefined
  }
}
