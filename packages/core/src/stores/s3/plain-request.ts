/**
 * A request as anybody makes it, with a URL and no SDK: by the connections of the bucket's client, which may lead to
 * public addresses alone. Follows no redirect, reads no body.
 */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { OpenClient } from './client.ts'

export interface PlainAnswer {
  status: number
  headers: IncomingHttpHeaders
}

export interface PlainRequest {
  method: string
  headers: Record<string, string>
  body?: string
}

export async function plainRequest(
  url: string,
  { method, headers, body }: PlainRequest,
  agents: OpenClient['agents'],
  signal: AbortSignal
): Promise<PlainAnswer> {
  const isHttps = url.startsWith('https:')
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const request = (isHttps ? httpsRequest : httpRequest)(url, {
    method,
    headers: { ...headers, ...length },
    agent: isHttps ? agents.httpsAgent : agents.httpAgent,
    signal
  })
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', answer => {
      // What breaks off later is nobody's error any more.
      answer.on('error', () => {})
      answer.resume()
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers })
    })
    request.end(body)
  })
}
