/**
 * Protocol v1, POST /api/gateway: each request type, what its caller must be allowed, the operation behind it, its answer
 * as clients expect it, and what the activity keeps of it. Operations know nothing of this.
 */
import * as z from 'zod'
import { getClientInfo } from '../clients/get-client-info.ts'
import { errors } from '../errors.ts'
import { deleteFile } from '../files/delete-file.ts'
import { finalizeUpload } from '../files/finalize-upload.ts'
import { findFile } from '../files/find-file.ts'
import { initiateUpload } from '../files/initiate-upload.ts'
import { zoneOfUpload } from '../files/upload-id.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { getResourceInfo } from '../resources/get-resource-info.ts'
import { getZoneInfo } from '../zones/get-zone-info.ts'
import {
  clientId,
  objectKey,
  ofContent,
  ofFound,
  ofUpload,
  resourceName,
  size,
  timestamp,
  zone,
  zoneName,
  zoneOfKey
} from './fields.ts'
import { gatewayOperation, type WireCall, zoneOperation } from './wire-operation.ts'

const inZone = { timestamp, zone }
const ofFile = { ...inZone, ...ofContent }

const text = z.string()
const yes = z.literal(true)
const no = z.literal(false)

/** Of an operation whose request says its zone. */
const named = { zoneOf: (_: unknown, request: { zone: ZoneName }) => request.zone }

export const v1 = {
  findFile: zoneOperation({
    ...named,
    action: 'read',
    request: z.object(ofFile),
    answer: z.discriminatedUnion('found', [
      z.object({ found: no }),
      /** `fallback`: the file lies in the zone's fallback bucket. */
      z.object({ found: yes, ...ofFound, fallback: z.boolean().exactOptional() })
    ]),
    async run(deps, at, request) {
      const result = await findFile(deps, at, request)
      if (!result.found) return { answer: result, recorded: result }
      const { cacheHit, alongside } = result
      const { url, size, bucketUri, objectKey, fallback } = result.file
      const shown = { found: true as const, size, bucketUri, objectKey, cacheHit, ...(fallback && { fallback }) }
      const answer = { ...shown, url }
      return cacheHit ? { answer } : { answer, recorded: shown, ...(alongside && { alongside }) }
    }
  }),

  initiateFileUpload: zoneOperation({
    ...named,
    action: 'upload',
    request: z.object({ size, ...ofFile }),
    answer: z.union([
      z.object({ alreadyExists: yes }),
      /** Clients ask again every 5 s, for up to 60 s. */
      z.object({ alreadyPending: yes }),
      z.object({ alreadyExists: no, ...ofUpload })
    ]),
    async run(deps, at, request, facts) {
      const result = await initiateUpload(deps, at, request, facts.requestHeaders['x-real-ip'])
      switch (result.outcome) {
        case 'already_exists':
          return { answer: { alreadyExists: true as const } }
        case 'already_pending':
          return { answer: { alreadyPending: true as const }, recorded: { alreadyPending: true } }
        case 'upload': {
          const { outcome: _, signedUploadUrl, previousFailure, ...upload } = result
          const recorded = { alreadyExists: false as const, ...upload }
          return { answer: { ...recorded, signedUploadUrl }, recorded, ...(previousFailure && { previousFailure }) }
        }
      }
    }
  }),

  finalizeFileUpload: zoneOperation({
    action: 'upload',
    request: z.object({ objectKey, size, ...ofContent, timestamp, zone: zoneOfKey }),
    answer: z.object({}),
    // Pages in the field begin an upload in a zone and finalize it without naming one.
    zoneOf: (deps, request) => request.zone ?? zoneOfUpload(deps, request.objectKey),
    isSlow: (limits, request) => request.size > limits.quickBytes,
    async run(deps, at, request, facts) {
      const { outcome } = await finalizeUpload(deps, at, request, facts)
      // What is queued is recorded by the worker, when it is true.
      return { answer: {}, ...(outcome === 'stored' && { recorded: {} }) }
    }
  }),

  deleteFile: zoneOperation({
    ...named,
    action: 'delete',
    request: z.object(ofFile),
    answer: z.discriminatedUnion('success', [z.object({ success: yes }), z.object({ success: no, error: text })]),
    async run(deps, at, request, facts) {
      const answer = await deleteFile(deps, at, request, facts)
      return { answer, recorded: answer }
    }
  }),

  getClientInfo: zoneOperation({
    ...named,
    action: 'anyone',
    request: z.object({ clientId, ...inZone }),
    answer: z.discriminatedUnion('found', [
      z.object({ found: no }),
      z.object({
        found: yes,
        client: z.object({ clientId: text, ownerId: text, timestampCreated: z.number(), label: text })
      })
    ]),
    run: async (deps, at, request) => ({ answer: await getClientInfo(deps, at, request) })
  }),

  getResourceInfo: zoneOperation({
    ...named,
    action: 'anyone',
    request: z.object({ resourceName, ...inZone }),
    answer: z.discriminatedUnion('found', [
      z.object({ found: no }),
      z.object({
        found: yes,
        resource: z.object({ resourceName: text, ownerId: text, timestampCreated: z.number(), proxyUrl: text })
      })
    ]),
    run: async (deps, at, request) => ({ answer: await getResourceInfo(deps, at, request) })
  }),

  getZoneInfo: gatewayOperation({
    request: z.object({ zoneName, timestamp }),
    answer: z.discriminatedUnion('found', [z.object({ found: no }), z.object({ found: yes, kacheryGatewayUrl: text })]),
    run: getZoneInfo
  })
}

const isType = (type: unknown): type is keyof typeof v1 => typeof type === 'string' && Object.hasOwn(v1, type)

/** Throws `request.unknown_type`, or `request.invalid` with every field that is not right. */
export function readRequest(payload: unknown): WireCall {
  if (typeof payload !== 'object' || payload === null) throw errors.badRequest('payload must be a JSON object')
  const type: unknown = Reflect.get(payload, 'type')
  if (!isType(type)) throw errors.unknownRequestType(Object.keys(v1))
  return v1[type].read(type, payload)
}
