/**
 * Listings of a bucket. Whoever owns the bucket has made the answer, or its server, and the SDK parses it in one step: it
 * is asked for in pieces whose parsing holds nobody up.
 */

import { ListObjectsCommand, type S3Client } from '@aws-sdk/client-s3'
import { defined } from '../../defined.ts'
import type { ListedObject } from '../object-store.ts'
import type { Page } from '../registry.ts'
import { AnswerTooLong } from '../sdk-settings.ts'

const maxLimit = 1000
/** Objects or uploads a call; of the longest names (1 kB, written out at six times that) the fewer. */
export const usual = 250
const ofLongNames = 20

/** May give fewer than the limit, and where to go on. One attempt; throws the SDK's errors. */
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
  const { Contents = [], IsTruncated } = await inPieces(page.limit, async most => {
    // The first version of the call: its place is a key that outlives the listing, and every store serves it.
    const command = new ListObjectsCommand({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: most,
      ...defined({ Marker: page.after })
    })
    const listing = await client.send(command, { abortSignal })
    // A page of a proxy is no empty bucket.
    if (listing.Name === undefined && listing.MaxKeys === undefined) throw new Error('the answer is no listing')
    return listing
  })
  const items = Contents.map(({ Key: key, Size: size, LastModified }) => {
    if (key === undefined || size === undefined || LastModified === undefined) throw new Error('a listing has gaps')
    return { key, size, modified: LastModified.getTime() }
  })
  const last = items.at(-1)
  return IsTruncated === true && last !== undefined ? { items, next: last.key } : { items }
}

export async function inPieces<T>(limit: number, ask: (most: number) => Promise<T>): Promise<T> {
  try {
    return await ask(Math.min(limit, usual))
  } catch (error) {
    if (!(error instanceof AnswerTooLong) || limit <= ofLongNames) throw error
    return ask(ofLongNames)
  }
}
