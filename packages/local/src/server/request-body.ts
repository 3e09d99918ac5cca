/** Reading a request's body, no further than to a limit. */
import type { IncomingMessage } from 'node:http'

/**
 * At most `limit` bytes; undefined: there are more, of which the rest is neither read nor kept. Throws where the
 * connection breaks off.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (announced(request) > limit) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) return chunks.push(chunk)
      request.pause()
      request.removeAllListeners('data')
      return resolve(undefined)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('close', () => reject(new Error('the connection was closed')))
  })
}

/** bytes; 0 where the request does not say. */
export function announced(request: IncomingMessage): number {
  const length = Number(request.headers['content-length'] ?? 0)
  return Number.isFinite(length) ? length : Number.POSITIVE_INFINITY
}

/** Reads what still comes and drops it, until it ends or for `ms`: a client reads an answer only once it has sent all. */
export function discardRest(request: IncomingMessage, ms: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, ms)
    for (const event of ['end', 'error', 'close']) request.on(event, done)
    request.resume()
    if (request.readableEnded || request.destroyed) done()

    function done() {
      clearTimeout(timer)
      resolve()
    }
  })
}
