/** What a bucket tells browsers, found out as they do: a preflight for each method, and a GET. */
import type { BrowserView } from '../object-store.ts'

/** `get`, `put`: presigned URLs of the key. Throws where the store does not answer. */
export async function browserView(
  urls: { get: string; put: string },
  origin: string,
  signal: AbortSignal
): Promise<BrowserView> {
  const [get, put] = await Promise.all([
    preflight(urls.get, 'GET', origin, signal),
    preflight(urls.put, 'PUT', origin, signal)
  ])
  const answer = await fetch(urls.get, { headers: { origin }, signal, redirect: 'manual' })
  await answer.body?.cancel()
  const exposes = (answer.headers.get('access-control-expose-headers') ?? '').toLowerCase()
  const serverTime = Date.parse(answer.headers.get('date') ?? '')
  return {
    mayGet: get && allows(answer, origin),
    mayPut: put,
    exposes: exposes.split(',').flatMap(name => (name.trim() === '' ? [] : [name.trim()])),
    ...(Number.isNaN(serverTime) ? {} : { serverTime })
  }
}

async function preflight(url: string, method: 'GET' | 'PUT', origin: string, signal: AbortSignal): Promise<boolean> {
  const answer = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method },
    signal,
    redirect: 'manual'
  })
  await answer.body?.cancel()
  const methods = (answer.headers.get('access-control-allow-methods') ?? '').toUpperCase()
  return answer.ok && allows(answer, origin) && (methods === '*' || methods.split(/\s*,\s*/).includes(method))
}

function allows(answer: Response, origin: string): boolean {
  const allowed = answer.headers.get('access-control-allow-origin')
  return allowed === '*' || allowed === origin
}
