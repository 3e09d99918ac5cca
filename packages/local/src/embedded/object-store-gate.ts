/**
 * What stands before the embedded object store: s3rver serves anonymous requests and believes headers that nobody
 * signed, so that only requests whose every part that matters is signed with our key get as far as its check of
 * the signature.
 */
import type { IncomingMessage } from 'node:http'

/** Why a request is not let through; undefined: it may pass. */
export function objectionTo(request: IncomingMessage, accessKeyId: string): string | undefined {
  const { method = '', url = '', headers } = request
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')) return 'the host is not this machine'
  // Anything but a plain path and query is read differently by different parsers.
  if (!/^\/[!-"$->@-~]*(\?[!-"$-~]*)?$/.test(url)) return 'the address is malformed'
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  if (!isPlainPath(path)) return 'the path is malformed'
  // A browser asks before it sends; the answer depends on no object.
  if (method === 'OPTIONS') return undefined
  if (!['GET', 'HEAD', 'PUT', 'DELETE'].includes(method)) return 'the method is not served'

  const parameters = new URLSearchParams(query)
  const names = [...parameters.keys()].map(name => name.toLowerCase())
  if (new Set(names).size !== names.length) return 'a parameter is given twice'
  if (names.includes('website')) return 'websites are not served'
  const signature =
    headers.authorization === undefined ? signatureInQuery(parameters) : signatureInHeader(headers.authorization)
  if (signature === undefined) return 'it is not signed'
  if (headers.authorization !== undefined && names.includes('x-amz-signature')) return 'it is signed twice'
  if (!signature.credential.startsWith(`${accessKeyId}/`)) return 'its access key is not known'
  if (!signature.signedHeaders.includes('host')) return 'its host is not signed'

  // s3rver would act on them: one could make a copy of somebody's object with a URL that is good for a PUT.
  const amz = Object.keys(headers).filter(name => name.startsWith('x-amz-'))
  if (amz.some(name => !signature.signedHeaders.includes(name))) return 'it has x-amz headers that are not signed'
  const source = headers['x-amz-copy-source']
  if (source !== undefined && !isPlainPath(`/${String(source).replace(/^\//, '')}`))
    return 'the copy source is malformed'
  return undefined
}

interface Signature {
  credential: string
  signedHeaders: string[]
}

function signatureInQuery(parameters: URLSearchParams): Signature | undefined {
  if (parameters.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || !parameters.has('X-Amz-Signature')) return undefined
  // Without them s3rver's check of the date comes to nothing.
  if (!/^\d{8}T\d{6}Z$/.test(parameters.get('X-Amz-Date') ?? '')) return undefined
  if (!/^\d{1,6}$/.test(parameters.get('X-Amz-Expires') ?? '')) return undefined
  return {
    credential: parameters.get('X-Amz-Credential') ?? '',
    signedHeaders: (parameters.get('X-Amz-SignedHeaders') ?? '').split(';')
  }
}

function signatureInHeader(authorization: string): Signature | undefined {
  const [, credential, signedHeaders] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=[0-9a-f]{64}$/.exec(authorization) ??
    []
  return credential === undefined || signedHeaders === undefined
    ? undefined
    : { credential, signedHeaders: signedHeaders.split(';') }
}

/** Keys become paths of files: no part of one may lead elsewhere, or to another key's file. */
function isPlainPath(path: string): boolean {
  let parts: string[]
  try {
    parts = path.slice(1).split('/').map(decodeURIComponent)
  } catch {
    return false
  }
  // The path of a bucket may end in a slash, and that of the service is one.
  if (parts.at(-1) === '' && parts.length <= 2) parts.pop()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a file's name
  return parts.every(part => !/^\.{0,2}$|[/\\\x00-\x1f\x7f]|\._S3rver_/.test(part))
}

/** s3rver reads `bytes=-5` as the first bytes and gets lost in lists: only these two forms reach it. */
export function rangeFor(range: string, size: number | undefined): string | undefined {
  if (/^bytes=\d{1,15}-\d{0,15}$/.test(range)) return range
  const [, last] = /^bytes=-(\d{1,15})$/.exec(range) ?? []
  if (last === undefined || size === undefined || Number(last) === 0) return undefined
  return `bytes=${Math.max(0, size - Number(last))}-`
}
