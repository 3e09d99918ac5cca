import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { expect, it, vi } from 'vitest'
import { failureOf } from './failures.ts'
import { gatewayFetch } from './gateway-fetch.ts'
import { getHealth } from './health-answer.ts'

const never = new AbortController().signal

const answering = (body: string, init: ResponseInit = {}) => {
  const send = vi.fn(async (_path: RequestInfo | URL, _init?: RequestInit) => new Response(body, init))
  return { send, fetch: gatewayFetch(1000, send) }
}

const failureFor = async (body: string, init?: ResponseInit) =>
  failureOf(await getHealth(answering(body, init).fetch, never).catch((error: unknown) => error))

it('health without lists is a complete set-up', async () => {
  const { send, fetch } = answering('{"status":"ok"}')
  expect(await getHealth(fetch, never)).toEqual({ status: 'ok', missing: [], wrong: [], elapsed: expect.any(Number) })
  expect(send.mock.calls.map(([path]) => path)).toEqual(['/api/health'])
})

it('what is missing and what is wrong come as they were said, and nothing else with them', async () => {
  const missing = [{ name: 'MONGO_URI', consequence: 'No usage.', remedy: 'Set it.' }]
  const wrong = [{ name: 'GATEWAY_CONFIG', problem: 'Line 4.' }]
  const { fetch } = answering(JSON.stringify({ status: 'ok', missing, wrong, more: 'things' }))
  const health = await getHealth(fetch, never)
  expect(health).toMatchObject({ status: 'ok', missing, wrong })
  expect(JSON.stringify(health)).not.toContain('things')
})

it('the gateway’s own sentence is shown, with its code and the request’s id', async () => {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-error-code': 'store.unavailable',
    'x-request-id': 'r1'
  }
  expect(await failureFor('A store does not answer.', { status: 503, headers })).toEqual({
    sentence: 'A store does not answer.',
    status: 503,
    code: 'store.unavailable',
    requestId: 'r1'
  })
})

it.each([
  ['an HTML page', '<h1>503 Service Unavailable</h1>', 'text/html'],
  ['JSON of something on the way', '{"message":"Service Unavailable"}', 'application/json'],
  ['text that is not the gateway’s', 'upstream connect error', 'text/plain']
])('%s is not shown as a sentence', async (_, body, type) => {
  const failure = await failureFor(body, { status: 503, headers: { 'content-type': type } })
  expect(failure).toMatchObject({ status: 503, sentence: expect.stringContaining('(status 503)') })
})

it.each(['', 'null', '<!doctype html>', '{"status":"fine"}', '{"status":"ok","missing":[{"name":"A"}]}'])(
  '%j with status 200 is nobody’s answer',
  async body => {
    expect(await failureFor(body)).toMatchObject({
      status: 200,
      sentence: expect.stringContaining('didn’t come from this gateway')
    })
  }
)

it('no answer at all is told apart from a late one', async () => {
  const offline = gatewayFetch(1000, () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(getHealth(offline, never)).rejects.toMatchObject({ status: 0, code: 'network.unreachable' })
  const late = gatewayFetch(
    20,
    (_, init) => new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init?.signal?.reason)))
  )
  await expect(getHealth(late, never)).rejects.toMatchObject({ status: 0, code: 'network.slow' })
})

it('a question that nobody waits for any more is no failure', async () => {
  const gone = new AbortController()
  const fetch = gatewayFetch(1000, (_, init) => {
    gone.abort()
    return Promise.reject(init?.signal?.reason)
  })
  await expect(getHealth(fetch, gone.signal)).rejects.not.toBeInstanceOf(ApiError)
})
