/**
 * Operation addZone: a new zone in the gateway's default bucket. Users add zones under their own login, a few each;
 * gateway administrators add any. A user's record holds the names first, so that a race or a crash makes no more of them.
 */

import type { GatewayDeps } from '../deps.ts'
import { defaultZoneName, type ZoneName } from '../ids/zone-name.ts'
import type { Account } from '../model/account.ts'
import type { User } from '../model/user.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { changeAccount } from '../users/account.ts'
import { isGatewayAdministrator } from '../users/administrators.ts'
import { ownedBy, ownerIndex, owns } from '../users/ownership.ts'
import { writeFirstSettings } from './first-settings.ts'
import { checkApart, whatIsThere } from './free-place.ts'
import { claimPlace } from './place-marker.ts'
import { findZone } from './resolve-zone.ts'
import { writeBackZone } from './zone-copy.ts'
import type { ZoneRecord } from './zone-record.ts'

/** Zones that a user may add. */
export const maxOwnZones = 5

export const zoneRecordKey = (zone: ZoneName) => ({ kind: 'zone', id: zone }) as const

/**
 * `overExisting`: a gateway administrator's, who knows what is there. Throws `zone.name_not_yours`, `zone.too_many`,
 * `zone.name_taken`, `zone.place_taken`, `zone.had_before` or `zone.no_default_bucket`.
 */
export async function addZone(
  deps: GatewayDeps,
  user: User,
  zone: ZoneName,
  facts: RequestFacts,
  overExisting = false
): Promise<ZoneRecord> {
  const administrator = isGatewayAdministrator(deps, user)
  if (!administrator && !isOwnName(user, zone)) throw siteErrors.zoneNameNotYours(user.login)
  const home = deps.configuredZones.get(defaultZoneName)
  if (home === undefined) throw siteErrors.noDefaultBucket()
  if (await isTaken(deps, zone)) throw siteErrors.zoneNameTaken(zone)
  if (!administrator) await reserve(deps, user, zone)
  const place = { bucketName: defaultZoneName, directory: `zones/${zone}`, ownBucket: null, scratch: null }
  const record = { zone, ...ownedBy(user), ...place }
  await checkApart(deps, record)
  const bucket = await deps.openBucket(home.bucket)
  const occupied = await whatIsThere(deps, record, bucket, owner => owns(user, owner))
  if (occupied !== undefined && !(administrator && overExisting)) {
    throw siteErrors.zoneHadBefore(zone, administrator ? occupied : undefined)
  }
  return createZone(deps, record, bucket, facts)
}

/** Writes it where the name is free. Throws `zone.name_taken` or `zone.place_taken`. */
export async function createZone(
  deps: GatewayDeps,
  record: ZoneRecord,
  bucket: ObjectStore,
  facts: RequestFacts
): Promise<ZoneRecord> {
  const { zone, ownerId, directory } = record
  const options = { owner: ownerIndex(record), overTombstone: true }
  const { created } = await deps.registry.create(zoneRecordKey(zone), record, options)
  deps.caches.zones.delete(zone)
  deps.caches.settings.delete(zone)
  if (!created) throw siteErrors.zoneNameTaken(zone)
  try {
    // Somebody may have added another one at the same moment: both look again, and whoever sees the other gives way.
    await checkApart(deps, record)
  } catch (error) {
    await deps.registry.remove(zoneRecordKey(zone))
    throw error
  }
  await claimPlace(deps, { name: zone, directory, bucket }).catch(error =>
    deps.logger.warn('zone.place_not_marked', { zone, reason: String(error) })
  )
  await Promise.all([
    writeFirstSettings(deps, { name: zone, directory, bucket }, ownerId),
    writeBackZone(deps, zone),
    recordChange(deps, zone, 'addZone', { ownerId }, facts)
  ])
  return record
}

/** By the configuration, the registry, an older gateway's record, or for ever. */
export async function isTaken(deps: GatewayDeps, zone: ZoneName): Promise<boolean> {
  if (zone === defaultZoneName) return true
  deps.caches.zones.delete(zone)
  return (await findZone(deps, zone)) !== undefined
}

/** Logins are the same in upper and lower case. `scratch` is for administrators, whoever has that login. */
export function isOwnName({ login }: User, zone: ZoneName): boolean {
  const [own, wanted] = [login.toLowerCase(), zone.toLowerCase()]
  return wanted !== 'scratch' && (wanted === own || wanted.startsWith(`${own}.`))
}

/** How long a name that was just written down is believed without its zone, ms: longer than a request takes. */
const underWay = 60_000

/** Names of zones that are no more make room. Throws `zone.too_many`. */
async function reserve(deps: GatewayDeps, user: User, zone: ZoneName): Promise<void> {
  const { ownZones } = await changeAccount(deps, user.accountId, account => withZone(deps, account, zone) ?? account)
  if (ownZones.some(own => own.zone === zone)) return
  const there = await Promise.all(ownZones.map(own => deps.registry.get({ kind: 'zone', id: own.zone })))
  const gone = new Set(
    ownZones
      .filter(({ since }, at) => there[at]?.state !== 'present' && deps.now() - since > underWay)
      .map(own => own.zone)
  )
  await changeAccount(deps, user.accountId, account => {
    const left = { ...account, ownZones: account.ownZones.filter(own => !gone.has(own.zone)) }
    const made = withZone(deps, left, zone)
    if (made === undefined) throw siteErrors.tooManyZones(maxOwnZones)
    return made
  })
}

/** undefined: there is no room. */
function withZone(deps: GatewayDeps, account: Account, zone: ZoneName): Account | undefined {
  const { ownZones } = account
  if (ownZones.some(own => own.zone === zone)) return account
  return ownZones.length < maxOwnZones
    ? { ...account, ownZones: [...ownZones, { zone, since: deps.now() }] }
    : undefined
}
