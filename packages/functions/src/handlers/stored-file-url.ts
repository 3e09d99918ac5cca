/** Where links lead whoever may read a file. Stores sign the method into a URL: HEAD is followed with HEAD. */
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import type { FoundFile } from '@kachery-gateway/core/model/found-file.ts'
import type { Zone } from '@kachery-gateway/core/model/zone.ts'

export async function urlFor(
  { limits }: Pick<GatewayDeps, 'limits'>,
  method: string,
  { bucket, fallback: other }: Pick<Zone, 'bucket' | 'fallback'>,
  { url, objectKey, fallback }: Pick<FoundFile, 'url' | 'objectKey'> & { fallback?: boolean | undefined }
): Promise<string> {
  if (method !== 'HEAD') return url
  return (fallback === true && other !== undefined ? other : bucket).presignHead(objectKey, limits.downloadUrlSeconds)
}
