/**
 * Protocol v1, POST /api/gateway: each request type, the operation behind it, its answer as clients expect it, and
 * what the activity keeps of it. Operations know nothing of this.
 */
import type { Credential } from '../access/credential.ts'
import type { RequestFacts } from '../activity/log-item.ts'
import { getClientInfo } from '../clients/get-client-info.ts'
import type { GatewayDeps } from '../deps.ts'
import { deleteFile } from '../files/delete-file.ts'
import { finalizeUpload } from '../files/finalize-upload.ts'
import { findFile } from '../files/find-file.ts'
import { initiateUpload } from '../files/initiate-upload.ts'
import { getResourceInfo } from '../resources/get-resource-info.ts'
import { getZoneInfo } from '../zones/get-zone-info.ts'
import type { PlacedRequest } from './placed-request.ts'
import type { GatewayResponse } from './responses.ts'

interface Dispatched {
  answer: GatewayResponse
  /** What the activity keeps as the answer; absent: the call is not recorded. Presigned URLs are never in it. */
  recorded?: Record<string, unknown>
  /** A write to wait for beside the recording; never rejects. */
  alongside?: Promise<void>
  /** A sentence about an earlier upload of the file: a header, since clients refuse answers with further fields. */
  previousFailure?: string
}

export async function dispatch(
  deps: GatewayDeps,
  credential: Credential,
  request: PlacedRequest,
  facts: RequestFacts
): Promise<Dispatched> {
  const { type } = request
  switch (request.type) {
    case 'findFile': {
      const result = await findFile(deps, credential, request)
      if (!result.found) return { answer: { type: 'findFile', found: false }, recorded: { type, found: false } }
      const { size, bucketUri, objectKey, url, fallback } = result.file
      const { cacheHit, alongside } = result
      const shown = { size, bucketUri, objectKey, cacheHit, ...(fallback ? { fallback } : {}) }
      return {
        answer: { type: 'findFile', found: true, url, ...shown },
        alongside,
        ...(cacheHit ? {} : { recorded: { type, found: true, ...shown } })
      }
    }
    case 'initiateFileUpload': {
      const result = await initiateUpload(deps, credential, request, facts.requestHeaders['x-real-ip'])
      switch (result.outcome) {
        case 'already_exists':
          return { answer: { type: 'initiateFileUpload', alreadyExists: true } }
        case 'already_pending': {
          const answer = { type: 'initiateFileUpload', alreadyPending: true } as const
          return { answer, recorded: answer }
        }
        case 'upload': {
          const { objectKey, signedUploadUrl, previousFailure } = result
          return {
            answer: { type: 'initiateFileUpload', alreadyExists: false, objectKey, signedUploadUrl },
            recorded: { type, alreadyExists: false, objectKey },
            ...(previousFailure === undefined ? {} : { previousFailure })
          }
        }
      }
      break
    }
    case 'finalizeFileUpload': {
      const { outcome } = await finalizeUpload(deps, credential, request, facts)
      // What is queued is recorded by the worker, when it is true.
      return { answer: { type: 'finalizeFileUpload' }, ...(outcome === 'stored' ? { recorded: { type } } : {}) }
    }
    case 'deleteFile': {
      const answer = { type: 'deleteFile', ...(await deleteFile(deps, credential, request, facts)) } as const
      return { answer, recorded: answer }
    }
    case 'getClientInfo':
      return { answer: { type: 'getClientInfo', ...clientAsSent(await getClientInfo(deps, request)) } }
    case 'getResourceInfo':
      return { answer: { type: 'getResourceInfo', ...resourceAsSent(await getResourceInfo(deps, request)) } }
    case 'getZoneInfo':
      return { answer: { type: 'getZoneInfo', ...(await getZoneInfo(deps, request)) } }
  }
}

/** Clients may be strict: they get the fields that they know. */
function clientAsSent(info: Awaited<ReturnType<typeof getClientInfo>>) {
  if (!info.found) return info
  const { clientId, ownerId, timestampCreated, label } = info.client
  return { found: true, client: { clientId, ownerId, timestampCreated, label } } as const
}

function resourceAsSent(info: Awaited<ReturnType<typeof getResourceInfo>>) {
  if (!info.found) return info
  const { resourceName, ownerId, timestampCreated, proxyUrl } = info.resource
  return { found: true, resource: { resourceName, ownerId, timestampCreated, proxyUrl } } as const
}
