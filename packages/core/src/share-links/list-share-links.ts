/** Links as their makers and a zone's administrators see them, without what opens them. */
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { hasEnded, isUsedUp, ShareLink, ShareLinkId } from '../model/share-link.ts'
import type { Zone } from '../model/zone.ts'
import { isOfZone } from '../registrations/registered.ts'
import { readRecord } from '../stores/read-record.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'

export interface ListedShareLink {
  id: ShareLinkId
  zone: string
  files: { hash: string; size: number; name: string | null }[]
  /** Who made it. */
  by: string
  /** ms since the epoch */
  at: number
  endsAt: number
  /** Uses; null: any number. */
  count: number | null
  used: number
  usedAt: number | null
  note: string
  /** `used-up`: no further use begins. */
  state: 'open' | 'ended' | 'used-up'
}

/** `now`: ms since the epoch. */
export function shownShareLink(zone: string, id: ShareLinkId, link: ShareLink, now: number): ListedShareLink {
  const { files, ownerId, at, endsAt, count, used, usedAt, note } = link
  return {
    ...{ id, zone, by: ownerId, at, endsAt, count, used, usedAt, note },
    files: files.map(({ hash, size, name = null }) => ({ hash, size, name })),
    state: hasEnded(link, now) ? 'ended' : isUsedUp(link) ? 'used-up' : 'open'
  }
}

/** The newest first. */
export async function listZoneShareLinks(
  deps: GatewayDeps,
  zone: Zone,
  { limit, after }: ListInput
): Promise<Listed<ListedShareLink>> {
  if (zone.files === undefined) return { items: [], next: null }
  const page = { limit, ...(after !== undefined && { after }) }
  const { items, next = null } = await deps.registry.list({ kind: 'share-link', zone: zone.name }, page)
  const all = items.map(({ key, entry }) => ({ id: key.id, link: readRecord(ShareLink, key, entry.value) }))
  return { items: all.filter(({ link }) => isOfZone(zone, link)).map(one => shown(deps, zone.name, one)), next }
}

const shown = (deps: GatewayDeps, zone: ZoneName, { id, link }: { id: string; link: ShareLink }) =>
  shownShareLink(zone, ShareLinkId.parse(id), link, deps.now())
