/**
 * An object in a zone's place that names the zones that lie there. It tells what addresses cannot: one bucket under two
 * endpoints, or zones of two gateways. Older gateways do not look at it.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { ZoneName } from '../ids/zone-name.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import { zoneKey } from './keys.ts'
import { zoneRecord } from './resolve-zone.ts'

export const markerKey = 'settings/zone-claims.json'

const Claim = z.object({
  zone: ZoneName,
  /** Where the zone's gateway is, for people; '' where whoever wrote it did not know. */
  gateway: z.string().max(500),
  /** Of the gateway, which keeps it whatever its URL becomes. */
  gatewayId: z.string().max(100),
  /** ms since the epoch */
  since: z.number()
})
export type Claim = z.infer<typeof Claim>
/** For people. */
export const namedIn = ({ zone, gateway }: Pick<Claim, 'zone' | 'gateway'>): string =>
  gateway === '' ? `Zone ${zone}` : `Zone ${zone} of the gateway at ${gateway}`

const Marker = z.object({ claims: z.array(Claim).max(100) })

const maxBytes = 100_000
/** Of a zone that others write to at the same moment. */
const tries = 3

interface MarkedPlace {
  name: ZoneName
  directory: string
  bucket: ObjectStore
}

/** The other zones that the place names and that are still there; of another gateway's nobody here can tell. */
export async function otherClaims(deps: GatewayDeps, place: MarkedPlace): Promise<Claim[]> {
  return live(deps, place, (await read(place)).claims)
}

/** Names the zone in its place, and gives the others that are named there. */
export async function claimPlace(deps: GatewayDeps, place: MarkedPlace): Promise<Claim[]> {
  for (let left = tries; ; left--) {
    const { claims, etag } = await read(place)
    const others = await live(deps, place, claims)
    if (claims.some(({ zone }) => zone === place.name)) return others
    const gateway = { gateway: deps.publicUrl, gatewayId: await gatewayId(deps) }
    const own = { zone: place.name, ...gateway, since: deps.now() }
    const content = Buffer.from(`${JSON.stringify({ claims: [...others, own] }, undefined, 2)}\n`)
    const condition = etag === undefined ? { ifAbsent: true } : { ifMatch: etag }
    const options = { contentType: 'application/json', ...condition }
    const outcome = await place.bucket.put(zoneKey(place, markerKey), content, options)
    if (outcome === 'written' || left === 1) return others
  }
}

/** One that is no marker of ours names nobody. */
async function read(place: MarkedPlace): Promise<{ claims: Claim[]; etag?: string }> {
  try {
    const object = await place.bucket.get(zoneKey(place, markerKey), maxBytes)
    if (object === undefined) return { claims: [] }
    const { etag, bytes } = object
    const parsed = Marker.safeParse(jsonOf(bytes))
    return { claims: parsed.success ? parsed.data.claims : [], etag }
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'object.too_large') return { claims: [] }
    throw error
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

async function live(deps: GatewayDeps, { name }: MarkedPlace, claims: readonly Claim[]): Promise<Claim[]> {
  if (claims.every(({ zone }) => zone === name)) return []
  const id = await gatewayId(deps)
  const found = await Promise.all(
    claims.map(async claim => {
      if (claim.zone === name) return []
      if (claim.gatewayId !== id || deps.configuredZones.has(claim.zone)) return [claim]
      return (await zoneRecord(deps, claim.zone)) === undefined ? [] : [claim]
    })
  )
  return found.flat()
}

const idKey = { kind: 'job', id: 'gateway-id' } as const
const GatewayId = z.object({ id: z.string() })

/** Made once; the registry keeps it. */
export async function gatewayId({ registry, randomHex }: Pick<GatewayDeps, 'registry' | 'randomHex'>): Promise<string> {
  const entry = (await registry.get(idKey)) ?? (await registry.create(idKey, { id: randomHex(16) })).entry
  return readRecord(GatewayId, idKey, entry.value).id
}
