/**
 * Before a zone is added: is its name free, in upper and lower case, and its place? What somebody else had before, or a
 * folder that is not empty, is opened again only by a gateway administrator who was told what is there.
 */
import type { GatewayDeps } from '../deps.ts'
import { defaultZoneName, type ZoneName } from '../ids/zone-name.ts'
import type { Owned } from '../model/owner.ts'
import { type Occupied, siteErrors } from '../site-errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import { withAccount } from '../users/ownership.ts'
import { claimedPlaces, claimOf, clash } from './claimed-places.ts'
import { hasFirstSettings } from './first-settings.ts'
import { zoneKey } from './keys.ts'
import { type Claim, gatewayId, markerKey, otherClaims } from './place-marker.ts'
import type { ZoneDeps } from './resolve-zone.ts'
import { settingsKey } from './settings.ts'
import { ZoneRecord } from './zone-record.ts'

const listed = 1000

export const isSameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Throws `zone.name_taken` where another zone's name differs in case alone, and `zone.place_taken`. */
export async function checkApart(deps: ZoneDeps, record: ZoneRecord): Promise<void> {
  // Others may have added zones since these were read.
  deps.caches.places.delete('')
  const claims = await claimedPlaces(deps)
  const others = claims.filter(({ zone }) => zone !== record.zone)
  if (isSameName(record.zone, defaultZoneName) || others.some(({ zone }) => isSameName(zone, record.zone))) {
    throw siteErrors.zoneNameTaken(record.zone)
  }
  const own = claimOf(deps, record)
  const inTheWay = others.find(other => clash(own, other))
  if (inTheWay !== undefined) throw siteErrors.placeTaken(record.zone, inTheWay.zone)
}

/** undefined: nothing is there. `isSelf`: whether an earlier owner is who asks. Throws `zone.place_taken`. */
export async function whatIsThere(
  deps: GatewayDeps,
  record: ZoneRecord,
  bucket: ObjectStore,
  isSelf: (owner: Owned) => boolean
): Promise<Occupied | undefined> {
  const { zone: name, directory } = record
  const [former, page, claims] = await Promise.all([
    formerOwner(deps, name),
    bucket.list(directory === '' ? '' : `${directory}/`, { limit: listed }),
    claimsAround(deps, record, bucket)
  ])
  const id = claims.length === 0 ? undefined : await gatewayId(deps)
  const own = claims.find(claim => claim.gatewayId === id)
  if (own !== undefined) throw siteErrors.placeTaken(name, own.zone)
  const ownSettings = zoneKey({ directory }, settingsKey)
  const asAtFirst =
    page.items.some(({ key }) => key === ownSettings) && (await hasFirstSettings({ directory, bucket }, record.ownerId))
  const ours = [zoneKey({ directory }, markerKey), ...(asAtFirst ? [ownSettings] : [])]
  const files = page.items.filter(({ key }) => !ours.includes(key))
  const occupied = {
    formerOwner: former === undefined || isSelf(former) ? null : former.ownerId,
    objects: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    more: page.next !== undefined,
    usedBy: claims.map(({ zone, gateway }) => ({ zone, gateway }))
  }
  const { objects, usedBy } = occupied
  return occupied.formerOwner === null && objects === 0 && usedBy.length === 0 ? undefined : occupied
}

async function formerOwner(deps: GatewayDeps, zone: ZoneName): Promise<Owned | undefined> {
  const key = { kind: 'zone', id: zone } as const
  const entry = await deps.registry.get(key)
  return entry?.state === 'removed' ? withAccount(deps, readRecord(ZoneRecord, key, entry.value)) : undefined
}

/** Those of the place and, in a bucket of the zone's own, of the folders around it. */
async function claimsAround(deps: GatewayDeps, record: ZoneRecord, bucket: ObjectStore): Promise<Claim[]> {
  const parts = record.directory.split('/').filter(part => part !== '')
  const around = record.ownBucket === null ? [] : parts.map((_, at) => parts.slice(0, at).join('/'))
  const claims = await Promise.all(
    [record.directory, ...around].map(directory => otherClaims(deps, { name: record.zone, directory, bucket }))
  )
  return claims.flat()
}
