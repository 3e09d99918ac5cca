/**
 * Buckets whose server obeys headers that nobody signed. Whoever has an upload URL there copies any object of the bucket
 * into their upload, so that no uploads are taken while check-zones finds it so.
 */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { Zone } from '../model/zone.ts'
import { healthOfZone, type ZoneHealth } from './zone-health.ts'

export const obeysAdvice = (uri: string, headers: readonly string[]): string =>
  `${uri} obeys headers that nobody signed (${headers.join(', ')}), so whoever has an upload URL can read any file there. No uploads are accepted: have the server, or a proxy before it, refuse presigned requests with x-amz headers that are not signed, or move the files to a store that does (AWS S3, R2, Google and versitygw).`

/** Throws `zone.unsafe_bucket`. What check-zones found is in effect within 60 s. */
export async function requireSafeUploads(deps: GatewayDeps, zone: Zone): Promise<void> {
  const { safe } = await deps.caches.safeUploads.get(zone.name, async () => ({ safe: await isSafe(deps, zone) }))
  if (!safe) throw errors.unsafeBucket(zone.name)
}

/** A zone that was not looked at yet is as its bucket is in other zones, those of the configuration. */
async function isSafe(deps: GatewayDeps, zone: Zone): Promise<boolean> {
  const own = await healthIn(deps, zone.name, zone.bucket.uri)
  if (own !== undefined) return !obeys(own)
  const sharing = [...deps.configuredZones.values()].filter(
    ({ name, bucket }) => name !== zone.name && bucket.uri === zone.bucket.uri
  )
  const found = await Promise.all(sharing.map(({ name, bucket }) => healthIn(deps, name, bucket.uri)))
  return !found.some(health => health !== undefined && obeys(health))
}

/** Of another bucket that the zone had once, nothing is said. */
async function healthIn(deps: GatewayDeps, zone: string, bucket: string): Promise<ZoneHealth | undefined> {
  const health = (await healthOfZone(deps, zone))?.health
  return health?.bucket === bucket ? health : undefined
}

const obeys = ({ steps }: ZoneHealth) => steps.some(({ step, ok }) => step === 'headers' && !ok)
