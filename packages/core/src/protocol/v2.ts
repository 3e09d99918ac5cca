/**
 * Protocol v2, of PyPI `kachery` 2: three requests over the same operations as protocol v1's, with other names.
 * They become requests of the first one, and are recorded as such. Unknown fields are ignored.
 */
import * as z from 'zod'
import { errors } from '../errors.ts'
import { ContentHash } from '../files/content-hash.ts'
import { defaultZoneName, ZoneName, zoneNameRule } from '../zones/zone-name.ts'
import { verifyProofOfWork } from './proof-of-work.ts'
import { type GatewayRequest, zoneOfKey } from './requests.ts'

const zoneName = z.preprocess(
  zone => (zone === undefined || zone === null || zone === '' ? defaultZoneName : zone),
  ZoneName
)
const content = { hashAlg: z.literal('sha1'), hash: ContentHash }
const ofFile = { ...content, zoneName }
/** bytes */
const size = z.int().min(0)

const requests = {
  findFile: z.object({ type: z.literal('findFileRequest'), ...ofFile }),
  initiateFileUpload: z.object({
    type: z.literal('initiateFileUploadRequest'),
    size,
    workToken: z.string().regex(/^[0-9a-f]{16}$/),
    ...ofFile
  }),
  finalizeFileUpload: z.object({
    type: z.literal('finalizeFileUploadRequest'),
    objectKey: z.string().min(1).max(1024),
    size,
    ...content,
    zoneName: zoneOfKey
  })
}

export type SecondWireName = keyof typeof requests

/** What a field must be, in words for the person whose program sent it. Never what it was. */
const rules: Record<string, string> = {
  zoneName: `must be a zone name: ${zoneNameRule}`,
  hashAlg: 'must be sha1',
  hash: 'must be the SHA-1 of the file, 40 lower-case hex digits',
  size: 'must be a whole number of bytes',
  objectKey: 'must be the objectKey that initiateFileUpload answered',
  workToken: 'must be 16 lower-case hex digits'
}

/** `now`: ms since the epoch. Throws `request.invalid`, or `upload.no_work` where the token shows none. */
export function readSecondWireRequest(name: SecondWireName, body: unknown, now: number): GatewayRequest {
  const request = parsed(name, body)
  const { hashAlg, hash } = request
  const ofFirst = { hashAlg, hash, timestamp: now }
  switch (request.type) {
    case 'findFileRequest':
      return { type: 'findFile', ...ofFirst, zone: request.zoneName }
    case 'initiateFileUploadRequest':
      if (!verifyProofOfWork(hash, request.workToken)) throw errors.noWork()
      return { type: 'initiateFileUpload', size: request.size, ...ofFirst, zone: request.zoneName }
    case 'finalizeFileUploadRequest':
      return {
        type: 'finalizeFileUpload',
        size: request.size,
        objectKey: request.objectKey,
        ...ofFirst,
        zone: request.zoneName
      }
  }
}

function parsed(name: SecondWireName, body: unknown) {
  const result = requests[name].safeParse(body)
  if (result.success) return result.data
  if (typeof body !== 'object' || body === null) throw errors.badRequest('the body must be a JSON object')
  const fields = new Set(result.error.issues.map(issue => String(issue.path[0] ?? 'type')))
  throw errors.badRequest(Array.from(fields, field => fault(name, body, field)).join('; '))
}

function fault(name: SecondWireName, body: object, field: string): string {
  const value: unknown = Reflect.get(body, field)
  if (field === 'type') return `type must be ${name}Request`
  return `${field} ${value === undefined || value === null ? 'is missing' : (rules[field] ?? 'is not valid')}`
}
