/** The built site with its policy, and an API that answers each operation as a fixture says. */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, relative } from 'node:path'
import { fakeServer } from '../../../packages/leak-check/src/fake-servers.ts'
import { assetsPolicy, contentSecurityPolicy } from '../../../packages/web/src/content-security-policy.ts'

/** By operation, as the contract names it; what is not here answers 404. */
export type ApiAnswers = Record<string, ApiAnswer>
/** `cut`: the connection ends. */
export type ApiAnswer = (asked: Asked) => Answer | 'never' | 'cut'

export interface Asked {
  query: URLSearchParams
  body: unknown
  ifMatch: string | undefined
}
export interface Answer {
  status?: number
  json?: unknown
  /** In place of JSON: what is not of the API, or health's refusal. */
  text?: { type: string; content: string; code?: string }
  /** ms */
  after?: number
}

export interface SiteWithApi {
  url: string
  answer(answers: ApiAnswers): void
  /** How many answers are on their way; those that never come are not. */
  underWay(): number
  /** What was asked of the API, by operation. */
  readonly asked: { operation: string; asked: Asked }[]
  close(): Promise<void>
}

const policy = contentSecurityPolicy({ github: 'https://github.com' })

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml'
}

export async function siteWithApi(folder: string): Promise<SiteWithApi> {
  // Read at once: who builds the site anew meanwhile does not change what is served.
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const files = new Map(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [relative(folder, path), readFileSync(path)]
    })
  )
  let answers: ApiAnswers = {}
  const asked: SiteWithApi['asked'] = []
  let underWay = 0

  async function api(request: IncomingMessage, response: ServerResponse, address: URL): Promise<void> {
    const found = Object.entries(answers).find(([operation]) => fits(operation, request.method ?? '', address.pathname))
    const text = await bodyOf(request)
    if (found === undefined)
      return send(response, { status: 404, json: problem(404, 'route.not_found', 'Nothing here.') })
    const [operation, answer] = found
    const ifMatch = request.headers['if-match']
    const isJson = request.headers['content-type'] === 'application/json'
    const one = { query: address.searchParams, body: isJson ? JSON.parse(text) : undefined, ifMatch }
    asked.push({ operation, asked: one })
    const given = answer(one)
    if (given === 'never') return
    if (given === 'cut') return void response.destroy()
    underWay += 1
    if (given.after !== undefined) await new Promise(resolve => setTimeout(resolve, given.after))
    send(response, given)
    underWay -= 1
  }

  const server = fakeServer(
    createServer((request, response) => {
      const address = new URL(request.url ?? '/', 'http://site.test')
      if (address.pathname.startsWith('/api/')) return void api(request, response, address)
      const path = address.pathname.startsWith('/assets/') ? address.pathname.slice(1) : 'index.html'
      const bytes = files.get(path)
      if (bytes === undefined) return void response.writeHead(404).end()
      const type = types[extname(path)] ?? 'application/octet-stream'
      // As the CDN answers: names of assets change with their content.
      const kept = path === 'index.html' ? 'no-cache' : 'public,max-age=31536000,immutable'
      const allowed = path === 'index.html' ? policy : assetsPolicy
      const headers = { 'content-type': type, 'content-security-policy': allowed, 'cache-control': kept }
      response.writeHead(200, headers).end(bytes)
    })
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    underWay: () => underWay,
    answer: next => {
      answers = next
      asked.length = 0
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

function send(response: ServerResponse, { status = 200, json, text }: Answer): void {
  if (text !== undefined) {
    const code = text.code === undefined ? {} : { 'x-error-code': text.code, 'x-request-id': '4f0c2a9e' }
    return void response.writeHead(status, { 'content-type': text.type, ...code }).end(text.content)
  }
  if (json === undefined) return void response.writeHead(204).end()
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(JSON.stringify(json))
}

export const problem = (status: number, code: string, detail: string, more: object = {}) => ({
  ...more,
  type: `urn:kachery-gateway:error:${code}`,
  title: 'Failed',
  status,
  detail,
  code,
  requestId: '4f0c2a9e'
})

function fits(operation: string, method: string, path: string): boolean {
  const [ofMethod, template = ''] = operation.split(' ')
  return method === ofMethod && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
