/** The seven requests of protocol v1: what their payloads must hold. Unknown fields are ignored. */
import * as z from 'zod'
import { ClientId } from '../clients/client-id.ts'
import { errors } from '../errors.ts'
import { ContentHash } from '../files/content-hash.ts'
import { ResourceName } from '../resources/resource-name.ts'
import { defaultZoneName, ZoneName, zoneNameRule } from '../zones/zone-name.ts'

const timed = {
  /** ms since the epoch; Python clients send whole ones, others may not. */
  timestamp: z.number().min(0)
}

const zoned = {
  ...timed,
  /** Missing, null and empty mean the default zone. */
  zone: z.preprocess(zone => (zone === undefined || zone === null || zone === '' ? defaultZoneName : zone), ZoneName)
}

const content = { hashAlg: z.literal('sha1'), hash: ContentHash }
const ofFile = { ...zoned, ...content }

/** Missing, null and empty mean the zone that the objectKey was handed out in. */
export const zoneOfKey = z.preprocess(zone => (zone === null || zone === '' ? undefined : zone), ZoneName.optional())

/** bytes; how many a file may have is the operation's matter. */
const size = z.int().min(0)

export const GatewayRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('findFile'), ...ofFile }),
  z.object({ type: z.literal('initiateFileUpload'), size, ...ofFile }),
  z.object({
    type: z.literal('finalizeFileUpload'),
    objectKey: z.string().min(1).max(1024),
    size,
    ...content,
    ...timed,
    zone: zoneOfKey
  }),
  z.object({ type: z.literal('deleteFile'), ...ofFile }),
  z.object({ type: z.literal('getClientInfo'), clientId: ClientId, ...zoned }),
  z.object({ type: z.literal('getResourceInfo'), resourceName: ResourceName, ...zoned }),
  z.object({ type: z.literal('getZoneInfo'), zoneName: ZoneName, ...timed })
])
export type GatewayRequest = z.infer<typeof GatewayRequest>

const requestTypes = GatewayRequest.options.map(option => option.shape.type.value)

type FieldOf<Request> = Request extends unknown ? Exclude<keyof Request, 'type'> : never

const zoneRule = `must be a zone name: ${zoneNameRule}`

/** What a field must be, in words for the person whose program sent it. Never what it was. */
const rules: Record<FieldOf<GatewayRequest>, string> = {
  timestamp: 'must be a number of milliseconds since 1970',
  zone: zoneRule,
  zoneName: zoneRule,
  hashAlg: 'must be sha1',
  hash: 'must be the SHA-1 of the file, 40 lower-case hex digits',
  size: 'must be a whole number of bytes',
  objectKey: 'must be the objectKey that initiateFileUpload answered',
  clientId: 'must be 64 lower-case hex digits',
  resourceName:
    'must be a resource name: 1 to 100 letters, digits, dots, hyphens, underscores, spaces and slashes, no two dots in a row'
}
const ruleOf = new Map<PropertyKey, string>(Object.entries(rules))

/** Throws `request.unknown_type`, or `request.invalid` with every field that is not right. */
export function readRequest(payload: unknown): GatewayRequest {
  const result = GatewayRequest.safeParse(payload)
  if (result.success) return result.data
  if (typeof payload !== 'object' || payload === null) throw errors.badRequest('payload must be a JSON object')
  const fields = new Set(result.error.issues.map(issue => issue.path[0] ?? 'type'))
  if (fields.has('type')) throw errors.unknownRequestType(requestTypes)
  throw errors.badRequest(Array.from(fields, field => fault(payload, field)).join('; '))
}

function fault(payload: object, field: PropertyKey): string {
  const value: unknown = Reflect.get(payload, field)
  const rule = value === undefined || value === null ? 'is missing' : (ruleOf.get(field) ?? 'is not valid')
  return `${String(field)} ${rule}`
}
