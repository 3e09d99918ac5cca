/** One attempt at each call for an object that is one request. They throw S3Refusal, or the system's errors. */

import { Readable } from 'node:stream'
import { defined } from '../../defined.ts'
import { errors } from '../../errors.ts'
import type { BucketPlace } from '../bucket-uri.ts'
import { headerOf } from '../http-request.ts'
import type { ObjectContent, ObjectHead, PutOptions } from '../object-store.ts'
import { mayTellSha1 } from './copy.ts'
import { ownContentType, showsEncoding } from './own-headers.ts'
import { readWhole, TooLarge } from './read-body.ts'
import type { S3Requests } from './requests.ts'
import { wholeObjectSha1 } from './sha1-checksum.ts'

export async function headOf(
  requests: S3Requests,
  place: BucketPlace,
  key: string,
  signal: AbortSignal
): Promise<ObjectHead> {
  const headers: Record<string, string> = mayTellSha1(place) ? { 'x-amz-checksum-mode': 'ENABLED' } : {}
  const answer = await requests.sendForHeaders({ method: 'HEAD', key, headers }, signal)
  const header = (name: string) => headerOf(answer, name)
  const [size, etag] = [lengthOf(header('content-length')), header('etag')]
  if (size === undefined || etag === undefined) throw new Error('the answer has no size or no etag')
  const sha1 = wholeObjectSha1(header('x-amz-checksum-sha1'), header('x-amz-checksum-type'))
  const encoded = showsEncoding(place, header('content-encoding'))
  return { size, etag, ...defined({ sha1 }), ...(encoded ? { encoded } : {}) }
}

/** `what`: the object, for the error `object.too_large`. */
export async function contentOf(
  requests: S3Requests,
  key: string,
  maxBytes: number,
  what: string,
  signal: AbortSignal
): Promise<ObjectContent> {
  const { headers, body } = await requests.send({ method: 'GET', key }, signal)
  try {
    const bytes = await readWhole(body, lengthOf(headerOf(headers, 'content-length')), maxBytes, signal)
    return { bytes, etag: headerOf(headers, 'etag') ?? '' }
  } catch (error) {
    throw error instanceof TooLarge ? errors.objectTooLarge(what, maxBytes) : error
  }
}

export async function streamOf(
  requests: S3Requests,
  key: string,
  from: number,
  signal: AbortSignal
): Promise<{ body: Readable; length: number | undefined }> {
  const range: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {}
  const { status, headers, body } = await requests.send({ method: 'GET', key, headers: range }, signal)
  if (from > 0 && status !== 206) {
    body.destroy()
    throw new Error('the store gave the whole object where a range was wanted')
  }
  return { body, length: lengthOf(headerOf(headers, 'content-length')) }
}

export async function putBytes(
  requests: S3Requests,
  key: string,
  bytes: Uint8Array,
  { ifAbsent = false, ifMatch, contentType = ownContentType }: PutOptions,
  signal: AbortSignal
): Promise<object> {
  const headers = {
    'content-length': String(bytes.length),
    'content-type': contentType,
    ...(ifAbsent ? { 'if-none-match': '*' } : {}),
    ...defined({ 'if-match': ifMatch })
  }
  return requests.sendForHeaders({ method: 'PUT', key, headers, body: bytes }, signal)
}

/** In one request: its length is known, so nothing is left where the stream breaks off. Throws the stream's errors, too. */
export async function putStream(
  requests: S3Requests,
  key: string,
  { size, chunks, contentType }: { size: number; chunks: AsyncIterable<Uint8Array>; contentType: string },
  signal: AbortSignal
): Promise<{ etag: string }> {
  const headers = { 'content-length': String(size), 'content-type': contentType }
  const answer = await requests.sendForHeaders({ method: 'PUT', key, headers, body: Readable.from(chunks) }, signal)
  const etag = headerOf(answer, 'etag')
  if (etag === undefined) throw new Error('the answer has no etag')
  return { etag }
}

const lengthOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined
