/** What a bucket tells browsers, found out as they do: a preflight for each method, and a GET. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { BrowserView } from '../object-store.ts'
import type { OpenClient } from './client.ts'

interface Asking {
  agents: OpenClient['agents']
  origin: string
  signal: AbortSignal
}

interface Answer {
  ok: boolean
  headers: IncomingHttpHeaders
}

/** `get`, `put`: presigned URLs of the key. Throws where the store does not answer. */
export async function browserView(
  urls: { get: string; put: string },
  origin: string,
  agents: OpenClient['agents'],
  signal: AbortSignal
): Promise<BrowserView> {
  const asking = { agents, origin, signal }
  const [get, put] = await Promise.all([preflight(urls.get, 'GET', asking), preflight(urls.put, 'PUT', asking)])
  const answer = await ask(urls.get, 'GET', {}, asking)
  const exposes = headerOf(answer, 'access-control-expose-headers').toLowerCase()
  const serverTime = Date.parse(headerOf(answer, 'date'))
  return {
    mayGet: get && allows(answer, origin),
    mayPut: put,
    exposes: exposes.split(',').flatMap(name => (name.trim() === '' ? [] : [name.trim()])),
    ...(Number.isNaN(serverTime) ? {} : { serverTime })
  }
}

async function preflight(url: string, method: 'GET' | 'PUT', asking: Asking): Promise<boolean> {
  const answer = await ask(url, 'OPTIONS', { 'access-control-request-method': method }, asking)
  const methods = headerOf(answer, 'access-control-allow-methods').toUpperCase()
  return answer.ok && allows(answer, asking.origin) && (methods === '*' || methods.split(/\s*,\s*/).includes(method))
}

function allows(answer: Answer, origin: string): boolean {
  const allowed = headerOf(answer, 'access-control-allow-origin')
  return allowed === '*' || allowed === origin
}

const headerOf = ({ headers }: Answer, name: string): string => {
  const value = headers[name] ?? ''
  return typeof value === 'string' ? value : value.join(', ')
}

/** By the connections of the bucket's client, which may lead to public addresses alone. Follows no redirect. */
async function ask(
  url: string,
  method: string,
  headers: Record<string, string>,
  { agents, origin, signal }: Asking
): Promise<Answer> {
  const isHttps = url.startsWith('https:')
  const request = (isHttps ? httpsRequest : httpRequest)(url, {
    method,
    headers: { origin, ...headers },
    agent: isHttps ? agents.httpsAgent : agents.httpAgent,
    signal
  })
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', answer => {
      // What breaks off later is nobody's error any more.
      answer.on('error', () => {})
      answer.resume()
      const { statusCode = 0, headers: answered } = answer
      resolve({ ok: statusCode >= 200 && statusCode < 300, headers: answered })
    })
    request.end()
  })
}
