/** What an API Gateway event (HTTP API, payload format 2.0) says, read with suspicion. */

import { errors } from '@kachery-gateway/core/errors.ts'
import type { RequestFacts } from '@kachery-gateway/core/record/log-item.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** Largest request body that is read, bytes. The largest honest one has about 2 kB. */
export const maxBodyBytes = 64 * 1024

/** The body as text. Throws `request.empty`, `request.too_large` or `request.not_utf8`. */
export function bodyText(event: APIGatewayProxyEventV2, limit = maxBodyBytes): string {
  const { body } = event
  // Some sources of events say null.
  if (!body) throw errors.bodyMissing()
  // Base64 and UTF-16 are both never shorter than two thirds of the bytes: refuse before copying.
  if (body.length > limit * 2) throw errors.bodyTooLarge(limit)
  if (event.isBase64Encoded !== true) {
    if (Buffer.byteLength(body) > limit) throw errors.bodyTooLarge(limit)
    return body
  }
  const bytes = Buffer.from(body, 'base64')
  if (bytes.length > limit) throw errors.bodyTooLarge(limit)
  try {
    return utf8.decode(bytes)
  } catch {
    throw errors.notUtf8()
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The body as it was sent; none where there is none. Throws `request.too_large`. */
export function bodyBytes({ body, isBase64Encoded }: APIGatewayProxyEventV2, limit: number): Uint8Array {
  const text = body ?? ''
  if (text.length > limit * 2) throw errors.bodyTooLarge(limit)
  const bytes = Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8')
  if (bytes.length > limit) throw errors.bodyTooLarge(limit)
  return bytes
}

/** Header by lower-case name. API Gateway sends lower-case names; others may not. */
export function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  const headers = event.headers ?? {}
  if (headers[name] !== undefined) return headers[name]
  // Most headers that are looked for are not there, at every request: their lengths tell it cheapest.
  for (const key in headers) if (key.length === name.length && key.toLowerCase() === name) return headers[key]
  return undefined
}

/** The headers that activity keeps: where a call came from. Not cookies, not authorization. */
export function recordedHeaders(event: APIGatewayProxyEventV2): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of ['user-agent', 'referer', 'origin']) {
    const value = header(event, name)
    if (value !== undefined) kept[name] = withoutQuery(value).slice(0, 500)
  }
  const address = event.requestContext?.http?.sourceIp
  // '' where nobody whom we believe told it.
  if (address) kept['x-real-ip'] = address
  return kept
}

/** A referer may carry tokens behind its question mark. */
function withoutQuery(value: string): string {
  const at = value.search(/[?#]/)
  return at < 0 ? value : value.slice(0, at)
}

export function requestFacts(event: APIGatewayProxyEventV2, now: number): RequestFacts {
  return { requestTimestamp: now, requestHeaders: recordedHeaders(event) }
}
