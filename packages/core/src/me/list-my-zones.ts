/**
 * The zones that somebody looks after: those that they own, and then those whose settings say that they administer them.
 * The latter, unless they are of the configuration, are found by an index that may be 5 min late, and shown only where the
 * settings, at most 60 s old, still say so.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import type { User } from '../model/user.ts'
import { isFoundBy } from '../search-words.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { owns, withAccount } from '../users/ownership.ts'
import { withTimeout } from '../with-timeout.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { zoneSettings } from '../zones/settings.ts'
import { ZoneRecord } from '../zones/zone-record.ts'
import { listOwned, listUnder, refuse } from './list-own.ts'
import { lookAtAddedZones } from './look-at-added-zones.ts'

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

type Stage = (deps: GatewayDeps, user: User, input: ListInput) => Promise<Listed<MyZone>>
/** One after the other; a page's token says which it is at. */
const stages: readonly (readonly [string, Stage])[] = [
  ['owned', owned],
  ['configured', configured],
  ['administered', administered]
]

/** A page may be short, or empty, and have a next. */
export async function listMyZones(deps: GatewayDeps, user: User, input: ListInput): Promise<Listed<MyZone>> {
  const { limit, after = 'owned ', search } = input
  const [, first, place = ''] = /^(owned|configured|administered) (.*)$/.exec(after) ?? refuse()
  if (input.after === undefined) await lookAtAddedZones(deps)
  const items: MyZone[] = []
  let inside = place
  for (const [name, stage] of stages.slice(stages.findIndex(([name]) => name === first))) {
    if (items.length >= limit) return { items, next: `${name} ` }
    const page = await stage(deps, user, {
      limit: limit - items.length,
      search,
      ...(inside === '' ? {} : { after: inside })
    })
    items.push(...page.items)
    if (page.next !== null) return { items, next: `${name} ${page.next}` }
    inside = ''
  }
  return { items, next: null }
}

async function owned(deps: GatewayDeps, user: User, input: ListInput): Promise<Listed<MyZone>> {
  const { items, next } = await listOwned(deps, 'zone', ZoneRecord, user, input, ({ zone }) => [zone])
  return { items: items.map(({ value: { zone, ownerId } }): MyZone => ({ zone, ownerId, role: 'owner' })), next }
}

/** Nobody owns them, so that their settings are often written by hand: they are few, and looked at without the index. */
async function configured(
  deps: GatewayDeps,
  user: User,
  { limit, after = '0', search = '' }: ListInput
): Promise<Listed<MyZone>> {
  const from = /^\d{1,6}$/.test(after) ? Number(after) : refuse()
  const to = from + Math.min(limit, mostLookedAt)
  const all = [...deps.configuredZones.keys()].filter(zone => isFoundBy(search, [zone]))
  const items = await lookedAt(deps, user, all.slice(from, to))
  return { items, next: to < all.length ? String(to) : null }
}

async function administered(
  deps: GatewayDeps,
  user: User,
  { limit, after, search }: ListInput
): Promise<Listed<MyZone>> {
  const page = { limit: Math.min(limit, mostLookedAt), search, ...(after ? { after } : {}) }
  const shown = { show: (value: Record<string, never>) => value, texts: () => [] }
  const { items, next } = await listUnder(deps, 'zone-administrator', z.object({}), user.labels, page, shown)
  // Once, by the first of the names that mean them.
  const indexed = items.filter(({ zone }) => !deps.configuredZones.has(ZoneName.parse(zone)))
  const zones = await lookedAt(
    deps,
    user,
    indexed.map(({ zone }) => zone),
    indexed.map(({ id }) => id)
  )
  return { items: zones, next }
}

/** `labels`: of the record that led to each, where one did. */
async function lookedAt(
  deps: GatewayDeps,
  user: User,
  zones: readonly string[],
  labels: readonly string[] = []
): Promise<MyZone[]> {
  const looking = zones.map((zone, at) => withTimeout(patience, lookAt(deps, user, zone, labels[at]), () => undefined))
  return (await Promise.all(looking)).filter(zone => zone !== undefined)
}

/** undefined: it is not so any more, nobody can tell, or the zone is listed otherwise. */
async function lookAt(
  deps: GatewayDeps,
  user: User,
  name: string,
  label: string | undefined
): Promise<MyZone | undefined> {
  try {
    const zone = await findZone(deps, ZoneName.parse(name))
    if (zone === undefined) return undefined
    if (zone.owner !== undefined && owns(user, await withAccount(deps, zone.owner))) return undefined
    const { rights } = await zoneSettings(deps, zone)
    const first = user.labels.toSorted().find(one => rights.get(one)?.admin)
    return first !== undefined && first === (label ?? first)
      ? { zone: zone.name, ownerId: zone.owner?.ownerId ?? null, role: 'administrator' }
      : undefined
  } catch (error) {
    deps.logger.warn('zone.not_listed', { zone: name, reason: String(error) })
    return undefined
  }
}
