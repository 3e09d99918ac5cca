/** Uploads in parts, by the SDK: one attempt each; they throw its errors. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCopyCommand
} from '@aws-sdk/client-s3'
import { defined } from '../../defined.ts'
import type { BucketPlace } from '../bucket-uri.ts'
import type { PartCopy, StoredPart, UnfinishedUpload } from '../parted-uploads.ts'
import type { Page } from '../registry.ts'
import { encodedPath } from '../signature-v4.ts'
import { inPieces, usual } from './list.ts'
import { ownContentType } from './own-headers.ts'

/** Parts a call: what a store says of one is a few hundred bytes. */
const partsOfPage = 500

export interface PartsCalls {
  beginParts(key: string, signal: AbortSignal): Promise<{ uploadId: string }>
  listParts(
    key: string,
    uploadId: string,
    after: number,
    signal: AbortSignal
  ): Promise<{ items: StoredPart[]; more: boolean }>
  completeParts(
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
    ifAbsent: boolean,
    signal: AbortSignal
  ): Promise<object>
  copyPart(from: string, to: string, uploadId: string, part: PartCopy, signal: AbortSignal): Promise<object>
  unfinishedUploads(prefix: string, after: string | undefined, signal: AbortSignal): Promise<Page<UnfinishedUpload>>
  abortUpload(key: string, uploadId: string, signal: AbortSignal): Promise<object>
}

export const partsCalls = (client: S3Client, { kind, bucket }: BucketPlace): PartsCalls => ({
  async beginParts(key, abortSignal) {
    const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: ownContentType })
    const { UploadId: uploadId } = await client.send(command, { abortSignal })
    if (uploadId === undefined) throw new Error('the store did not name the upload')
    return { uploadId }
  },

  async listParts(key, uploadId, after, abortSignal) {
    const command = new ListPartsCommand({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      MaxParts: partsOfPage,
      ...(after > 0 ? { PartNumberMarker: String(after) } : {})
    })
    const { Parts = [], IsTruncated, UploadId } = await client.send(command, { abortSignal })
    if (UploadId === undefined) throw new Error('the answer is no list of parts')
    const items = Parts.map(({ PartNumber: number, Size: size, ETag: etag }) => {
      if (number === undefined || size === undefined || etag === undefined) throw new Error('a list of parts has gaps')
      return { number, size, etag }
    })
    return { items, more: IsTruncated === true }
  },

  /** It may be answered 200 before it is done, with an error in the body: the SDK sees to that. */
  async completeParts(key, uploadId, parts, ifAbsent, abortSignal) {
    const command = new CompleteMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
      ...(ifAbsent && kind !== 'gs' ? { IfNoneMatch: '*' } : {})
    })
    const completed = await client.send(command, { abortSignal })
    if (completed.ETag === undefined) throw new Error('the store did not confirm the object')
    return completed
  },

  async copyPart(from, to, uploadId, part, abortSignal) {
    const command = new UploadPartCopyCommand({
      Bucket: bucket,
      Key: to,
      UploadId: uploadId,
      PartNumber: part.number,
      CopySource: encodedPath(`${bucket}/${from}`),
      CopySourceRange: `bytes=${part.from}-${part.to - 1}`,
      ...defined({ CopySourceIfMatch: part.ifMatch })
    })
    const { CopyPartResult: copied } = await client.send(command, { abortSignal })
    if (copied?.ETag === undefined) throw new Error('the store did not confirm the copy')
    return copied
  },

  async unfinishedUploads(prefix, after, abortSignal) {
    const { Uploads = [], IsTruncated } = await inPieces(usual, most => {
      const command = new ListMultipartUploadsCommand({
        Bucket: bucket,
        Prefix: prefix,
        MaxUploads: most,
        // Not the upload's id beside it: versitygw refuses one that is gone meanwhile.
        ...defined({ KeyMarker: after })
      })
      return client.send(command, { abortSignal })
    })
    const items = Uploads.flatMap(({ Key: key, UploadId: uploadId, Initiated }) =>
      // Not every server heeds the prefix.
      key === undefined || uploadId === undefined || Initiated === undefined || !key.startsWith(prefix)
        ? []
        : [{ key, uploadId, began: Initiated.getTime() }]
    )
    const next = Uploads.at(-1)?.Key
    // A server that heeds no marker would say the same again without end.
    return { items, ...(IsTruncated === true && next !== after && defined({ next })) }
  },

  abortUpload: (key, uploadId, abortSignal) =>
    client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }), { abortSignal })
})
