/** What clients of the first wire get as the answer to each request. Fields that are not named here are not sent. */

export type GatewayResponse =
  | FindFileResponse
  | InitiateFileUploadResponse
  | FinalizeFileUploadResponse
  | DeleteFileResponse
  | GetClientInfoResponse
  | GetResourceInfoResponse
  | GetZoneInfoResponse

type FindFileResponse =
  | { type: 'findFile'; found: false }
  | {
      type: 'findFile'
      found: true
      /** bytes */
      size: number
      /** Presigned GET. */
      url: string
      bucketUri: string
      objectKey: string
      /** Nobody looked into the bucket for this answer. */
      cacheHit: boolean
      /** The file lies in the zone's fallback bucket. */
      fallback?: boolean
    }

type InitiateFileUploadResponse =
  | { type: 'initiateFileUpload'; alreadyExists: true }
  /** Clients ask again every 5 s, for up to 60 s. */
  | { type: 'initiateFileUpload'; alreadyPending: true }
  | {
      type: 'initiateFileUpload'
      alreadyExists: false
      objectKey: string
      /** Presigned PUT of exactly the announced size. */
      signedUploadUrl: string
      /** One sentence about an earlier upload of the file whose bytes turned out wrong. */
      previousFailure?: string
    }

interface FinalizeFileUploadResponse {
  type: 'finalizeFileUpload'
}

type DeleteFileResponse = { type: 'deleteFile'; success: true } | { type: 'deleteFile'; success: false; error: string }

type GetClientInfoResponse =
  | { type: 'getClientInfo'; found: false }
  | {
      type: 'getClientInfo'
      found: true
      /** `timestampCreated`: ms since the epoch. */
      client: { clientId: string; ownerId: string; timestampCreated: number; label: string }
    }

type GetResourceInfoResponse =
  | { type: 'getResourceInfo'; found: false }
  | {
      type: 'getResourceInfo'
      found: true
      /** `timestampCreated`: ms since the epoch. */
      resource: { resourceName: string; ownerId: string; timestampCreated: number; proxyUrl: string }
    }

type GetZoneInfoResponse =
  | { type: 'getZoneInfo'; found: false }
  | { type: 'getZoneInfo'; found: true; kacheryGatewayUrl: string }
