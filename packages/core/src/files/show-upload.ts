/** How far an upload in parts is. Which parts are there, the store says: any process goes on where another stopped. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { GatewayError } from '../errors.ts'
import type { Zone } from '../model/zone.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import type { StoredPart } from '../stores/parted-uploads.ts'
import { uploadKey } from './keys.ts'
import { isOpen, type KnownUpload, ownPartedUpload, type PartedUpload, wantedParts } from './parted-upload.ts'
import { failureError } from './upload-failure.ts'
import { readVerification } from './verification-record.ts'

export type UploadState =
  | { state: 'open'; parts: StoredPart[] }
  | { state: 'verifying' }
  | { state: 'stored' }
  | { state: 'failed'; failure: GatewayError }
  /** Aborted, or its time is up. */
  | { state: 'ended' }

/** Throws `upload.unknown`. */
export async function showUpload(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  uploadId: string
): Promise<{ upload: PartedUpload } & UploadState> {
  const known = await ownPartedUpload(deps, at, uploadId)
  return { upload: known.upload, ...(await stateOf(deps, at.zone, known)) }
}

export async function stateOf(deps: GatewayDeps, zone: Zone, known: KnownUpload): Promise<UploadState> {
  const { upload, uploadId } = known
  if (upload.state === 'stored') return { state: 'stored' }
  if (upload.state === 'completing') {
    const { hash } = upload
    const verification = await readVerification(deps.registry, { zone: zone.name, hash, uploadId })
    if (verification?.record.state !== 'failed') return { state: 'verifying' }
    return { state: 'failed', failure: failureError(hash, verification.record) }
  }
  const parts = isOpen(upload, deps.now()) ? await rightParts(zone, known) : undefined
  return parts === undefined ? { state: 'ended' } : { state: 'open', parts }
}

/** Those that are there and as large as they must be. undefined: the store has no such upload any more. */
export async function rightParts(
  zone: Zone,
  {
    upload,
    uploadId
  }: Pick<KnownUpload, 'uploadId'> & { upload: Pick<PartedUpload, 'hash' | 'size' | 'partSize' | 'storeId'> }
): Promise<StoredPart[] | undefined> {
  const key = uploadKey(zone, upload.hash, uploadId)
  const stored =
    upload.storeId === undefined ? await onlyPart(zone.bucket, key) : await zone.bucket.listParts(key, upload.storeId)
  const wanted = wantedParts(upload)
  return stored?.filter(({ number, size }) => wanted[number - 1]?.size === size)
}

async function onlyPart(bucket: ObjectStore, key: string): Promise<StoredPart[]> {
  const head = await bucket.head(key)
  return head === undefined ? [] : [{ number: 1, size: head.size, etag: head.etag }]
}
