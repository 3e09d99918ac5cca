/** From a zone's name to the zone: the configuration first, then the registry, then `registered-zones/`. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { defaultZoneName, type ZoneName } from '../ids/zone-name.ts'
import { type Legacy, readOrImportLegacy } from '../legacy/import-legacy.ts'
import type { Owned } from '../model/owner.ts'
import { bucketId } from '../model/place.ts'
import type { Zone, ZoneConfig } from '../model/zone.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import { ownerIndex } from '../users/ownership.ts'
import { registeredZonesPrefix } from './every-zone.ts'
import { decryptCredentials } from './zone-credentials.ts'
import { ZoneRecord } from './zone-record.ts'

/** What says which zones there are, and opens their buckets. */
export type ZoneDeps = Pick<
  GatewayDeps,
  'caches' | 'configuredZones' | 'mayBeConfigured' | 'registry' | 'openBucket' | 'credentialCipher' | 'logger'
>

/** Throws `zone.not_found`, or `zone.configuration_wrong` where the configuration may have it. At most 60 s old. */
export async function resolveZone(deps: ZoneDeps, name: ZoneName): Promise<Zone> {
  const zone = await findZone(deps, name)
  if (zone === undefined) throw errors.zoneNotFound(name)
  return zone
}

/** The zone, or undefined where there is none of that name. */
export async function findZone(deps: ZoneDeps, name: ZoneName): Promise<Zone | undefined> {
  const { zone } = await deps.caches.zones.get(name, async () => ({ zone: await loadZone(deps, name) }))
  return zone
}

async function loadZone(deps: ZoneDeps, name: ZoneName): Promise<Zone | undefined> {
  const configured = deps.configuredZones.get(name)
  if (configured !== undefined) return openZone(deps, configured)
  if (deps.mayBeConfigured?.(name)) throw errors.zoneConfigurationWrong(name)
  const record = await zoneRecord(deps, name)
  if (record === undefined) return undefined
  const { directory } = record
  const owner = ownerOf(record)
  const marks = { ...(record.scratch === null ? {} : { scratch: record.scratch }), ...defined({ files: record.files }) }
  if (record.ownBucket !== null) {
    const credentials = decryptCredentials(deps, name, record.ownBucket.credentials)
    const bucket = { uri: record.ownBucket.uri, credentials, added: true } as const
    return openZone(deps, { name, directory, owner, bucket, ...marks })
  }
  const home = deps.configuredZones.get(record.bucketName)
  if (home === undefined && deps.mayBeConfigured?.(record.bucketName)) throw errors.zoneConfigurationWrong(name)
  if (home === undefined) throw errors.zoneBucketUnknown(name, record.bucketName)
  const { scratch: _, files: __, ...place } = home
  return openZone(deps, { ...place, name, directory, owner, ...marks })
}

/** What the registry, or else an older gateway, says of a zone that is not in the configuration. */
export async function zoneRecord(deps: ZoneDeps, name: ZoneName): Promise<ZoneRecord | undefined> {
  const home = deps.configuredZones.get(defaultZoneName)
  const key = { kind: 'zone', id: name } as const
  if (home === undefined) {
    const entry = await deps.registry.get(key)
    return entry?.state === 'present' ? readRecord(ZoneRecord, key, entry.value) : undefined
  }
  return readOrImportLegacy(deps, legacyZone(await deps.openBucket(home.bucket), name))
}

/** As an older gateway left it in the bucket of its default zone. */
export const legacyZone = (bucket: ObjectStore, name: ZoneName): Legacy<ZoneRecord> => ({
  key: { kind: 'zone', id: name },
  bucket,
  objectKey: `${registeredZonesPrefix}${name}`,
  schema: ZoneRecord,
  // What only this gateway writes is in no record of an older one.
  fits: record =>
    record.zone === name &&
    record.ownBucket === null &&
    record.scratch === null &&
    record.files === undefined &&
    record.ownerAccountId === undefined,
  ownerOf: ownerIndex
})

const ownerOf = ({ ownerId, ownerAccountId }: ZoneRecord): Owned => ({
  ownerId,
  ...defined({ ownerAccountId })
})

async function openZone(deps: ZoneDeps, config: ZoneConfig): Promise<Zone> {
  return {
    name: config.name,
    directory: config.directory,
    bucket: await deps.openBucket(config.bucket),
    bucketId: bucketId(config.bucket),
    ...defined({ owner: config.owner, scratch: config.scratch }),
    // Anyone uploads to a scratch zone: nobody has its files.
    ...(config.scratch === undefined && defined({ files: config.files })),
    ...(config.fallback === undefined ? {} : { fallback: await deps.openBucket(config.fallback) })
  }
}
