/**
 * The site behind one origin as CloudFront serves it: pages by the table and the edge function, assets, and for
 * anything else an API, which here answers what a test wants. With the content security policy of the AWS stack.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { siteAssets, sitePages } from '../../packages/web/src/pages.ts'
import { rewriteToIndex } from './edge-function.ts'

/** Answers one request of the API; may take its time, or never come to an end. */
export type Answering = (response: ServerResponse) => void

export interface Answers {
  health: Answering
  gateway: Answering
}

export interface SiteServer {
  url: string
  /** From now on. */
  answer(answers: Answers): void
  close(): Promise<void>
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'"
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml'
}

export async function serveSite(folder: string, first: Answers): Promise<SiteServer> {
  let answers = first
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*/, '')
    if (request.method === 'GET' && path === '/api/health') return answers.health(response)
    if (request.method === 'POST' && path === '/api/gateway') return answers.gateway(response)
    if (sitePages.some(page => fits(page.cloudFront, path))) return void send(response, rewriteToIndex(path))
    if (fits(siteAssets, path)) return void send(response, path)
    response.writeHead(404, { 'content-type': 'text/plain', 'x-error-code': 'route.not_found' }).end('Nothing here.')
  })
  const send = async (response: ServerResponse, path: string) => {
    const bytes = await readFile(join(folder, path))
    const type = types[extname(path)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(bytes)
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    answer: next => {
      answers = next
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

/** As CloudFront compares a path with a pattern: `*` is any number of any characters. */
export function fits(pattern: string, path: string): boolean {
  const [before = '', after] = pattern.split('*')
  return after === undefined ? path === before : path.startsWith(before) && path.endsWith(after)
}
