/** The fields of requests and answers that both protocols have, and what each field of a request must be. */
import * as z from 'zod'
import { errors } from '../errors.ts'
import { ClientId, clientIdRule } from '../ids/client-id.ts'
import { ContentHash, hashRule } from '../ids/content-hash.ts'
import { ResourceName, resourceNameRule } from '../ids/resource-name.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import { mustBeZoneName } from '../ids/zone-name-rule.ts'

const isMissing = (value: unknown) => value === undefined || value === null

/** Missing, null and empty mean the default zone. */
export const zone = z.preprocess(name => (isMissing(name) || name === '' ? defaultZoneName : name), ZoneName)

/** Missing, null and empty mean the zone that the objectKey was handed out in. */
export const zoneOfKey = z.preprocess(name => (isMissing(name) || name === '' ? undefined : name), ZoneName.optional())

export const ofContent = { hashAlg: z.literal('sha1'), hash: ContentHash }

/** bytes; how many a file may have is the operation's matter. */
export const size = z.int().min(0)
export const objectKey = z.string().min(1).max(1024)
export const clientId = ClientId
export const resourceName = ResourceName
export const zoneName = ZoneName
export const workToken = z.string().regex(/^[0-9a-f]{16}$/)
/** ms since the epoch; Python clients send whole ones, others may not. */
export const timestamp = z.number().min(0)

/** What a field must be, in words for the person whose program sent it. Never what it was. */
const rules = new Map<PropertyKey, string>(
  Object.entries({
    timestamp: 'must be a number of milliseconds since 1970',
    zone: mustBeZoneName,
    zoneName: mustBeZoneName,
    hashAlg: 'must be sha1',
    hash: hashRule,
    size: 'must be a whole number of bytes',
    objectKey: 'must be the objectKey that initiateFileUpload answered',
    workToken: 'must be 16 lower-case hex digits',
    clientId: clientIdRule,
    resourceName: resourceNameRule
  })
)

/** The request's fields; others are ignored. Throws `request.invalid` with every field that isn't right. */
export function readFields<S extends z.ZodObject>(schema: S, sent: object): z.output<S> {
  const result = schema.safeParse(sent)
  if (result.success) return result.data
  const names = new Set(result.error.issues.map(({ path }) => path[0] ?? ''))
  const faults = Array.from(names, name => {
    const rule = isMissing(Reflect.get(sent, name)) ? 'is missing' : (rules.get(name) ?? 'is not valid')
    return `${String(name)} ${rule}`
  })
  throw errors.badRequest(faults.join('; '))
}

const text = z.string()

/** What is answered of a file that was found. `url`: presigned GET. `cacheHit`: nobody looked into the bucket for it. */
export const ofFound = { size: z.number(), url: text, bucketUri: text, objectKey: text, cacheHit: z.boolean() }

/** `signedUploadUrl`: presigned PUT of exactly the announced size. */
export const ofUpload = { objectKey: text, signedUploadUrl: text }
