/**
 * Which zone has which place. A place belongs to one zone, and no zone lies inside another's; but a bucket of the
 * configuration may have zones put into it beside its own, each in a folder that the bucket's own zone does not use.
 */

import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import { type ClaimedPlace, isSameBucket, overlap, placeOf } from '../model/place.ts'
import type { ZoneConfig } from '../model/zone.ts'
import { everyItem } from '../stores/every-item.ts'
import { readRecord } from '../stores/read-record.ts'
import type { ListedRecord } from '../stores/registry.ts'
import { registeredZones } from './every-zone.ts'
import { type ZoneDeps, zoneRecord } from './resolve-zone.ts'
import { decryptCredentials, usable } from './zone-credentials.ts'
import { ZoneRecord } from './zone-record.ts'

/** What a zone keeps at the root of its place. */
export const zoneFolders = [
  ...['sha1', 'uploads', 'trash', 'logs', 'usage', 'settings', 'tests'],
  ...['clients', 'resources', 'users', 'registered-zones']
]

export function clash(a: ClaimedPlace, b: ClaimedPlace): boolean {
  return a.zone !== b.zone && overlap(a.place, b.place) && !isPutInto(a, b) && !isPutInto(b, a)
}

/** Whether the one is a folder of the bucket whose own zone the other is, and none of those that this uses. */
function isPutInto(inner: ClaimedPlace, outer: ClaimedPlace): boolean {
  const [first] = inner.place.directory
  return outer.entry === outer.zone && inner.entry === outer.zone && first !== undefined && !zoneFolders.includes(first)
}

/** The zones whose places are not apart from this one's. At most 60 s old. */
export async function zonesInTheWay(deps: GatewayDeps, zone: ZoneName): Promise<string[]> {
  const own = await placeOfZone(deps, zone)
  if (own === undefined) return []
  return (await claimedPlaces(deps)).filter(other => clash(own, other)).map(other => other.zone)
}

/** undefined: there is no such zone. */
export async function placeOfZone(deps: GatewayDeps, zone: ZoneName): Promise<ClaimedPlace | undefined> {
  const configured = deps.configuredZones.get(zone)
  if (configured !== undefined) return claimOfConfigured(configured)
  const record = await zoneRecord(deps, zone)
  return record === undefined ? undefined : claimOf(deps, record)
}

/** Whether no other zone uses the zone's bucket, if only to read from it. Users put zones into that of zone default. */
export async function hasWholeBucket(deps: GatewayDeps, zone: ZoneName): Promise<boolean> {
  const own = await placeOfZone(deps, zone)
  if (own === undefined || own.entry === defaultZoneName) return false
  return (await claimedPlaces(deps)).every(
    other =>
      other.zone === own.zone ||
      ![other.place, ...(other.fallback === undefined ? [] : [other.fallback])].some(one =>
        isSameBucket(one, own.place)
      )
  )
}

/** Throws where a list of zones cannot be read: what decides about rights and deletions is whole, or not known. */
export async function claimedPlaces(deps: ZoneDeps): Promise<readonly ClaimedPlace[]> {
  const { claims } = await deps.caches.places.get('', async () => ({ claims: await readClaims(deps) }))
  return claims
}

async function readClaims(deps: ZoneDeps): Promise<ClaimedPlace[]> {
  const claims: ClaimedPlace[] = [...deps.configuredZones.values()].map(claimOfConfigured)
  const known = new Set<string>(deps.configuredZones.keys())
  for await (const listed of everyItem(page => deps.registry.list({ kind: 'zone' }, page))) {
    if (known.has(listed.key.id)) continue
    known.add(listed.key.id)
    claims.push(ofListed(deps, listed))
  }
  for (const name of await registeredZones(deps)) {
    const zone = ZoneName.safeParse(name)
    if (known.has(name) || !zone.success) continue
    const record = await zoneRecord(deps, zone.data)
    if (record !== undefined) claims.push(claimOf(deps, record))
  }
  return claims
}

export const claimOfConfigured = ({ name, bucket, directory, fallback }: ZoneConfig): ClaimedPlace => ({
  zone: name,
  place: placeOf(bucket, directory),
  entry: name,
  ...(fallback === undefined ? {} : { fallback: placeOf(fallback, '') })
})

export function claimOf(deps: ZoneDeps, { zone, directory, ownBucket, bucketName }: ZoneRecord): ClaimedPlace {
  if (ownBucket === null) {
    const home = deps.configuredZones.get(bucketName)
    if (home === undefined) return nowhere(zone)
    const fallback = home.fallback === undefined ? {} : { fallback: placeOf(home.fallback, '') }
    return { zone, place: placeOf(home.bucket, directory), entry: bucketName, ...fallback }
  }
  const credentials = readable(() => decryptCredentials(deps, zone, ownBucket.credentials))
  return { zone, place: placeOf({ uri: ownBucket.uri, credentials: credentials ?? noCredentials }, directory) }
}

/** A zone whose bucket the configuration does not have (any more), or whose record nobody can read. */
const nowhere = (zone: string): ClaimedPlace => ({ zone, place: { bucket: ['nowhere', zone], directory: [] } })

/** Enough for where a bucket is, where only the credentials of an endpoint of its own would say more. */
const noCredentials = usable({ accessKeyId: 'unknown', secretAccessKey: 'unknown' })

function ofListed(deps: ZoneDeps, { key, entry }: ListedRecord): ClaimedPlace {
  const record = readable(() => readRecord(ZoneRecord, key, entry.value))
  if (record !== undefined) return claimOf(deps, record)
  deps.logger.warn('zones.malformed_record', { zone: key.id })
  return nowhere(key.id)
}

/** A record that cannot be read holds up no other zone. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof GatewayError) return undefined
    throw error
  }
}
