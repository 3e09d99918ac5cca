/**
 * AWS Signature Version 4, as every S3 server and DynamoDB check it, by node:crypto alone: what a function signs before
 * its first answer must load in no time (decision 0085).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

export interface SigningCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

export interface SigningScope {
  service: string
  region: string
  credentials: SigningCredentials
  /** ms since the epoch */
  now: number
}

export interface Signable {
  method: string
  /** With the port where it isn't the protocol's own. */
  host: string
  /** As it is sent, encoded. */
  path: string
  query?: Record<string, string>
  /** All are signed; names in lower case. */
  headers?: Record<string, string>
}

const algorithm = 'AWS4-HMAC-SHA256'
export const unsignedPayload = 'UNSIGNED-PAYLOAD'

export const sha256Hex = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The headers to send, Host and Authorization included. `payload`: hex SHA-256 of the body, or `unsignedPayload`. */
export function signedHeaders(request: Signable, payload: string, scope: SigningScope): Record<string, string> {
  const { service, credentials } = scope
  const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': timeOf(scope) }
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken
  if (service === 's3') headers['x-amz-content-sha256'] = payload
  const signed = signatureOf({ ...request, headers }, payload, scope)
  const credential = `${credentials.accessKeyId}/${scopeOf(scope)}`
  headers.authorization = `${algorithm} Credential=${credential}, SignedHeaders=${namesOf(headers)}, Signature=${signed}`
  return headers
}

/** The query of a URL that anybody may use for `seconds`; they must send the headers that are signed. */
export function presignedQuery(request: Signable, seconds: number, scope: SigningScope): string {
  const { credentials } = scope
  const headers = { ...request.headers, host: request.host }
  const query: Record<string, string> = {
    ...request.query,
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Content-Sha256': unsignedPayload,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scopeOf(scope)}`,
    'X-Amz-Date': timeOf(scope),
    'X-Amz-Expires': String(seconds),
    'X-Amz-SignedHeaders': namesOf(headers)
  }
  if (credentials.sessionToken !== undefined) query['X-Amz-Security-Token'] = credentials.sessionToken
  const signed = signatureOf({ ...request, headers, query }, unsignedPayload, scope)
  return queryText({ ...query, 'X-Amz-Signature': signed })
}

/** RFC 3986: everything but unreserved characters. Throws URIError where the text has no UTF-8. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

export const encodedPath = (path: string): string => path.split('/').map(encoded).join('/')

/** In the order in which it is signed. */
export const queryText = (query: Record<string, string> = {}): string =>
  Object.entries(query)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(pair => pair.join('='))
    .join('&')

function signatureOf({ method, path, query, headers = {} }: Signable, payload: string, scope: SigningScope): string {
  const { service } = scope
  const time = timeOf(scope)
  const canonical = [
    method,
    // Every service but S3 signs the encoded path encoded once more.
    service === 's3' ? path : encodedPath(path),
    queryText(query),
    ...sortedNames(headers).map(name => `${name}:${headers[name]?.trim().replace(/\s+/g, ' ')}`),
    '',
    namesOf(headers),
    payload
  ].join('\n')
  const toSign = [algorithm, time, scopeOf(scope), sha256Hex(canonical)].join('\n')
  return hmac(signingKey(scope), toSign).toString('hex')
}

/** The last one of each credentials: it changes once a day, and takes four times as long to make as a signature. */
const signingKeys = new WeakMap<SigningCredentials, { scope: string; key: KeyObject }>()

function signingKey(scope: SigningScope): KeyObject {
  const { credentials } = scope
  const known = signingKeys.get(credentials)
  if (known?.scope === scopeOf(scope)) return known.key
  let bytes = Buffer.from(`AWS4${credentials.secretAccessKey}`)
  for (const part of scopeOf(scope).split('/')) bytes = hmac(bytes, part)
  const key = createSecretKey(bytes)
  signingKeys.set(credentials, { scope: scopeOf(scope), key })
  return key
}

const hmac = (key: Buffer | KeyObject, text: string): Buffer<ArrayBuffer> =>
  createHmac('sha256', key).update(text).digest()
/** `20260101T120000Z` */
const timeOf = ({ now }: SigningScope): string => `${new Date(now).toISOString().slice(0, 19).replace(/[:-]/g, '')}Z`
const scopeOf = (scope: SigningScope): string =>
  `${timeOf(scope).slice(0, 8)}/${scope.region}/${scope.service}/aws4_request`
const sortedNames = (headers: Record<string, string>): string[] => Object.keys(headers).sort()
const namesOf = (headers: Record<string, string>): string => sortedNames(headers).join(';')
