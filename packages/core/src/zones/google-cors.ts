/** How somebody sets the same CORS rules on a bucket at Google, whose S3 API does not take them. */
import { parseBucketUri } from '../stores/bucket-uri.ts'
import type { CorsOptions } from '../stores/object-store.ts'

/** Lines for a terminal. `origins` have passed the schema of origins, so that no quote is in them. */
export function googleCorsCommands(
  bucketUri: string,
  origins: readonly string[],
  { anyoneReads = false }: CorsOptions = {}
): string {
  const place = parseBucketUri(bucketUri)
  const bucket = place.ok ? place.value.bucket : 'NAME'
  const rule = (origin: readonly string[], method: string[]) => ({
    origin,
    method,
    responseHeader: ['content-type', 'content-range', 'content-length', 'accept-ranges', 'etag', 'range'],
    maxAgeSeconds: 3600
  })
  const rules = [rule(origins, ['GET', 'HEAD', 'PUT']), ...(anyoneReads ? [rule(['*'], ['GET', 'HEAD'])] : [])]
  return [
    `cat > cors.json <<'END'`,
    JSON.stringify(rules, null, 2),
    'END',
    `gcloud storage buckets update gs://${bucket} --cors-file=cors.json`
  ].join('\n')
}
