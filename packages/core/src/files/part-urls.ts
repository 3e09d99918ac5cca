/** URLs for parts of an upload, new ones whenever they are asked for; each takes exactly its part's bytes. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { siteErrors } from '../site-errors.ts'
import { requireSafeUploads } from '../zones/unsigned-headers.ts'
import { urlLife } from './initiate-upload.ts'
import { uploadKey } from './keys.ts'
import { isOpen, ownPartedUpload, wantedParts } from './parted-upload.ts'

interface PartUrl {
  number: number
  /** bytes */
  size: number
  url: string
}

/** Throws `upload.unknown`, `upload.ended` or `upload.no_such_part`. */
export async function partUrls(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  uploadId: string,
  numbers: readonly number[]
): Promise<PartUrl[]> {
  const [{ upload }] = await Promise.all([ownPartedUpload(deps, at, uploadId), requireSafeUploads(deps, at.zone)])
  if (!isOpen(upload, deps.now())) throw siteErrors.uploadEnded()
  const parts = wantedParts(upload)
  const key = uploadKey(at.zone, upload.hash, uploadId)
  return Promise.all(
    numbers.map(async number => {
      const part = parts[number - 1]
      if (part === undefined) throw siteErrors.noSuchPart(number, parts.length)
      const { bucket } = at.zone
      const url =
        upload.storeId === undefined
          ? bucket.presignPut(key, part.size, urlLife)
          : bucket.presignPart(key, upload.storeId, part, urlLife)
      return { ...part, url: await url }
    })
  )
}
