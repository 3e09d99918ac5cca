/**
 * Everything that an older gateway knows and this one doesn't yet: registered zones, and each zone's records. Buckets are
 * read, never written. A zone whose bucket fails keeps no other one from being imported.
 */
import { GatewayError } from '../errors.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import { everyZone, registeredZonesPrefix } from '../zones/every-zone.ts'
import { legacyZone, resolveZone, type ZoneDeps } from '../zones/resolve-zone.ts'
import { importRecords, noRecords, type RecordCounts } from './import-records.ts'
import { importZone, type ZoneRecords } from './import-zone.ts'
import type { SeenOwners } from './seen-owners.ts'

export type ImportDeps = ZoneDeps & BindingDeps

export type ImportedZone = { zone: string } & (
  | { outcome: 'imported'; records: ZoneRecords }
  /** Its bucket was added in the site of this gateway, whose key alone opens it. */
  | { outcome: 'own_bucket' }
  /** A sentence. */
  | { outcome: 'failed'; reason: string }
)

/** `told`: called with each zone when it is done. Gives what became of the records of registered zones. */
export async function importOlderGateway(
  deps: ImportDeps,
  owners: SeenOwners,
  told: (zone: ImportedZone) => void
): Promise<RecordCounts> {
  const zones = await importRegisteredZones(deps, owners)
  for (const name of await everyZone(deps)) {
    const zone = ZoneName.safeParse(name)
    if (zone.success) told(await imported(deps, zone.data, owners))
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
  return importRecords(deps, { bucket, prefix: registeredZonesPrefix, legacyOf, seen })
}

async function imported(deps: ImportDeps, name: ZoneName, owners: SeenOwners): Promise<ImportedZone> {
  try {
    if (deps.credentialCipher === undefined && (await hasOwnBucket(deps, name)))
      return { zone: name, outcome: 'own_bucket' }
    const zone = await resolveZone(deps, name)
    return { zone: name, outcome: 'imported', records: await importZone(deps, zone, owners) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { zone: name, outcome: 'failed', reason: error.message }
  }
}

async function hasOwnBucket({ configuredZones, registry }: ImportDeps, name: ZoneName): Promise<boolean> {
  if (configuredZones.has(name)) return false
  const entry = await registry.get({ kind: 'zone', id: name })
  return entry?.state === 'present' && entry.value.ownBucket != null
}
