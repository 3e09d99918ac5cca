/** Listings of a bucket: its objects, and uploads in parts that were never completed. */

import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  type S3Client
} from '@aws-sdk/client-s3'
import { defined } from '../../defined.ts'
import type { ListedObject, UnfinishedUpload } from '../object-store.ts'
import type { Page } from '../registry.ts'

const maxLimit = 1000

/** One attempt; throws the SDK's errors. */
export async function listPage(
  client: S3Client,
  bucket: string,
  prefix: string,
  page: { limit: number; after?: string },
  abortSignal: AbortSignal
): Promise<Page<ListedObject>> {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > maxLimit) {
    throw new TypeError(`limit is a whole number from 1 to ${maxLimit}`)
  }
  // The first version of the call: its place is a key that outlives the listing, and every store serves it.
  const command = new ListObjectsCommand({
    Bucket: bucket,
    Prefix: prefix,
    MaxKeys: page.limit,
    ...defined({ Marker: page.after })
  })
  const { Contents = [], IsTruncated } = await client.send(command, { abortSignal })
  const items = Contents.map(({ Key: key, Size: size, LastModified }) => {
    if (key === undefined || size === undefined || LastModified === undefined) throw new Error('a listing has gaps')
    return { key, size, modified: LastModified.getTime() }
  })
  const last = items.at(-1)
  return IsTruncated === true && last !== undefined ? { items, next: last.key } : { items }
}

/** One attempt; throws the SDK's errors. */
export async function unfinishedUploadsOf(
  client: S3Client,
  bucket: string,
  prefix: string,
  abortSignal: AbortSignal
): Promise<UnfinishedUpload[]> {
  const command = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, MaxUploads: maxLimit })
  const { Uploads = [] } = await client.send(command, { abortSignal })
  return Uploads.flatMap(({ Key: key, UploadId: uploadId, Initiated }) =>
    // Not every server heeds the prefix.
    key === undefined || uploadId === undefined || Initiated === undefined || !key.startsWith(prefix)
      ? []
      : [{ key, uploadId, began: Initiated.getTime() }]
  )
}

export const abortCommand = (bucket: string, key: string, uploadId: string) =>
  new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId })
