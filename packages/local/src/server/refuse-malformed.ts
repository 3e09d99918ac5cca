/** What is answered to bytes that are no HTTP request, or that come too slowly to become one. */
import type { Duplex } from 'node:stream'
import { systemCode } from '../start-error.ts'

const answers = {
  400: ['Bad Request', 'request.malformed', 'The request is no valid HTTP.'],
  408: ['Request Timeout', 'request.too_slow', 'The request did not arrive within 20 s.'],
  431: ['Request Header Fields Too Large', 'request.headers_too_large', 'The request’s headers are larger than 16 kB.']
} as const

/** `busy`: an answer to an earlier request is under way on the connection, into which nothing may be written. */
export function refuseMalformed(error: Error, socket: Duplex, busy: boolean): void {
  if (busy || !socket.writable || systemCode(error) === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status = statusOf(systemCode(error))
  const [name, code, sentence] = answers[status]
  const head = [
    `HTTP/1.1 ${status} ${name}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(sentence)}`,
    `x-error-code: ${code}`,
    'connection: close'
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${sentence}`, () => socket.destroy())
}

function statusOf(code: string | undefined): keyof typeof answers {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
}
