/** HTTP for contract tests, without what fetch adds and undoes: a type of its own, and the decoding of what was encoded. */
import { type IncomingHttpHeaders, request } from 'node:http'

interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** What the Python client sends: host, content-length and nothing else, but what the test sends along. */
export const rawPut = (url: string, body: Buffer, headers: Record<string, string> = {}) =>
  raw(url, 'PUT', { ...headers, 'content-length': String(body.length) }, body)

/** A PUT whose line breaks after its first half. */
export const rawCutPut = (url: string, body: Buffer): Promise<void> =>
  new Promise(resolve => {
    const sent = request(url, { method: 'PUT', headers: { 'content-length': String(body.length) } })
    sent.on('error', () => {}).on('close', resolve)
    sent.write(body.subarray(0, body.length / 2), () => setTimeout(() => sent.destroy(), 50))
  })

/** The bytes as they come. */
export const rawGet = (url: string, headers: Record<string, string> = {}) => raw(url, 'GET', headers)

function raw(url: string, method: string, headers: Record<string, string>, body?: Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, answer => {
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
