/** Operation initiateFileUpload: whether a file is wanted, and if so, where to put it. */

import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { type NotWanted, toldEvenly, type WantedUpload, wantedUpload } from './wanted-upload.ts'

/** How long an upload URL lives, s. */
export const urlLife = 3600

export type InitiateUploadResult =
  | { outcome: NotWanted['outcome'] }
  | (Omit<Extract<WantedUpload, { outcome: 'upload' }>, 'uploadId'> & { signedUploadUrl: string })

/** `address`: where the call came from. */
export const initiateUpload = (
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  input: { hash: ContentHash; size: number },
  address?: string
): Promise<InitiateUploadResult> =>
  toldEvenly(deps, at, async () => {
    const wanted = await wantedUpload(deps, at, input, { most: deps.limits.fileBytes, address })
    if (wanted.outcome !== 'upload') return { outcome: wanted.outcome }
    const { uploadId: _, ...upload } = wanted
    return { ...upload, signedUploadUrl: await at.zone.bucket.presignPut(upload.objectKey, input.size, urlLife) }
  })
