/**
 * Everything that an older gateway knows and this one doesn't yet: registered zones, and each zone's records. Buckets are
 * read, never written. A zone whose bucket fails keeps no other one from being imported.
 */
import { GatewayError } from '../errors.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import type { Zone } from '../model/zone.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import { everyZone, registeredZonesPrefix } from '../zones/every-zone.ts'
import { legacyZone, resolveZone, type ZoneDeps } from '../zones/resolve-zone.ts'
import { type ComparedUsage, compareUsage } from './compare-usage.ts'
import { importRecords, noRecords, type RecordCounts } from './import-records.ts'
import { importZone, type ZoneRecords } from './import-zone.ts'
import { patient } from './patient.ts'
import type { SeenOwners } from './seen-owners.ts'

export type ImportDeps = ZoneDeps & BindingDeps

export type ImportedZone = { zone: string } & (
  | { outcome: 'imported'; records: ZoneRecords; usage: ComparedUsage | 'none' | 'too_large' | 'not_asked' }
  /** Its bucket was added in the site of this gateway, whose key alone opens it. */
  | { outcome: 'own_bucket' }
  /** A sentence. */
  | { outcome: 'failed'; reason: string }
)

export interface ImportOptions {
  /** Whether usage.json is compared with the archives, which are all read for it. */
  usage: boolean
  /** ms before each further try of a store that is away. */
  pauses?: readonly number[]
}

/** `told`: called with each zone when it is done. Gives what became of the records of registered zones. */
export async function importOlderGateway(
  { registry, openBucket, ...others }: ImportDeps,
  owners: SeenOwners,
  { usage, pauses = [] }: ImportOptions,
  told: (zone: ImportedZone) => void
): Promise<RecordCounts> {
  const deps: ImportDeps = {
    ...others,
    registry: patient(registry, pauses),
    openBucket: async ref => patient(await openBucket(ref), pauses)
  }
  const zones = await importRegisteredZones(deps, owners)
  for (const name of await everyZone(deps)) {
    const zone = ZoneName.safeParse(name)
    if (zone.success) told(await imported(deps, zone.data, owners, usage))
  }
  return zones
}

async function importRegisteredZones(deps: ImportDeps, owners: SeenOwners): Promise<RecordCounts> {
  const home = deps.configuredZones.get(defaultZoneName)
  if (home === undefined) return noRecords()
  const bucket = await deps.openBucket(home.bucket)
  const legacyOf = (name: string) => {
    const zone = ZoneName.safeParse(name)
    return zone.success ? legacyZone(bucket, zone.data) : undefined
  }
  const seen = ({ ownerId }: { ownerId: string }) => owners.add(ownerId)
  return importRecords(deps, { scope: { kind: 'zone' }, bucket, prefix: registeredZonesPrefix, legacyOf, seen })
}

async function imported(deps: ImportDeps, name: ZoneName, owners: SeenOwners, usage: boolean): Promise<ImportedZone> {
  try {
    if (deps.credentialCipher === undefined && (await hasOwnBucket(deps, name)))
      return { zone: name, outcome: 'own_bucket' }
    const zone = await resolveZone(deps, name)
    const records = await importZone(deps, zone, owners)
    return { zone: name, outcome: 'imported', records, usage: usage ? await comparedUsage(zone) : 'not_asked' }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { zone: name, outcome: 'failed', reason: error.message }
  }
}

async function comparedUsage(zone: Zone): Promise<ComparedUsage | 'none' | 'too_large'> {
  try {
    return (await compareUsage(zone)) ?? 'none'
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'object.too_large') return 'too_large'
    throw error
  }
}

async function hasOwnBucket({ configuredZones, registry }: ImportDeps, name: ZoneName): Promise<boolean> {
  if (configuredZones.has(name)) return false
  const entry = await registry.get({ kind: 'zone', id: name })
  return entry?.state === 'present' && entry.value.ownBucket != null
}
