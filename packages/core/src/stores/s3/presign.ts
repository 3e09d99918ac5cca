/**
 * URLs with which anybody may do one thing to one object for a while. Their holder needs no header beyond those that
 * every HTTP client sends: kachery clients send no others.
 */
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { BucketPlace } from '../bucket-uri.ts'
import { servedAs } from './own-headers.ts'

/** How long from when on. */
interface Validity {
  /** ms since the epoch */
  from: number
  seconds: number
}

/** What the answer says of the bytes is signed too. */
export function presignGet(client: S3Client, place: BucketPlace, key: string, validity: Validity): Promise<string> {
  const command = new GetObjectCommand({ Bucket: place.bucket, Key: key, ...servedAs(place) })
  return getSignedUrl(client, command, {
    expiresIn: validity.seconds,
    signingDate: new Date(validity.from)
  })
}

/** The length is signed: the store refuses a body of any other. */
export function presignPut(
  client: S3Client,
  bucket: string,
  key: string,
  size: number,
  validity: Validity
): Promise<string> {
  return getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: key, ContentLength: size }), {
    expiresIn: validity.seconds,
    signingDate: new Date(validity.from),
    signableHeaders: new Set(['host', 'content-length'])
  })
}
