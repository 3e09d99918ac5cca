/** HTTP without what fetch adds and undoes: a content type of its own, and the decoding of what was encoded. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** As it came. */
  body: Buffer
}

/** host, the headers that are given, and for a body its length. */
export function rawHttp(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {}
): Promise<RawAnswer> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest
  const length = body === undefined ? {} : { 'content-length': String(body.length) }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers, ...length } }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', chunk => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) })
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What the Python client sends: host, content-length and nothing else, but what the test sends along. */
export const rawPut = (url: string, body: Uint8Array, headers: Record<string, string> = {}) =>
  rawHttp(url, { method: 'PUT', headers, body })

/** A PUT whose line breaks after its first half. */
export const rawCutPut = (url: string, body: Uint8Array): Promise<void> =>
  new Promise(resolve => {
    const sent = httpRequest(url, { method: 'PUT', headers: { 'content-length': String(body.length) } })
    sent.on('error', () => {}).on('close', resolve)
    sent.write(body.subarray(0, body.length / 2), () => setTimeout(() => sent.destroy(), 50))
  })

/**
 * What an uploader may send along to harm whoever loads the file: HTTP clients act on some, stores on others. `evil` and
 * 66666 are looked for afterwards.
 */
export const hostileHeaders: [name: string, value: string][] = [
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br'],
  ['content-encoding', 'aws-chunked,gzip'],
  ['content-encoding', 'deflate, gzip'],
  ['content-type', 'text/html; charset=evil'],
  ['content-disposition', 'inline; filename="evil.html"'],
  ['content-language', 'evil'],
  ['cache-control', 'public, max-age=66666'],
  ['expires', 'Wed, 21 Oct 2037 07:28:00 GMT'],
  ['x-amz-meta-evil', 'evil'],
  ['x-amz-tagging', 'evil=evil'],
  ['x-amz-acl', 'public-read'],
  ['x-amz-grant-read', 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'],
  ['x-amz-storage-class', 'GLACIER'],
  ['x-amz-website-redirect-location', 'https://evil.example/'],
  ['x-amz-object-lock-legal-hold', 'ON']
]
