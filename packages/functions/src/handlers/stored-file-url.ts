/** Where links lead whoever may read a file. Stores sign the method into a URL: HEAD is followed with HEAD. */
import type { FoundFile } from '@kachery-gateway/core/model/found-file.ts'
import type { Zone } from '@kachery-gateway/core/model/zone.ts'

/** How long a URL for HEAD lives, s. */
const urlLife = 3600

export async function urlFor(
  method: string,
  { bucket, fallback: other }: Pick<Zone, 'bucket' | 'fallback'>,
  { url, objectKey, fallback }: Pick<FoundFile, 'url' | 'objectKey'> & { fallback?: boolean | undefined }
): Promise<string> {
  if (method !== 'HEAD') return url
  return (fallback === true && other !== undefined ? other : bucket).presignHead(objectKey, urlLife)
}
