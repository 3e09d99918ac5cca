/**
 * What gateway administrators do with zones: add one with a bucket of its own, give it new credentials, hand it over, mark
 * it as scratch. Credentials are tested before they are kept, and go nowhere but to the store.
 * No bucket is touched beyond the test and the settings that a new zone begins with.
 */

import { isDeepStrictEqual } from 'node:util'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { UserLabel } from '../ids/user-label.ts'
import { defaultZoneName, type ZoneName } from '../ids/zone-name.ts'
import type { ScratchLimits } from '../model/scratch-limits.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { isFoundBy } from '../search-words.ts'
import { siteErrors } from '../site-errors.ts'
import { type BucketRef, resolveBucket } from '../stores/bucket-uri.ts'
import { readRecord } from '../stores/read-record.ts'
import { type Listed, type ListInput, searchListing } from '../stores/search-listing.ts'
import { namedOwner } from '../users/named-owner.ts'
import { isSameOwner, ownerIndex } from '../users/ownership.ts'
import { createZone, isTaken, zoneRecordKey } from './add-zone.ts'
import { claimOf } from './claimed-places.ts'
import { checkApart, whatIsThere } from './free-place.ts'
import type { KeptCredentials } from './kept-credentials.ts'
import { checkConfirmed } from './mark-scratch.ts'
import { zoneRecord } from './resolve-zone.ts'
import { type TestStep, testBucket } from './test-bucket.ts'
import { writeBackZone } from './zone-copy.ts'
import { decryptCredentials, encryptCredentials, usable } from './zone-credentials.ts'
import { Directory, ZoneRecord } from './zone-record.ts'

export interface NewBucket {
  bucketUri: string
  directory: string
  credentials: KeptCredentials
}

/** Throws `zone.bad_bucket` where it is no address of a bucket. */
export async function tryBucket(deps: GatewayDeps, bucket: NewBucket): Promise<{ ok: boolean; steps: TestStep[] }> {
  const { ref, directory } = checkedBucket(bucket)
  return testBucket(deps, await deps.openBucket(ref), directory)
}

/**
 * `overExisting`: whoever asks knows what is there. Throws `zone.name_taken`, `zone.place_taken`, `zone.had_before`,
 * `zone.bad_bucket`, `zone.bucket_test_failed` or `zone.no_encryption_key`.
 */
export async function addZoneWithBucket(
  deps: GatewayDeps,
  input: NewBucket & { zone: ZoneName; ownerId: UserLabel; overExisting?: boolean | undefined },
  facts: RequestFacts
): Promise<{ record: ZoneRecord; steps: TestStep[] }> {
  const { zone, overExisting = false } = input
  const { ref, directory } = checkedBucket(input)
  const credentials = encryptCredentials(deps, zone, input.credentials)
  if (await isTaken(deps, zone)) throw siteErrors.zoneNameTaken(zone)
  const owner = await namedOwner(deps, input.ownerId)
  const ownBucket = { uri: ref.uri, credentials }
  const record = { zone, ...owner, bucketName: defaultZoneName, directory, ownBucket, scratch: null }
  await checkApart(deps, record)
  const steps = await passedTest(deps, ref, directory)
  const bucket = await deps.openBucket(ref)
  const occupied = await whatIsThere(deps, record, bucket, former => isSameOwner(former, owner))
  if (occupied !== undefined && !overExisting) throw siteErrors.zoneHadBefore(zone, occupied)
  return { record: await createZone(deps, record, bucket, facts), steps }
}

/**
 * Throws `zone.in_default_bucket`, and the same as above; `access.endpoint_change` where somebody who administers the zone
 * alone would have it lie elsewhere. In use within 60 s.
 */
export async function rotateCredentials(
  deps: GatewayDeps,
  caller: { zone: { name: ZoneName }; gatewayAdministrator: boolean },
  credentials: KeptCredentials,
  facts: RequestFacts
): Promise<TestStep[]> {
  const zone = caller.zone.name
  const before = await registeredZone(deps, zone)
  const { ownBucket, directory } = before
  if (ownBucket === null) throw siteErrors.zoneInDefaultBucket(zone)
  const { ref } = checkedBucket({ bucketUri: ownBucket.uri, directory, credentials })
  if (!caller.gatewayAdministrator) {
    const known = { uri: ownBucket.uri, credentials: decryptCredentials(deps, zone, ownBucket.credentials) }
    if (!isSameEndpoint(known, ref)) throw siteErrors.endpointNotYours()
  }
  const encrypted = encryptCredentials(deps, zone, credentials)
  const after = { ...before, ownBucket: { uri: ref.uri, credentials: encrypted } }
  if (!isSamePlace(deps, before, after)) await checkApart(deps, after)
  const steps = await passedTest(deps, ref, directory)
  await changeZone(deps, zone, record => {
    if (record.ownBucket?.uri !== ref.uri) throw siteErrors.changedMeanwhile('the zone')
    return { ...record, ownBucket: { uri: ref.uri, credentials: encrypted } }
  })
  await recordChange(deps, zone, 'setZoneInfo', { credentials: 'replaced' }, facts)
  return steps
}

/**
 * Hands the zone over, or says whether it is scratch, which `confirm` must name where files go by it. Takes effect within
 * 60 s. Throws `zone.scratch_unconfirmed`.
 */
export async function changeZoneInfo(
  deps: GatewayDeps,
  zone: ZoneName,
  input: { ownerId?: UserLabel | undefined; scratch?: ScratchLimits | null | undefined; confirm?: string | undefined },
  facts: RequestFacts
): Promise<ZoneRecord> {
  const { ownerId, scratch, confirm } = input
  const before = await registeredZone(deps, zone)
  if (scratch && before.files !== undefined) throw siteErrors.scratchWithoutReaders(zone)
  if (scratch) await checkConfirmed(deps, before, { scratch, confirm })
  const owner = ownerId === undefined ? undefined : await namedOwner(deps, ownerId)
  const record = await changeZone(deps, zone, before => ({
    ...(owner === undefined ? before : { ...withoutOwner(before), ...owner }),
    scratch: scratch
      ? { ...scratch, since: before.scratch?.since ?? deps.now() }
      : scratch === null
        ? null
        : before.scratch
  }))
  const changed = defined({ ownerId, scratch })
  await recordChange(deps, zone, 'setZoneInfo', changed, facts)
  return record
}

/** Its files have readers from now on. Throws `zone.configured`. */
export async function giveReaders(deps: GatewayDeps, zone: ZoneName): Promise<void> {
  await registeredZone(deps, zone)
  await changeZone(deps, zone, record => {
    if (record.scratch !== null) throw siteErrors.scratchWithoutReaders(zone)
    return { ...record, files: record.files ?? { since: deps.now() } }
  })
}

interface ZoneLine {
  zone: string
  ownerId: string | null
  kind: 'configured' | 'registered'
  ownBucket: boolean
  scratch: boolean
}

export const zoneLine = ({ zone, ownerId, ownBucket, scratch }: ZoneRecord): ZoneLine => ({
  zone,
  ownerId,
  kind: 'registered',
  ownBucket: ownBucket !== null,
  scratch: scratch !== null
})

/** A search is for how words of names and owners begin. */
export async function listZones(deps: GatewayDeps, input: ListInput): Promise<Listed<ZoneLine>> {
  const texts = ({ zone, ownerId }: ZoneLine) => [zone, ownerId ?? '']
  const configured = [...deps.configuredZones.keys()]
    .map((zone): ZoneLine => ({ zone, ownerId: null, kind: 'configured', ownBucket: false, scratch: false }))
    .filter(line => isFoundBy(input.search ?? '', texts(line)))
  const registered = await searchListing(page => deps.registry.list({ kind: 'zone' }, page), input, {
    show({ key, entry }) {
      const line = zoneLine(readRecord(ZoneRecord, key, entry.value))
      // The configuration's word on a name is the one that counts.
      return deps.configuredZones.has(line.zone) ? undefined : line
    },
    texts
  })
  return input.after === undefined ? { ...registered, items: [...configured, ...registered.items] } : registered
}

function checkedBucket({ bucketUri, directory, credentials }: NewBucket): { ref: BucketRef; directory: string } {
  const ref = { uri: bucketUri, credentials: usable(credentials), added: true } as const
  const resolved = resolveBucket(ref)
  if (!resolved.ok) throw siteErrors.badBucket(resolved.reason)
  const place = Directory.safeParse(directory)
  if (!place.success) throw siteErrors.badBucket('its directory has no empty, "." or ".." parts')
  return { ref, directory: place.data }
}

/** As it is written: another scheme or host for the same bucket may lead somewhere else tomorrow. */
const isSameEndpoint = (a: BucketRef, b: BucketRef) => a.credentials.endpoint === b.credentials.endpoint

const isSamePlace = (deps: GatewayDeps, a: ZoneRecord, b: ZoneRecord) =>
  isDeepStrictEqual(claimOf(deps, a).place, claimOf(deps, b).place)

async function passedTest(deps: GatewayDeps, ref: BucketRef, directory: string): Promise<TestStep[]> {
  const { ok, steps } = await testBucket(deps, await deps.openBucket(ref), directory)
  if (!ok) throw siteErrors.bucketTestFailed(steps)
  return steps
}

/** Throws `zone.not_found` or `zone.configured`. */
export async function registeredZone(deps: GatewayDeps, zone: ZoneName): Promise<ZoneRecord> {
  if (deps.configuredZones.has(zone)) throw siteErrors.zoneConfigured(zone)
  const record = await zoneRecord(deps, zone)
  if (record === undefined) throw errors.zoneNotFound(zone)
  return record
}

async function changeZone(
  deps: GatewayDeps,
  zone: ZoneName,
  change: (record: ZoneRecord) => ZoneRecord
): Promise<ZoneRecord> {
  const key = zoneRecordKey(zone)
  const entry = await deps.registry.get(key)
  if (entry?.state !== 'present') throw errors.zoneNotFound(zone)
  const changed = change(readRecord(ZoneRecord, key, entry.value))
  const written = await deps.registry.replace(key, changed, entry.version, { owner: ownerIndex(changed) })
  forget(deps, zone)
  if (written === undefined) throw siteErrors.changedMeanwhile('the zone')
  await writeBackZone(deps, zone)
  return changed
}

const withoutOwner = ({ ownerAccountId: _, ...record }: ZoneRecord) => record

export function forget(deps: GatewayDeps, zone: ZoneName): void {
  deps.caches.zones.delete(zone)
  deps.caches.settings.delete(zone)
  deps.caches.places.delete('')
}
