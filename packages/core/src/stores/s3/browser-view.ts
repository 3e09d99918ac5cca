/** What a bucket tells browsers, found out as they do: a preflight for each method, and a GET. */
import type { BrowserView } from '../object-store.ts'
import { type PlainAnswer, plainRequest } from './plain-request.ts'
import type { Opened } from './requests.ts'

interface Asking {
  opened: Opened
  origin: string
  signal: AbortSignal
}

/** `get`, `put`: presigned URLs of the key. Throws where the store does not answer. */
export async function browserView(
  urls: { get: string; put: string },
  origin: string,
  opened: Opened,
  signal: AbortSignal
): Promise<BrowserView> {
  const asking = { opened, origin, signal }
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
  const ok = answer.status >= 200 && answer.status < 300
  return ok && allows(answer, asking.origin) && (methods === '*' || methods.split(/\s*,\s*/).includes(method))
}

function allows(answer: PlainAnswer, origin: string): boolean {
  const allowed = headerOf(answer, 'access-control-allow-origin')
  return allowed === '*' || allowed === origin
}

const headerOf = ({ headers }: PlainAnswer, name: string): string => {
  const value = headers[name] ?? ''
  return typeof value === 'string' ? value : value.join(', ')
}

async function ask(
  url: string,
  method: string,
  headers: Record<string, string>,
  { opened, origin, signal }: Asking
): Promise<PlainAnswer> {
  return plainRequest(url, { method, headers: { origin, ...headers } }, opened, signal)
}
