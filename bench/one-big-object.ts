/**
 * An S3 server with one object of any size, which takes no room: it sends the same block again and again. It tells no
 * SHA-1, so that a verification has to read everything.
 */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface BigObjectServer {
  /** Hex SHA-1 of the object. */
  sha1: string
  endpoint: string
  close(): void
}

const block = randomBytes(65_536)

/** Hex, of an object of so many bytes. */
export function sha1OfBig(size: number): string {
  const hash = createHash('sha1')
  for (const part of parts(size)) hash.update(part)
  return hash.digest('hex')
}

/** `size`: bytes. It answers HEAD as if nothing but uploads were there, and takes copies and removals without a word. */
export async function serveBigObject(size: number): Promise<BigObjectServer> {
  const server = createServer((request, response) => void answer(request, response, size))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address.')
  return {
    sha1: sha1OfBig(size),
    endpoint: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, size: number): Promise<void> {
  response.on('error', () => {})
  switch (request.method) {
    case 'PUT':
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.end('<CopyObjectResult><ETag>&quot;e&quot;</ETag></CopyObjectResult>')
      break
    case 'GET':
      response.writeHead(200, { 'content-length': size, etag: '"e"' })
      for (const part of parts(size)) if (!response.write(part)) await once(response, 'drain')
      response.end()
      break
    case 'DELETE':
      response.writeHead(204).end()
      break
    default:
      response.writeHead(404).end()
  }
}

/** The bytes of an object of so many. */
export function* parts(size: number): Generator<Uint8Array> {
  for (let left = size; left > 0; left -= block.length) yield left < block.length ? block.subarray(0, left) : block
}
