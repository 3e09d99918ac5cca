/**
 * The registry's record of an upload in parts: whose it is, what it will be, and how far it is. Which parts are there, the
 * store alone knows. Changes are conditional on the record as it was read, so that of completing and aborting one happens.
 */
import * as z from 'zod'
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { callerInZone } from '../access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { ContentHash, Sha256, UploadHash } from '../ids/content-hash.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { Zone } from '../model/zone.ts'
import type { Digests } from '../registrations/content-digests.ts'
import { siteErrors } from '../site-errors.ts'
import type { Part } from '../stores/parted-uploads.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey, Registry } from '../stores/registry.ts'
import { uploadKey } from './keys.ts'

export const PartedUpload = z.object({
  /** What it goes by. */
  hash: UploadHash,
  /** Once it is stored. */
  sha1: ContentHash.exactOptional(),
  /** Said beside the SHA-1, or once it is stored. */
  sha256: Sha256.exactOptional(),
  name: z.string().exactOptional(),
  /** bytes */
  size: z.number(),
  partSize: z.number(),
  /** The store's name of it; absent: the store takes no parts, and its only part is one PUT of all of it. */
  storeId: z.string().exactOptional(),
  /** Whose it is; absent: it was begun by somebody whom nobody knows, and is whose it is who has its id. */
  accountId: z.string().exactOptional(),
  clientId: z.string().exactOptional(),
  /** ms since the epoch; after it the upload is aborted. */
  endsAt: z.number(),
  /** `completing`: all its parts are there, and its verification is queued or running, or has failed. */
  state: z.enum(['open', 'completing', 'stored', 'aborted'])
})
export type PartedUpload = z.infer<typeof PartedUpload>

export interface KnownUpload {
  upload: PartedUpload
  uploadId: string
  version: number
}

/** How long one may take, ms. R2 and the stage's own bucket abort uploads of that age. */
export const uploadLife = 7 * 24 * 3600_000

export const partedUploadKey = (zone: ZoneName, uploadId: string): RecordKey => ({ kind: 'upload', zone, id: uploadId })

export async function readPartedUpload(
  registry: Registry,
  zone: ZoneName,
  uploadId: string
): Promise<KnownUpload | undefined> {
  const key = partedUploadKey(zone, uploadId)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  return { upload: readRecord(PartedUpload, key, entry.value), uploadId, version: entry.version }
}

/** Whose an upload is that the caller begins. */
export async function uploaderIn(
  deps: GatewayDeps,
  { zone, credential }: AuthorizedZone<'upload'>
): Promise<Pick<PartedUpload, 'accountId'>> {
  const caller = await callerInZone(deps, zone, credential)
  return caller.kind === 'anyone' || caller.accountId === undefined ? {} : { accountId: caller.accountId }
}

/** Throws `upload.unknown` also where it is somebody else's: its id tells nobody anything. */
export async function ownPartedUpload(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  uploadId: string
): Promise<KnownUpload> {
  const [known, { accountId }] = await Promise.all([
    readPartedUpload(deps.registry, at.zone.name, uploadId),
    uploaderIn(deps, at)
  ])
  if (known === undefined || known.upload.accountId !== accountId) throw siteErrors.uploadUnknown()
  return known
}

/** False: somebody else was faster; look again. */
export async function changeState(
  registry: Registry,
  zone: ZoneName,
  { upload, uploadId, version }: KnownUpload,
  state: PartedUpload['state'],
  digests: Partial<Digests> = {}
): Promise<boolean> {
  const value = { ...upload, ...digests, state }
  return (await registry.replace(partedUploadKey(zone, uploadId), value, version)) !== undefined
}

export const isOpen = ({ state, endsAt }: PartedUpload, now: number): boolean => state === 'open' && now < endsAt

/** Takes what was sent away. */
export function abandonParts(
  zone: Zone,
  { uploadId, upload: { hash, storeId } }: Pick<KnownUpload, 'uploadId' | 'upload'>
): Promise<unknown> {
  const key = uploadKey(zone, hash, uploadId)
  return storeId === undefined ? zone.bucket.remove(key) : zone.bucket.abortUpload(key, storeId)
}

/** All parts that it is made of: each of one size, but for the last. */
export const wantedParts = ({ size, partSize }: Pick<PartedUpload, 'size' | 'partSize'>): Part[] =>
  Array.from({ length: Math.ceil(size / partSize) }, (_, at) => ({
    number: at + 1,
    size: Math.min(partSize, size - at * partSize)
  }))
