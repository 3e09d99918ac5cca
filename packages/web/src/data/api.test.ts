import { expect, it, vi } from 'vitest'
import { createApi } from './api.ts'
import { getClientInfo } from './client-info.ts'
import { getHealth } from './health.ts'

const answering = (body: string, init: ResponseInit = {}) => {
  const fetch = vi.fn(async (_path: string, _init: RequestInit) => new Response(body, init))
  return { fetch, api: createApi({ fetch, timeLimit: 1000 }) }
}

const failureOf = async (body: string, init?: ResponseInit) => {
  const answer = await getHealth(answering(body, init).api)
  return answer.ok ? undefined : answer.failure
}

it('health without lists is a complete set-up', async () => {
  const { api, fetch } = answering('{"status":"ok"}')
  const answer = await getHealth(api)
  expect(answer).toEqual({ ok: true, value: { status: 'ok', missing: [], wrong: [] }, elapsed: expect.any(Number) })
  expect(fetch.mock.calls.map(([path, init]) => [init.method, path])).toEqual([['GET', '/api/health']])
})

it('what is missing and what is wrong come as they were said, and nothing else with them', async () => {
  const missing = [{ name: 'MONGO_URI', consequence: 'No usage.', remedy: 'Set it.' }]
  const wrong = [{ name: 'GATEWAY_CONFIG', problem: 'Line 4.' }]
  const { api } = answering(JSON.stringify({ status: 'ok', missing, wrong, more: 'things' }))
  expect(await getHealth(api)).toMatchObject({ ok: true, value: { status: 'ok', missing, wrong } })
  expect(JSON.stringify(await getHealth(api))).not.toContain('things')
})

it('getClientInfo is asked without a signature', async () => {
  const { api, fetch } = answering('{"type":"getClientInfo","found":false}')
  const answer = await getClientInfo(api, { clientId: 'ab', zone: 'default', now: 5 })
  expect(answer).toMatchObject({ ok: true, value: { found: false } })
  const [path, init] = fetch.mock.calls[0] ?? []
  expect(path).toBe('/api/gateway')
  expect(JSON.parse(String(init?.body))).toEqual({
    payload: { type: 'getClientInfo', clientId: 'ab', zone: 'default', timestamp: 5 }
  })
})

it('the gateway’s own sentence is shown, with its code and the request’s id', async () => {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-error-code': 'store.unavailable',
    'x-request-id': 'r1'
  }
  expect(await failureOf('A store does not answer.', { status: 503, headers })).toEqual({
    kind: 'refused',
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
  const failure = await failureOf(body, { status: 503, headers: { 'content-type': type } })
  expect(failure).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('(status 503)') })
})

it.each(['', 'null', '<!doctype html>', '{"status":"fine"}', '{"status":"ok","missing":[{"name":"A"}]}'])(
  '%j with status 200 is nobody’s answer',
  async body => {
    expect(await failureOf(body)).toMatchObject({ kind: 'unreadable', status: 200 })
  }
)

it('no answer at all is told apart from a late one', async () => {
  const offline = createApi({ fetch: () => Promise.reject(new TypeError('Failed to fetch')), timeLimit: 1000 })
  expect(await getHealth(offline)).toMatchObject({ ok: false, failure: { kind: 'unreachable' } })
  const late = createApi({
    fetch: (_, { signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    timeLimit: 20
  })
  expect(await getHealth(late)).toMatchObject({ ok: false, failure: { kind: 'slow' } })
})

it('an answer that stops in the middle counts as late, too', async () => {
  const api = createApi({
    fetch: async (_, { signal }) =>
      new Response(
        new ReadableStream({ start: stream => signal?.addEventListener('abort', () => stream.error(signal.reason)) })
      ),
    timeLimit: 20
  })
  expect(await getHealth(api)).toMatchObject({ ok: false, failure: { kind: 'slow' } })
})
