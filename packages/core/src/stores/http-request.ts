/**
 * One HTTP request to a store, by connections that are kept for the next one. No redirect is followed, nothing is decoded
 * and nothing is tried again: all of that is for those who know what they asked.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { HttpConnections } from './http-connections.ts'
import { nodeHttp, nodeHttps } from './node-http.ts'

export interface HttpRequest {
  method: string
  /** `https://host:port`; what else it has doesn't count. */
  address: URL
  /** With the query, encoded; sent as it is. */
  path: string
  headers: Record<string, string>
  body?: Uint8Array | string | Readable
}

export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** Whoever asks reads it or lets it flow off; else its connection is never free again. */
  body: IncomingMessage
}

export interface RequestLimits {
  /** ms until a connection stands */
  connect: number
  signal: AbortSignal
}

/** Resolves once the answer's headers are there. Throws the system's errors; a body that breaks off breaks off the request. */
export function httpRequest(
  { method, address, path, headers, body }: HttpRequest,
  connections: HttpConnections,
  { connect, signal }: RequestLimits
): Promise<HttpAnswer> {
  const isHttps = address.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (isHttps ? nodeHttps() : nodeHttp()).request({
      method,
      hostname: address.hostname.replace(/^\[|\]$/g, ''),
      port: address.port,
      path,
      headers,
      agent: connections.agentFor(isHttps ? 'https' : 'http'),
      signal
    })
    request.on('error', reject)
    request.on('socket', socket => {
      if (!socket.connecting) return
      const timer = setTimeout(() => request.destroy(new ConnectTimeout(connect)), connect)
      for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer))
    })
    request.on('response', answer => {
      // What breaks off after its reader has left is nobody's error any more.
      answer.on('error', () => {})
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer })
    })
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
      request.end(body)
      return
    }
    body.on('error', error => request.destroy(error))
    request.on('close', () => body.destroy())
    body.pipe(request)
  })
}

class ConnectTimeout extends Error {
  constructor(ms: number) {
    super(`no connection within ${ms} ms`)
    this.name = 'TimeoutError'
  }
}

/** The whole of an answer's body as text. Throws an Error that says nothing of it where it has more than `maxBytes`. */
export async function bodyText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString()
}

/** One header's value; undefined: there is none. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
