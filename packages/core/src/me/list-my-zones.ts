/**
 * The zones where somebody can do something: those that they own, then those of the configuration, then those whose
 * settings say that they administer them, and last those whose settings let them store or load files. The latter two are
 * found by an index that may be late with what was written by hand, and shown only where the settings, at most 60 s old, still say so.
 */
import * as z from 'zod'
import { callerInZone } from '../access/caller.ts'
import { isGranted } from '../access/permissions.ts'
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { ZoneSettings } from '../model/zone-settings.ts'
import { isFoundBy } from '../search-words.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { owns, withAccount } from '../users/ownership.ts'
import { withTimeout } from '../with-timeout.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { zoneSettings } from '../zones/settings.ts'
import { ZoneRecord } from '../zones/zone-record.ts'
import { listOwned, listUnder, type Own, refuse } from './list-own.ts'

export interface MyZone {
  zone: string
  /** null: a zone of the configuration, which nobody owns. */
  ownerId: string | null
  /** `user`: who can store or load files there, and no more. */
  role: 'owner' | 'administrator' | 'user'
  /** null: the settings can't be read now. */
  rights: Record<'upload' | 'download' | 'administer', boolean> | null
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
  ['administered', indexed('zone-administrator')],
  ['used', indexed('zone-user')]
]

/** A page may be short, or empty, and have a next. */
export async function listMyZones(deps: GatewayDeps, user: User, input: ListInput): Promise<Listed<MyZone>> {
  const { limit, after = 'owned ', search } = input
  const [, first, place = ''] = /^(owned|configured|administered|used) (.*)$/.exec(after) ?? refuse()
  const items: MyZone[] = []
  let inside = place
  for (const [name, stage] of stages.slice(stages.findIndex(([name]) => name === first))) {
    if (items.length >= limit) return { items, next: `${name} ` }
    const page = await stage(deps, user, {
      limit: Math.min(limit - items.length, mostLookedAt),
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
  const names = items.map(({ value }) => value.zone)
  const seen = await Promise.all(names.map(name => look(deps, user, name)))
  return {
    items: items.map(
      ({ value: { zone, ownerId } }, at): MyZone => ({ zone, ownerId, role: 'owner', rights: seen[at]?.rights ?? null })
    ),
    next
  }
}

/** Nobody owns them, so that their settings are often written by hand: they are few, and looked at without the index. */
async function configured(
  deps: GatewayDeps,
  user: User,
  { limit, after = '0', search = '' }: ListInput
): Promise<Listed<MyZone>> {
  const from = /^\d{1,6}$/.test(after) ? Number(after) : refuse()
  const to = from + limit
  const all = [...deps.configuredZones.keys()].filter(zone => isFoundBy(search, [zone]))
  const seen = await Promise.all(all.slice(from, to).map(name => look(deps, user, name)))
  return {
    items: seen.flatMap(one => (one?.by === undefined ? [] : [shown(one)])),
    next: to < all.length ? String(to) : null
  }
}

/** Each zone once, by the first of the names that mean the user, and by the right that says most. */
function indexed(kind: 'zone-administrator' | 'zone-user'): Stage {
  const show = { show: (value: Record<string, never>) => value, texts: () => [] }
  return async (deps, user, input) => {
    const { items, next } = await listUnder(deps, kind, z.object({}), user.labels, input, show)
    const others = items.filter(({ zone }) => !deps.configuredZones.has(ZoneName.parse(zone)))
    const seen = await Promise.all(others.map(({ zone }) => look(deps, user, zone)))
    const right = ({ id }: Own<unknown>, one: Seen | undefined) => one?.by?.kind === kind && one.by.label === id
    return { items: seen.flatMap((one, at) => (one && right(others[at] ?? refuse(), one) ? [shown(one)] : [])), next }
  }
}

interface Seen {
  zone: Zone
  rights: NonNullable<MyZone['rights']>
  /** What lists it among theirs; undefined: nothing but what everybody may, or that they own it. */
  by: { kind: 'zone-administrator' | 'zone-user'; label: string | undefined } | undefined
}

const shown = ({ zone, rights }: Seen): MyZone => ({
  zone: zone.name,
  ownerId: zone.owner?.ownerId ?? null,
  role: rights.administer ? 'administrator' : 'user',
  rights
})

/** undefined: there is no such zone any more, or nobody can tell. */
const look = (deps: GatewayDeps, user: User, name: string): Promise<Seen | undefined> =>
  withTimeout(patience, lookAt(deps, user, name), () => undefined)

async function lookAt(deps: GatewayDeps, user: User, name: string): Promise<Seen | undefined> {
  try {
    const found = await findZone(deps, ZoneName.parse(name))
    if (found === undefined) return undefined
    const zone = found.owner === undefined ? found : { ...found, owner: await withAccount(deps, found.owner) }
    const settings = await zoneSettings(deps, zone)
    const caller = await callerInZone(deps, zone, { kind: 'user', user, provedBy: 'session' })
    const may = (action: 'upload' | 'download' | 'administer') => isGranted(action, caller, settings, zone)
    const rights = { upload: may('upload'), download: may('download'), administer: may('administer') }
    const isOwn = zone.owner !== undefined && owns(user, zone.owner)
    return { zone, rights, by: isOwn ? undefined : listedBy(user, settings, rights) }
  } catch (error) {
    deps.logger.warn('zone.not_listed', { zone: name, reason: String(error) })
    return undefined
  }
}

/** Files that everybody may load make a zone nobody's in particular. */
function listedBy({ labels }: User, settings: ZoneSettings, rights: Seen['rights']): Seen['by'] {
  const first = (isListed: (right: { upload: boolean; download: boolean; admin: boolean }) => boolean) =>
    labels.toSorted().find(label => {
      const given = settings.rights.get(label)
      return given !== undefined && isListed(given)
    })
  const administers = first(({ admin }) => admin)
  if (rights.administer) return { kind: 'zone-administrator', label: administers }
  const uses = first(({ upload, download }) => upload || download)
  return rights.upload || uses !== undefined ? { kind: 'zone-user', label: uses } : undefined
}
