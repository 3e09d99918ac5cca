/**
 * Listings of a bucket: its objects, and uploads in parts that were never completed. Whoever owns the bucket, or its
 * server, has made the answer; it is read in slices, and no further than was asked.
 */

import { defined } from '../../defined.ts'
import type { Steps } from '../../steps.ts'
import { inSlices } from '../../time-slice.ts'
import { headerOf } from '../http-request.ts'
import type { ListedObject, UnfinishedUpload } from '../object-store.ts'
import type { Page } from '../registry.ts'
import { lengthOf } from './object-calls.ts'
import { readWhole } from './read-body.ts'
import type { S3Requests } from './requests.ts'
import { xmlElements, xmlField } from './xml.ts'

const maxLimit = 1000
/** Bytes: a listing has 1000 objects, their keys 1 kB each, written out at six times that at most. */
const longestListing = 8_000_000

/** One attempt; throws S3Refusal, or the system's errors. */
export async function listPage(
  requests: S3Requests,
  prefix: string,
  { limit, after }: { limit: number; after?: string },
  signal: AbortSignal
): Promise<Page<ListedObject>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new TypeError(`limit is a whole number from 1 to ${maxLimit}`)
  }
  // The first version of the call: its place is a key that outlives the listing, and every store serves it.
  const query = { prefix, 'max-keys': String(limit), ...defined({ marker: after }) }
  const xml = await answerOf(requests, query, signal)
  // A page of a proxy is no empty bucket.
  if (!/<ListBucketResult[\s/>]/.test(xml.slice(0, 1000))) throw new Error('the answer is no listing')
  return inSlices(readingPage(xml, limit))
}

function* readingPage(xml: string, limit: number): Steps<Page<ListedObject>> {
  const items: ListedObject[] = []
  let isTruncated = xmlField(xml.slice(xml.lastIndexOf('<IsTruncated>')).slice(0, 100), 'IsTruncated') === 'true'
  yield false
  for (const element of xmlElements(xml, 'Contents')) {
    if (items.length === limit) {
      isTruncated = true
      break
    }
    const [key, size, modified] = ['Key', 'Size', 'LastModified'].map(name => xmlField(element, name) ?? '')
    const object = { key: key ?? '', size: Number(size || Number.NaN), modified: Date.parse(modified ?? '') }
    if (object.key === '' || !Number.isSafeInteger(object.size) || Number.isNaN(object.modified))
      throw new Error('a listing has gaps')
    items.push(object)
    yield false
  }
  const last = items.at(-1)
  return isTruncated && last !== undefined ? { items, next: last.key } : { items }
}

/** One attempt; throws as above. */
export async function unfinishedUploadsOf(
  requests: S3Requests,
  prefix: string,
  signal: AbortSignal
): Promise<UnfinishedUpload[]> {
  const query = { uploads: '', prefix, 'max-uploads': String(maxLimit) }
  return inSlices(readingUploads(await answerOf(requests, query, signal), prefix))
}

function* readingUploads(xml: string, prefix: string): Steps<UnfinishedUpload[]> {
  const uploads: UnfinishedUpload[] = []
  let seen = 0
  for (const element of xmlElements(xml, 'Upload')) {
    if (seen++ === maxLimit) break
    const [key, uploadId] = [xmlField(element, 'Key'), xmlField(element, 'UploadId')]
    const began = Date.parse(xmlField(element, 'Initiated') ?? '')
    yield false
    // Not every server heeds the prefix.
    if (key === undefined || uploadId === undefined || Number.isNaN(began) || !key.startsWith(prefix)) continue
    uploads.push({ key, uploadId, began })
  }
  return uploads
}

async function answerOf(requests: S3Requests, query: Record<string, string>, signal: AbortSignal): Promise<string> {
  const { headers, body } = await requests.send({ method: 'GET', key: '', query }, signal)
  const announced = lengthOf(headerOf(headers, 'content-length'))
  return new TextDecoder().decode(await readWhole(body, announced, longestListing, signal))
}
