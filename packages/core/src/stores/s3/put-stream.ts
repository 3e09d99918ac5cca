/** An object from a stream, in one request: its length is known, so nothing is left where the stream breaks off. */
import { Readable } from 'node:stream'
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3'

/** One attempt; throws the SDK's errors, and the stream's. */
export async function putStream(
  client: S3Client,
  input: PutObjectCommandInput & { ContentLength: number },
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal
): Promise<{ etag: string }> {
  const Body = Readable.from(chunks)
  const brokenOff = new AbortController()
  const abortSignal = AbortSignal.any([signal, brokenOff.signal])
  // The SDK would wait for the rest of a body that broke off.
  const broken = new Promise<never>((_, reject) => Body.once('error', reject))
  const sent = client.send(new PutObjectCommand({ ...input, Body }), { abortSignal })
  sent.catch(() => {})
  const { ETag: etag } = await Promise.race([sent, broken]).finally(() => brokenOff.abort())
  if (etag === undefined) throw new Error('the answer has no etag')
  return { etag }
}
