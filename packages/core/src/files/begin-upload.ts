/** Begins an upload in parts, where the file is wanted: the same question as initiateFileUpload's. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { algorithmOf, type ContentHash, type Sha256 } from '../ids/content-hash.ts'
import { logItem, type RequestFacts } from '../record/log-item.ts'
import { recordActivity } from '../record/record.ts'
import { digestsBy } from '../registrations/content-digests.ts'
import { siteErrors } from '../site-errors.ts'
import { largestPart, mostParts } from '../stores/parted-uploads.ts'
import { type PartedUpload, partedUploadKey, uploaderIn, uploadLife } from './parted-upload.ts'
import { type NotWanted, toldEvenly, wantedUpload } from './wanted-upload.ts'

/** bytes, where nobody wants another: few enough requests, and little to send again. */
const usualPart = 16 * 1024 * 1024

interface Input {
  /** One of them at least. */
  sha1?: ContentHash | undefined
  sha256?: Sha256 | undefined
  size: number
  /** Of the registration. */
  name?: string | undefined
  /** bytes; a wish. */
  partSize?: number | undefined
}

export type BeginUploadResult =
  | NotWanted
  | { outcome: 'upload'; uploadId: string; upload: PartedUpload; previousFailure?: string }

/** Throws what initiateUpload throws, or `upload.not_in_parts` where the zone's store takes none, and one PUT is not enough. */
export const beginUpload = (
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  input: Input,
  facts: RequestFacts
): Promise<BeginUploadResult> => toldEvenly(deps, at, () => begin(deps, at, input, facts))

async function begin(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  input: Input,
  facts: RequestFacts
): Promise<BeginUploadResult> {
  const { zone } = at
  const { sha1, sha256, size, name } = input
  const hash = sha1 ?? sha256
  if (hash === undefined)
    throw siteErrors.badField('the body', [{ path: 'sha1', reason: 'is missing, and so is sha256: give one of them' }])
  const address = facts.requestHeaders['x-real-ip']
  const digests = await digestsBy(deps, zone, hash)
  const announced = { hash, size, name, digests, ...(sha1 !== undefined && { sha256 }) }
  const wanted = await wantedUpload(deps, at, announced, { most: deps.limits.partedFileBytes, address })
  if (wanted.outcome !== 'upload') return wanted
  const { uploadId, objectKey, ...rest } = wanted
  const wished = partSizeOf(input, deps.limits.leastPartBytes)
  const [storeId, uploader] = await Promise.all([zone.bucket.beginParts(objectKey, wished), uploaderIn(deps, at)])
  if (storeId === undefined && size > deps.limits.fileBytes)
    throw siteErrors.notInParts(zone.name, deps.limits.fileBytes)
  const endsAt = deps.now() + uploadLife
  const upload: PartedUpload = {
    hash,
    ...defined({ name, sha256, storeId }),
    size,
    partSize: storeId === undefined ? size : wished,
    ...uploader,
    endsAt,
    state: 'open'
  }
  await deps.registry.create(partedUploadKey(zone.name, uploadId), { ...upload })
  const payload = { type: 'initiateFileUpload', hashAlg: algorithmOf(hash), hash, size, zone: zone.name }
  const response = { type: 'initiateFileUpload', alreadyExists: false, objectKey }
  await recordActivity(deps, deps.randomHex(16), logItem(facts, zone.name, payload, response, deps.now()))
  return { ...rest, uploadId, upload }
}

/** As large as is wished, within what stores take; larger where it would be too many parts. */
function partSizeOf({ size, partSize = usualPart }: Input, least: number): number {
  const wished = Math.min(Math.max(partSize, least), largestPart)
  return Math.max(wished, Math.ceil(size / mostParts))
}
