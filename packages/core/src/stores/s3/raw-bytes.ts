/**
 * Has an object's bytes sent as they are stored. Google decompresses what was stored with content-encoding gzip for
 * whoever does not accept gzip, and then tells no size; proxies compress for whoever does. Nothing here decodes, so what
 * arrives is what is stored. The header is added after signing: Google changes it before it checks the signature.
 */
import type { S3Client } from '@aws-sdk/client-s3'
import type { BucketPlace } from '../bucket-uri.ts'

const reading = new Set(['GetObjectCommand', 'HeadObjectCommand'])

export function readRawBytes(client: S3Client, { kind }: BucketPlace): void {
  const accepted = kind === 'gs' ? 'gzip' : 'identity'
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      args => {
        if (reading.has(commandName) && hasHeaders(args.request)) args.request.headers['accept-encoding'] = accepted
        return next(args)
      },
    { step: 'deserialize', name: 'rawBytes' }
  )
}

export function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request && typeof request.headers === 'object'
}
