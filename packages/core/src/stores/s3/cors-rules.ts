/** CORS rules of a bucket for pages that load files, in ranges too, and store them. R2 refuses fields that it does not know. */
import type { CORSConfiguration } from '@aws-sdk/client-s3'

/** Headers of answers that pages read: without them a page cannot load a range. */
export const exposedHeaders = ['content-range', 'content-length', 'accept-ranges', 'etag']

export function corsRules(origins: readonly string[]): CORSConfiguration {
  return {
    CORSRules: [
      {
        AllowedOrigins: [...origins],
        AllowedMethods: ['GET', 'HEAD', 'PUT'],
        AllowedHeaders: ['*'],
        ExposeHeaders: exposedHeaders,
        MaxAgeSeconds: 3600
      }
    ]
  }
}
