/**
 * Buckets whose server obeys headers that nobody signed. Whoever has an upload URL there copies any object of the bucket
 * into their upload, so that no uploads are taken while check-zones finds it so.
 */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { bucketId } from '../model/place.ts'
import type { Zone } from '../model/zone.ts'
import { testObjectKey } from './test-object.ts'
import { healthOfZone, type ZoneHealth } from './zone-health.ts'

export const obeysAdvice = (uri: string, headers: readonly string[]): string =>
  `${uri} obeys headers that nobody signed (${headers.join(', ')}), so whoever has an upload URL can read any file there. No uploads are accepted. Configure the server, or a proxy before it, to refuse presigned requests with unsigned x-amz headers, or move the files to a store that does (AWS S3, R2, Google and versitygw).`

/** Throws `zone.unsafe_bucket`. What check-zones found is in effect within 60 s. */
export async function requireSafeUploads(deps: GatewayDeps, zone: Zone): Promise<void> {
  const { safe } = await deps.caches.safeUploads.get(zone.name, async () => ({ safe: await isSafe(deps, zone) }))
  if (!safe) throw errors.unsafeBucket(zone.name)
}

/**
 * As check-zones found the bucket, in this zone or another of the configuration. A bucket that no run has checked yet is
 * tried here, so that it takes no upload before.
 */
async function isSafe(deps: GatewayDeps, zone: Zone): Promise<boolean> {
  const own = await healthIn(deps, zone.name, zone.bucketId)
  if (own !== undefined) return !obeys(own)
  const sharing = [...deps.configuredZones.values()].filter(
    ({ name, bucket }) => name !== zone.name && bucketId(bucket) === zone.bucketId
  )
  const found = await Promise.all(sharing.map(({ name }) => healthIn(deps, name, zone.bucketId)))
  const others = found.filter(health => health !== undefined)
  if (others.length > 0) return !others.some(obeys)
  const tried = await deps.caches.triedBuckets.get(zone.bucketId, async () => ({
    obeyed: await zone.bucket.obeysUnsigned(testObjectKey(zone, deps))
  }))
  return tried.obeyed.length === 0
}

/** Of another bucket that the zone had once, nothing is said. */
async function healthIn(deps: GatewayDeps, zone: string, bucket: string): Promise<ZoneHealth | undefined> {
  const health = (await healthOfZone(deps, zone))?.health
  return health?.bucket === bucket ? health : undefined
}

const obeys = ({ steps }: ZoneHealth) => steps.some(({ step, ok }) => step === 'headers' && !ok)
