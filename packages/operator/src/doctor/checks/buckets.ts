/** Each bucket of the configuration and the deployment's own: what the gateway does in them, done once. */
import { randomBytes } from 'node:crypto'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { fewAtOnce } from '@kachery-gateway/core/few-at-once.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import type { BucketRef } from '@kachery-gateway/core/stores/bucket-uri.ts'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import { exposedHeaders } from '@kachery-gateway/core/stores/s3/cors-rules.ts'
import { zoneKey } from '@kachery-gateway/core/zones/keys.ts'
import { settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { testObjectKey } from '@kachery-gateway/core/zones/test-object.ts'
import type { BucketProbe } from '../bucket-probe.ts'
import { findingsOf } from '../check.ts'
import { type Finding, note, right, wrong } from '../finding.ts'
import { NoAnswer } from './reach.ts'

/** Where people look at what lies in zones. */
const origin = 'https://figurl.org'
/** s */
const tolerated = 60

export interface Asking {
  probe: BucketProbe
  now(): number
}

/** ms for one zone. */
const limitOfZone = 20_000
const atOnce = 8

/** Each zone has its own time, so that one bucket that hangs keeps nothing from the others. */
export const checkBuckets = (asking: Asking, zones: readonly ZoneConfig[]): Promise<Finding[]> =>
  ofEach(zones, zone => checkZone(asking, zone))

/** Without writing anything: whether each bucket is read and listed, and each fallback bucket read. */
export const readBuckets = (
  openBucket: (ref: BucketRef) => Promise<ObjectStore>,
  zones: readonly ZoneConfig[]
): Promise<Finding[]> =>
  ofEach(zones, async zone => {
    const key = zoneKey(zone, settingsKey)
    const own = await told(zone.name, async () => {
      const bucket = await openBucket(zone.bucket)
      await Promise.all([bucket.head(key), bucket.list(zoneKey(zone, 'clients/'), { limit: 1 })])
      return [right('bucket', `${zone.name}: reading and listing work`)]
    })
    const { fallback: ref } = zone
    if (ref === undefined) return own
    const fallback = await told(`${zone.name} (fallback)`, async () => {
      await (await openBucket(ref)).head(key)
      return [readsFallback(zone)]
    })
    return [...own, ...fallback]
  })

async function ofEach(
  zones: readonly ZoneConfig[],
  check: (zone: ZoneConfig) => Promise<Finding[]>
): Promise<Finding[]> {
  const findings = await fewAtOnce(zones, atOnce, zone =>
    findingsOf({ about: `bucket of ${zone.name}`, run: () => check(zone) }, limitOfZone)
  )
  return findings.flat()
}

export async function checkZone({ probe, now }: Asking, zone: ZoneConfig): Promise<Finding[]> {
  const key = testObjectKey(zone, { randomHex: bytes => randomBytes(bytes).toString('hex') })
  const [own, fallback] = await Promise.all([
    told(zone.name, () => ownBucket(probe, zone, key, now)),
    zone.fallback === undefined ? [] : told(`${zone.name} (fallback)`, () => fallbackBucket(probe, zone, key))
  ])
  return [...own, ...fallback]
}

async function ownBucket(probe: BucketProbe, zone: ZoneConfig, key: string, now: () => number): Promise<Finding[]> {
  const { reads, obeys, mayGet, mayPut, exposes, serverTime } = await probe.own(zone.bucket, key, origin)
  const about = 'bucket'
  if (!reads)
    return [
      wrong(about, `${zone.name}: ${key} is not read as it was written`, 'something else writes there, or caches')
    ]
  const findings = [right(about, `${zone.name}: writing, reading and removing work`)]
  if (obeys.length > 0)
    findings.push(
      wrong(
        about,
        `${zone.name}: it obeys headers that nobody signed (${obeys.join(', ')}), so whoever may upload can read every file there`,
        'configure the server, or a proxy before it, to refuse presigned requests with unsigned x-amz headers, or move the files to another store; the gateway takes no uploads there'
      )
    )
  const off = serverTime === undefined ? 0 : Math.round((now() - serverTime) / 1000)
  if (Math.abs(off) > tolerated)
    findings.push(
      wrong(about, `${zone.name}: its clock and this machine’s differ by ${Math.abs(off)} s`, 'set whichever is wrong')
    )
  const hidden = exposedHeaders.filter(name => !exposes.includes(name) && !exposes.includes('*'))
  if (!mayGet || !mayPut || hidden.length > 0)
    findings.push(
      note(
        about,
        `${zone.name}: pages such as ${origin} can't ${mayGet ? (mayPut ? `see ${hidden.join(', ')}` : 'upload') : 'read'}; other clients may`,
        `set CORS of the bucket: GET, HEAD and PUT from the pages’ origins, all headers, exposing ${exposedHeaders.join(', ')}`
      )
    )
  return findings
}

async function fallbackBucket(probe: BucketProbe, zone: ZoneConfig, key: string): Promise<Finding[]> {
  if (zone.fallback === undefined) return []
  await probe.fallback(zone.fallback, key)
  return [readsFallback(zone)]
}

const readsFallback = ({ name }: ZoneConfig) => right('bucket', `${name} (fallback): reading works`)

const regionOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'region' in cause && typeof cause.region === 'string' ? cause.region : undefined

async function told(zone: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof NoAnswer)
      return [wrong('bucket', `${zone}: its presigned URL gives ${error.message}`, 'check the endpoint')]
    if (!(error instanceof GatewayError)) throw error
    const { code, cause } = error
    const name = cause instanceof Error ? cause.name : code
    const region = regionOf(cause)
    if (region !== undefined)
      return [wrong('bucket', `${zone}: it is in the region ${region}`, `write ?region=${region} behind its bucketUri`)]
    const todo =
      code === 'store.refused'
        ? 'its credentials must allow reading, writing, removing and listing objects'
        : 'check its name, its endpoint and whether it is reached from here'
    return [wrong('bucket', `${zone}: ${code === 'store.refused' ? 'it refuses' : 'it does not work'} (${name})`, todo)]
  }
}
