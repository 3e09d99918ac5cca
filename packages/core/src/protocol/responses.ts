/**
 * What clients of both wires get as the answer to each request. Browser code in the field refuses answers with fields that
 * it does not know, so an answer is cut to its schema before it is sent; what else is to be said goes into headers.
 */
import * as z from 'zod'

const text = z.string()
/** ms since the epoch */
const time = z.number()
const yes = z.literal(true)
const no = z.literal(false)

const found = {
  /** bytes */
  size: z.number(),
  /** Presigned GET. */
  url: text,
  bucketUri: text,
  objectKey: text,
  /** Nobody looked into the bucket for this answer. */
  cacheHit: z.boolean()
}

/** `signedUploadUrl`: presigned PUT of exactly the announced size. */
const upload = { objectKey: text, signedUploadUrl: text }

const client = z.object({ clientId: text, ownerId: text, timestampCreated: time, label: text })
const resource = z.object({ resourceName: text, ownerId: text, timestampCreated: time, proxyUrl: text })

const [findFile, initiateFileUpload, deleteFile] = [
  { type: z.literal('findFile') },
  { type: z.literal('initiateFileUpload') },
  { type: z.literal('deleteFile') }
]
const [getClientInfo, getResourceInfo, getZoneInfo] = [
  { type: z.literal('getClientInfo') },
  { type: z.literal('getResourceInfo') },
  { type: z.literal('getZoneInfo') }
]

const v1 = {
  findFile: z.discriminatedUnion('found', [
    z.object({ ...findFile, found: no }),
    /** `fallback`: the file lies in the zone's fallback bucket. */
    z.object({ ...findFile, found: yes, ...found, fallback: z.boolean().exactOptional() })
  ]),
  initiateFileUpload: z.union([
    z.object({ ...initiateFileUpload, alreadyExists: yes }),
    /** Clients ask again every 5 s, for up to 60 s. */
    z.object({ ...initiateFileUpload, alreadyPending: yes }),
    z.object({ ...initiateFileUpload, alreadyExists: no, ...upload })
  ]),
  finalizeFileUpload: z.object({ type: z.literal('finalizeFileUpload') }),
  deleteFile: z.discriminatedUnion('success', [
    z.object({ ...deleteFile, success: yes }),
    z.object({ ...deleteFile, success: no, error: text })
  ]),
  getClientInfo: z.discriminatedUnion('found', [
    z.object({ ...getClientInfo, found: no }),
    z.object({ ...getClientInfo, found: yes, client })
  ]),
  getResourceInfo: z.discriminatedUnion('found', [
    z.object({ ...getResourceInfo, found: no }),
    z.object({ ...getResourceInfo, found: yes, resource })
  ]),
  getZoneInfo: z.discriminatedUnion('found', [
    z.object({ ...getZoneInfo, found: no }),
    z.object({ ...getZoneInfo, found: yes, kacheryGatewayUrl: text })
  ])
}

export type GatewayResponse = z.infer<(typeof v1)[keyof typeof v1]>

/** The answer without whatever its type does not name. */
export const asFirstWire = (answer: GatewayResponse): GatewayResponse => v1[answer.type].parse(answer)

const initiated = { type: z.literal('initiateFileUploadResponse') }

const SecondWireResponse = z.union([
  z.object({ type: z.literal('findFileResponse'), found: no }),
  z.object({ type: z.literal('findFileResponse'), found: yes, ...found }),
  z.object({ ...initiated, alreadyExists: yes, alreadyPending: no }),
  z.object({ ...initiated, alreadyExists: no, alreadyPending: yes }),
  z.object({ ...initiated, alreadyExists: no, alreadyPending: no, ...upload }),
  z.object({ type: z.literal('finalizeFileUploadResponse'), success: yes })
])
type SecondWireResponse = z.infer<typeof SecondWireResponse>

/** An answer of protocol v1 as the second one has it. */
export const asV2 = (answer: GatewayResponse): SecondWireResponse => SecondWireResponse.parse(inSecondWireWords(answer))

function inSecondWireWords(answer: GatewayResponse): Record<string, unknown> {
  switch (answer.type) {
    case 'findFile':
      return { ...answer, type: 'findFileResponse' }
    case 'initiateFileUpload':
      return { alreadyExists: false, alreadyPending: false, ...answer, type: 'initiateFileUploadResponse' }
    case 'finalizeFileUpload':
      return { type: 'finalizeFileUploadResponse', success: true }
    default:
      throw new Error(`protocol v2 has no ${answer.type}`)
  }
}
