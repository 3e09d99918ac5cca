/** One request for a copy, by the SDK. */
import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { defined } from '../../defined.ts'
import type { BucketPlace } from '../bucket-uri.ts'
import { encodedPath } from '../signature-v4.ts'
import type { CopyConfirmed, CopyRequest } from './copy.ts'
import { ownHeaders } from './own-headers.ts'

/** A copy may be answered 200 before it is done, with an error or nothing in the body: the SDK sees to the former. */
export async function copyObject(
  client: S3Client,
  place: BucketPlace,
  request: CopyRequest,
  abortSignal: AbortSignal
): Promise<CopyConfirmed> {
  const { CopyObjectResult: result } = await client.send(command(place, request), { abortSignal })
  if (result?.ETag === undefined) throw new Error('the store did not confirm the copy')
  return { etag: result.ETag, sha1: result.ChecksumSHA1, checksumType: result.ChecksumType }
}

function command({ kind, bucket }: BucketPlace, { from, to, ifAbsent, ifMatch, wishes }: CopyRequest) {
  const copy = new CopyObjectCommand({
    Bucket: bucket,
    Key: to,
    CopySource: encodedPath(`${bucket}/${from}`),
    ...ownHeaders(wishes.untagged),
    // Also sent where the store may not heed it: where it does, it closes the gap after the look.
    ...(ifAbsent && (kind === 's3' || kind === 'wasabi') ? { IfNoneMatch: '*' } : {}),
    ...defined({ CopySourceIfMatch: kind === 'gs' ? undefined : ifMatch }),
    ...(wishes.sha1 ? { ChecksumAlgorithm: 'SHA1' } : {})
  })
  if (ifAbsent && kind === 'r2') {
    copy.middlewareStack.add(
      next => args => {
        // R2's own header: If-None-Match means nothing to its copies.
        if (hasHeaders(args.request)) args.request.headers['cf-copy-destination-if-none-match'] = '*'
        return next(args)
      },
      { step: 'build', name: 'r2CopyCondition' }
    )
  }
  return copy
}

const hasHeaders = (request: unknown): request is { headers: Record<string, string> } =>
  typeof request === 'object' && request !== null && 'headers' in request && typeof request.headers === 'object'
