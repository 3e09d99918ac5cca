/** Where a bucket's objects are: the bucket as a name of its own in front of the store's, or as the path's first part. */
import { awsAddress, isAwsHost } from '../aws-address.ts'
import type { BucketCredentials, BucketPlace } from '../bucket-uri.ts'
import { encodedPath } from '../signature-v4.ts'

export interface BucketAddress {
  /** The server, with the bucket's name in it or not. */
  url: URL
  /** Encoded. */
  pathOf(key: string): string
}

export function bucketAddress(place: BucketPlace, credentials: BucketCredentials): BucketAddress {
  const store = new URL(place.endpoint ?? awsAddress('s3', place.region))
  const below = store.pathname.replace(/\/+$/, '')
  if (usesPath(place, credentials)) {
    const folder = `${below}/${encodedPath(place.bucket)}`
    return { url: store, pathOf: key => `${folder}/${encodedPath(key)}` }
  }
  store.hostname = `${place.bucket}.${store.hostname}`
  return { url: store, pathOf: key => `${below}/${encodedPath(key)}` }
}

/** Servers of one's own seldom have a name per bucket; Google has, but no certificate for those of buckets with dots. */
export const usesPath = ({ kind, bucket }: BucketPlace, { endpoint }: BucketCredentials): boolean =>
  endpoint !== undefined || kind === 'gs' || bucket.includes('.')

/** AWS has honoured If-None-Match on copies since October 2025. */
export function isAws(place: BucketPlace): boolean {
  return place.kind === 's3' && (place.endpoint === undefined || isAwsHost(new URL(place.endpoint).hostname))
}
