import { errors } from '@kachery-gateway/core/errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { FakeAws, originSecret } from '../../testing/fake-aws.ts'
import { httpEvent, lambdaContext, watched } from '../../testing/http-event.ts'
import { clientRoutes } from '../client-routes.ts'
import { kacheryWire } from '../http/kachery-wire.ts'
import { bodyText, header, recordedHeaders } from '../http/request.ts'
import type { Route } from '../http/route.ts'
import { maxAnswerBytes } from './answer.ts'
import { httpFunction } from './http-function.ts'

type Work = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>

/** A function with routes of its own whose handlers show what they are given. */
function fixture(work: Work = async event => ({ statusCode: 200, body: JSON.stringify(event) })) {
  const aws = new FakeAws()
  const seen: APIGatewayProxyEventV2[] = []
  const loaded: string[] = []
  const route = (method: Route['method'], path: string, of: Route['function'] = 'gateway'): Route => ({
    method,
    path,
    function: of,
    caller: 'anyone',
    summary: 'A test',
    load: async () => {
      loaded.push(`${method} ${path}`)
      if (path === '/broken') throw new Error('cannot load the private matters')
      return source =>
        kacheryWire(source, async (_, event) => {
          seen.push(event)
          return work(event)
        })
    }
  })
  const table = [
    route('POST', '/api/gateway'),
    route('GET', '/thing/{name}'),
    route('GET', '/broken'),
    route('GET', '/elsewhere', 'site')
  ]
  const handler = watched(httpFunction('gateway', table, aws.overrides))
  const send = (event: unknown) => handler(event, lambdaContext())
  return { aws, seen, loaded, send }
}

const codeOf = ({ headers }: APIGatewayProxyStructuredResultV2) => headers?.['x-error-code']
const asked: Work = async event => ({ statusCode: 200, body: bodyText(event) })

describe('a function of the HTTP API', () => {
  it('loads the handler of a route when it is first asked for, and no other', async () => {
    const { loaded, send } = fixture()
    expect(loaded).toEqual([])
    for (let n = 0; n < 3; n++) expect((await send(httpEvent('GET', '/thing/a'))).statusCode).toBe(200)
    expect(loaded).toEqual(['GET /thing/{name}'])
  })

  it('gives the handler its route and the parts of the path, found by the API or by itself', async () => {
    const { seen, send } = fixture()
    const pathParameters = { name: 'a b' }
    await send(httpEvent('GET', '/thing/a b', { routeKey: 'GET /thing/{name}', event: { pathParameters } }))
    for (const path of ['/thing/a b', '/thing/a%20b']) await send(httpEvent('GET', path, { routeKey: '$default' }))
    for (const event of seen) {
      expect(event).toMatchObject({
        routeKey: 'GET /thing/{name}',
        // As it was sent: an HTTP API decodes it.
        rawPath: '/thing/a%20b',
        pathParameters: { name: 'a b' },
        requestContext: { routeKey: 'GET /thing/{name}', http: { path: '/thing/a%20b' } }
      })
    }
    expect(seen).toHaveLength(3)
  })

  it.each(['GET /nothing', 'GET /elsewhere', 'BREW /pot'])(
    'answers %s, for which it has no route, with 404 and a sentence',
    async what => {
      const [method = '', path = ''] = what.split(' ')
      const { seen, send } = fixture()
      const answer = await send(httpEvent(method, path, { routeKey: '$default' }))
      expect(answer).toMatchObject({ statusCode: 404, body: `There's nothing at ${method} ${path}.` })
      expect(codeOf(answer)).toBe('route.not_found')
      expect(seen).toEqual([])
    }
  )

  it.each([
    ['PUT /api/gateway', 'POST'],
    ['GET /api/gateway', 'POST'],
    ['OPTIONS /thing/a', 'GET, HEAD'],
    ['DELETE /elsewhere', 'GET, HEAD']
  ])('13.6: answers %s, whose path has other methods in any function, with those', async (what, allow) => {
    const [method = '', path = ''] = what.split(' ')
    const { seen, send } = fixture()
    const answer = await send(httpEvent(method, path, { routeKey: '$default' }))
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow, 'x-error-code': 'route.wrong_method' } })
    expect(seen).toEqual([])
  })

  it.each(['1 % of λ', '100%', 'a#b', 'a?b'])(
    'takes the part %s out of a path, though nobody encoded it',
    async name => {
      const { seen, send } = fixture()
      await send(httpEvent('GET', `/thing/${name}`, { routeKey: '$default' }))
      expect(seen).toMatchObject([{ rawPath: `/thing/${encodeURIComponent(name)}`, pathParameters: { name } }])
    }
  )

  it('13.1: takes slashes at the beginning of a path for one, and leads browsers to where they are one', async () => {
    const { seen, send } = fixture()
    expect((await send(httpEvent('POST', '//api/gateway', { routeKey: '$default', body: '{}' }))).statusCode).toBe(200)
    expect(seen).toMatchObject([{ routeKey: 'POST /api/gateway', rawPath: '/api/gateway' }])
    const rawQueryString = 'signature=00'
    const led = await send(httpEvent('GET', '//registerClient/a', { routeKey: '$default', event: { rawQueryString } }))
    expect(led).toMatchObject({ statusCode: 308, headers: { location: '/registerClient/a?signature=00' } })
    const odd = await send(httpEvent('GET', '//registerClient/a b\r\nλ', { routeKey: '$default' }))
    expect(odd.headers?.location).toBe('/registerClient/a%20b%0D%0A%CE%BB')
    const refused = await send(httpEvent('POST', '//api/findFile', { routeKey: '$default' }))
    expect(codeOf(refused)).toBe('route.not_found')
  })

  it('answers HEAD as GET, without a body', async () => {
    const { send } = fixture(async () => ({ statusCode: 200, headers: { 'x-test': 'yes' }, body: 'text' }))
    const answer = await send(httpEvent('HEAD', '/thing/a', { routeKey: '$default' }))
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'x-test': 'yes', 'x-request-id': 'request-1', 'x-content-type-options': 'nosniff' },
      body: ''
    })
  })

  it('reads bodies as text and as base64', async () => {
    const { send } = fixture(asked)
    for (const [body, isBase64Encoded] of [
      ['{"é":1}', false],
      [Buffer.from('{"é":1}').toString('base64'), true]
    ] as const) {
      const answer = await send(httpEvent('POST', '/api/gateway', { body, event: { isBase64Encoded } }))
      expect(answer).toMatchObject({ statusCode: 200, body: '{"é":1}' })
    }
  })

  it.each([
    ['a body that is missing', {}, 400, 'request.empty'],
    ['a body of null', { body: null }, 400, 'request.empty'],
    ['bytes that are no text', { body: '/w==', event: { isBase64Encoded: true } }, 400, 'request.not_utf8'],
    ['a body that is too large', { body: 'x'.repeat(65_537) }, 413, 'request.too_large']
  ])('refuses %s in words', async (_, options, status, code) => {
    const { send } = fixture(asked)
    const answer = await send(httpEvent('POST', '/api/gateway', options))
    expect([answer.statusCode, codeOf(answer)]).toEqual([status, code])
  })

  it('takes null where the format has nothing, and headers in any case', async () => {
    const { seen, send } = fixture()
    const nothing = {
      cookies: null,
      queryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null
    }
    const headers = { 'X-Test': 'yes', 'x-none': null, 'User-Agent': 'python' }
    const answer = await send(httpEvent('GET', '/thing/a', { headers, event: { ...nothing, isBase64Encoded: null } }))
    expect(answer.statusCode).toBe(200)
    const [event] = seen
    if (event === undefined) throw new Error('nothing was seen')
    expect(header(event, 'x-test')).toBe('yes')
    expect(header(event, 'user-agent')).toBe('python')
    expect(event).not.toHaveProperty('cookies')
    expect(event).not.toHaveProperty('body')
  })

  it('gives cookies on as the list that they are', async () => {
    const { seen, send } = fixture()
    await send(httpEvent('GET', '/thing/a', { event: { cookies: ['a=1', 'b=2; c'] } }))
    expect(seen[0]?.cookies).toEqual(['a=1', 'b=2; c'])
  })

  it('makes a sentence of an answer that is larger than Lambda sends, and sends one that just fits', async () => {
    const { aws, send } = fixture(async event => ({
      statusCode: 200,
      body: event.body?.[0]?.repeat(Number(event.body.slice(1))) ?? ''
    }))
    const ask = (body: string) => send(httpEvent('POST', '/api/gateway', { body }))
    expect((await ask(`x${maxAnswerBytes - 500}`)).body).toHaveLength(maxAnswerBytes - 500)
    for (const body of [`x${maxAnswerBytes}`, `é${maxAnswerBytes / 2}`, `\u0001${maxAnswerBytes / 6}`, 'x7000000']) {
      const answer = await ask(body)
      expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'request.answer_too_large'])
      expect(answer.body).toContain('6,000,000 bytes')
    }
    expect(aws.lines.filter(line => line.includes('internal'))).toEqual([])
  })

  it('goes on after a client left: what it does for one does not depend on who waits', async () => {
    let finish = () => {}
    const done: string[] = []
    const { send } = fixture(async ({ pathParameters }) => {
      if (pathParameters?.name === 'slow') await new Promise<void>(resolve => (finish = resolve))
      done.push(pathParameters?.name ?? '')
      return { statusCode: 200, body: '' }
    })
    const left = send(httpEvent('GET', '/thing/slow'))
    expect((await send(httpEvent('GET', '/thing/next'))).statusCode).toBe(200)
    finish()
    await left
    expect(done).toEqual(['next', 'slow'])
  })

  it.each([
    { key1: 'value1' },
    null,
    'text',
    [],
    { Records: [] },
    { requestContext: {} },
    { requestContext: { http: {} } }
  ])('says what it is for to %j, and reads nothing for it', async event => {
    const { aws, send } = fixture()
    const answer = await send(event)
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'request.invalid'])
    expect(answer.headers?.['x-request-id']).toBe('invocation-1')
    expect(aws.calls).toEqual([])
  })

  it('answers with the request’s id, and nothing of the inside, where something of its own is broken', async () => {
    const { aws, send } = fixture(() => Promise.reject(new TypeError('private matters')))
    for (const path of ['/broken', '/thing/a']) {
      const answer = await send(httpEvent('GET', path))
      expect([answer.statusCode, codeOf(answer)]).toEqual([500, 'gateway.internal'])
      expect(answer.body).toContain('request-1')
      expect(answer.body).not.toMatch(/private matters|cannot load/)
    }
    expect(aws.lines.filter(line => line.includes('gateway.internal'))).toHaveLength(2)
  })

  it('says what its environment lacks to its operators only', async () => {
    const aws = new FakeAws()
    const { REGISTRY_TABLE: _, ...variables } = aws.overrides.variables
    const handler = watched(httpFunction('gateway', clientRoutes, { ...aws.overrides, variables }))
    const answer = await handler(httpEvent('POST', '/api/gateway'), lambdaContext())
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('REGISTRY_TABLE')
    expect(aws.lines.join()).toContain('lacks REGISTRY_TABLE.')
  })
})

describe('the CDN', () => {
  it.each([
    ['no secret', { 'x-origin-verify': null }],
    ['an empty secret', { 'x-origin-verify': '' }],
    ['another secret', { 'x-origin-verify': `${originSecret}x` }],
    ['the secret twice', { 'X-Origin-Verify': originSecret }],
    ['the secret in a list', { 'x-origin-verify': `${originSecret},${originSecret}` }]
  ])('is shut to a request with %s: no handler sees it, and no gateway is made', async (_, headers) => {
    const { aws, seen, loaded, send } = fixture()
    const answer = await send(httpEvent('POST', '/api/gateway', { headers, body: '{}' }))
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'request.origin_secret_missing'])
    expect(answer.body).toContain('public URL')
    expect([seen, loaded]).toEqual([[], []])
    expect(aws.lines.concat(answer.body ?? '').join()).not.toContain(originSecret)
  })

  it('lets in who shows the secret in use, or the other one while it is rotated, and not what stands in the parameter', async () => {
    const { aws, send } = fixture()
    const next = 'b'.repeat(64)
    const text = `${originSecret} next:${next}`
    aws.parameters.set('/kachery-gateway/test/keys/ORIGIN_SECRET', text)
    const statuses = []
    for (const shown of [originSecret, next, text, `next:${next}`])
      statuses.push((await send(httpEvent('GET', '/thing/a', { headers: { 'x-origin-verify': shown } }))).statusCode)
    expect(statuses).toEqual([200, 200, 403, 403])
  })

  it('costs whoever shows no secret nothing to be refused', async () => {
    const { aws, send } = fixture()
    await send(httpEvent('POST', '/api/gateway', { headers: { 'x-origin-verify': null } }))
    expect(aws.calls).toEqual([])
  })

  it('lets no one in while the deployment has not made its secret, an empty one neither', async () => {
    const { aws, seen, send } = fixture()
    for (const secret of [undefined, '']) {
      if (secret === undefined) aws.parameters.delete('/kachery-gateway/test/keys/ORIGIN_SECRET')
      else aws.parameters.set('/kachery-gateway/test/keys/ORIGIN_SECRET', secret)
      const answer = await send(
        httpEvent('GET', '/thing/a', { headers: { 'x-origin-verify': secret ?? originSecret } })
      )
      expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'gateway.deployment_incomplete'])
      aws.time += 300_000
    }
    expect(seen).toEqual([])
  })

  it('keeps its secret from the handlers, however the header is spelled', async () => {
    for (const name of ['x-origin-verify', 'X-Origin-Verify', 'X-ORIGIN-VERIFY']) {
      const { seen, send } = fixture()
      await send(httpEvent('GET', '/thing/a', { headers: { 'x-origin-verify': null, [name]: originSecret } }))
      expect(seen).toHaveLength(1)
      expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${originSecret}|origin-verify`, 'i'))
    }
  })

  it.each([
    ['192.0.2.7, 130.176.0.1', '192.0.2.7'],
    ['10.0.0.1, 127.0.0.1, 192.0.2.7, 130.176.0.1', '192.0.2.7'],
    ['2001:db8::1,130.176.0.1', '2001:db8::1'],
    ['evil, 130.176.0.1', undefined],
    ['130.176.0.1', undefined],
    ['', undefined],
    [null, undefined]
  ])('takes the caller’s address from what CloudFront appended, nowhere else: %s', async (forwarded, address) => {
    const { seen, send } = fixture()
    await send(httpEvent('GET', '/thing/a', { headers: { 'x-forwarded-for': forwarded } }))
    const [event] = seen
    if (event === undefined) throw new Error('nothing was seen')
    expect(recordedHeaders(event)['x-real-ip']).toBe(address)
    expect(event.requestContext.http.sourceIp).toBe(address ?? '')
  })
})

describe('a refusal before any handler', () => {
  it('can be read by pages of the allowed origins', async () => {
    const { aws, send } = fixture()
    aws.failing.set('ssm GetParameters', 403)
    const headers = { Origin: 'https://figurl.org' }
    const answer = await send(httpEvent('POST', '/api/gateway', { headers, body: '{}' }))
    expect(answer.statusCode).toBe(503)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://figurl.org',
      'retry-after': '2',
      'x-error-code': 'gateway.secrets_unread'
    })
    const other = await send(
      httpEvent('POST', '/api/gateway', { headers: { Origin: 'https://evil.test' }, body: '{}' })
    )
    expect(other.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('can be read by pages of any origin where it is of a link to files', async () => {
    const { aws, send } = fixture()
    aws.failing.set('ssm GetParameters', 403)
    const headers = { origin: 'https://any.example' }
    for (const path of [`/s/link_${'0'.repeat(32)}`, '/s/-', '//z/default/sha1/x']) {
      const answer = await send(httpEvent('GET', path, { headers }))
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'access-control-allow-origin': '*' } })
    }
    const other = await send(httpEvent('GET', '/s', { headers }))
    expect(other.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is the handler’s own business afterwards', async () => {
    const { send } = fixture(() => Promise.reject(errors.zoneNotFound('x')))
    const answer = await send(httpEvent('POST', '/api/gateway', { headers: { origin: 'https://figurl.org' } }))
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'access-control-allow-origin': 'https://figurl.org' } })
  })
})
