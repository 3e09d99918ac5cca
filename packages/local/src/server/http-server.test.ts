import { errors } from '@kachery-gateway/core/errors.ts'
import { refusalHeaders } from '@kachery-gateway/functions/http/refusal-headers.ts'
import { routeTable } from '@kachery-gateway/functions/http/route-table.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testLogger } from '../../../leak-check/src/watch.ts'
import { rawConnection } from '../../testing/raw-connection.ts'
import { startServer, type TimeLimits } from './http-server.ts'
import { ownHosts } from './own-hosts.ts'

type Answer = APIGatewayProxyStructuredResultV2
type Work = (event: APIGatewayProxyEventV2) => Promise<Answer>

/** A server of one route, for GET and POST; every other one is not found. */
async function serve(work: Work, options: { timeLimits?: TimeLimits; publicUrl?: string } = {}) {
  const reported: string[] = []
  const { publicUrl, ...rest } = options
  const server = await startServer({
    port: 0,
    logger: testLogger((level, event, fields) => reported.push(JSON.stringify({ level, event, ...fields }))),
    served: async port => {
      const find = routeTable([
        { method: 'GET', path: '/thing/{name}', handle: work },
        { method: 'POST', path: '/thing/{name}', handle: work },
        { method: 'POST', path: '/api/gateway', handle: work }
      ])
      const missing = {
        routeKey: '$default',
        parameters: {},
        handle: () => Promise.reject(errors.routeNotFound('?', '?'))
      }
      const route = (method: string, path: string) => {
        const match = find(method, path)
        return match === undefined ? missing : { ...match, handle: match.route.handle }
      }
      const url = `http://127.0.0.1:${port}`
      return { url, hosts: ownHosts(port, publicUrl), route, refusalHeaders: refusalHeaders(['https://lab.example']) }
    },
    ...rest
  })
  onTestFinished(() => server.close(0))
  return { url: `http://127.0.0.1:${server.port}`, server, reported }
}

/** Answers with the event itself. */
const echo: Work = async event => ({ statusCode: 200, body: JSON.stringify(event) })

describe('events', () => {
  it('have the shape of API Gateway’s', async () => {
    const { url } = await serve(echo)
    const response = await fetch(`${url}/thing/a%20b?x=1&x=2&y=%C3%A4`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'a=1; b=2', 'X-One': 'two', 'user-agent': 'test' },
      body: '{"ä":1}'
    })
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /thing/{name}',
      rawPath: '/thing/a%20b',
      rawQueryString: 'x=1&x=2&y=%C3%A4',
      cookies: ['a=1', 'b=2'],
      headers: { 'x-one': 'two', 'content-type': 'application/json', host: new URL(url).host },
      queryStringParameters: { x: '1,2', y: 'ä' },
      pathParameters: { name: 'a b' },
      requestContext: {
        http: { method: 'POST', path: '/thing/a%20b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: response.headers.get('x-request-id'),
        stage: '$default'
      },
      body: '{"ä":1}',
      isBase64Encoded: false
    })
  })

  it('carry in base64 what is no text or no UTF-8', async () => {
    const { url } = await serve(echo)
    for (const [type, body] of [
      ['application/octet-stream', Buffer.from('abc')],
      ['application/json', Buffer.from([0xff, 0xfe])]
    ] as const) {
      const response = await fetch(`${url}/thing/x`, { method: 'POST', headers: { 'content-type': type }, body })
      expect(await response.json()).toMatchObject({ isBase64Encoded: true, body: body.toString('base64') })
    }
  })

  it('join headers that were sent twice, whatever their names', async () => {
    const { url } = await serve(echo)
    const head = `GET /thing/x HTTP/1.1\r\nHost: ${new URL(url).host}\r\nA: 1\r\nA: 2\r\n__proto__: x\r\n__proto__: y\r\nConnection: close\r\n\r\n`
    const { text } = await rawConnection(url, [head])
    expect(text).toContain('"a":"1,2"')
    expect(text).toContain('"__proto__":"x,y"')
  })
})

describe('answers', () => {
  it('carry status, headers, cookies and bytes', async () => {
    const { url } = await serve(async () => ({
      statusCode: 201,
      headers: { 'x-a': 'b' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true
    }))
    const response = await fetch(`${url}/thing/x`)
    expect(response.status).toBe(201)
    expect(response.headers.get('x-a')).toBe('b')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255]))
  })

  it('to HEAD are those to GET without the body', async () => {
    const { url } = await serve(async () => ({ body: 'four' }))
    const response = await fetch(`${url}/thing/x`, { method: 'HEAD' })
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '4', ''])
  })

  it('where no route is, are a sentence with its code', async () => {
    const { url } = await serve(echo)
    const response = await fetch(`${url}/nothing`)
    expect([response.status, response.headers.get('x-error-code')]).toEqual([404, 'route.not_found'])
    expect(response.headers.get('content-type')).toMatch('text/plain')
  })

  it('say nothing of the inside where a handler throws or answers nonsense, and the server goes on', async () => {
    const mishaps: Work[] = [
      () => Promise.reject(new TypeError('secret inside')),
      () => {
        throw new Error('secret inside')
      },
      async () => ({ headers: { 'x-a': 'secret inside\nx: y' } }),
      async () => ({ statusCode: 9999, body: 'secret inside' })
    ]
    for (const mishap of mishaps) {
      const { url, reported } = await serve(mishap)
      for (let times = 0; times < 2; times++) {
        const response = await fetch(`${url}/thing/x`)
        const text = await response.text()
        expect([response.status, response.headers.get('x-error-code')]).toEqual([500, 'gateway.internal'])
        expect(text).toContain(response.headers.get('x-request-id'))
        expect(text).not.toMatch(/secret|\.ts|at /)
      }
      expect(reported).toHaveLength(2)
    }
  })

  it('come in order to requests sent in one go', async () => {
    const { url } = await serve(async ({ pathParameters }) => {
      const name = pathParameters?.name ?? ''
      await new Promise(resolve => setTimeout(resolve, name === '1' ? 100 : 0))
      return { body: `<${name}>` }
    })
    const host = new URL(url).host
    const request = (name: number, close = false) =>
      `GET /thing/${name} HTTP/1.1\r\nHost: ${host}\r\n${close ? 'Connection: close\r\n' : ''}\r\n`
    const { text } = await rawConnection(url, [request(1) + request(2) + request(3, true)])
    expect([...text.matchAll(/<(\d)>/g)].map(([, name]) => name)).toEqual(['1', '2', '3'])
  })
})

describe('hosts', () => {
  it('that are not ours are refused before anything is done', async () => {
    let called = 0
    const { url } = await serve(
      async () => {
        called += 1
        return {}
      },
      { publicUrl: 'https://gateway.lab.example' }
    )
    const { port } = new URL(url)
    const ask = (host: string) =>
      rawConnection(url, [`GET /thing/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`])
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      '0.0.0.0',
      `127.0.0.1.evil.example:${port}`
    ]) {
      const { statuses, text } = await ask(host)
      expect(statuses, host).toEqual([403])
      expect(text).toContain('request.wrong_host')
    }
    expect(called).toBe(0)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, 'gateway.lab.example']) {
      expect((await ask(host)).statuses, host).toEqual([200])
    }
  })
})

describe('limits', () => {
  it('a body beyond 64 kB is refused with the limit in the sentence, however it is announced', async () => {
    const { url } = await serve(echo)
    const response = await fetch(`${url}/thing/x`, { method: 'POST', body: new Uint8Array(10_000_000) })
    expect([response.status, response.headers.get('x-error-code')]).toEqual([413, 'request.too_large'])
    expect(await response.text()).toContain('65,536 bytes')
  })

  it('a body without end is refused, its connection closed, and nothing of it kept', async () => {
    const { url } = await serve(echo)
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    let sent = 0
    function* endless() {
      yield `POST /thing/x HTTP/1.1\r\nHost: ${new URL(url).host}\r\nTransfer-Encoding: chunked\r\n\r\n`
      for (;;) {
        sent += chunk.length
        yield chunk
      }
    }
    const before = process.memoryUsage().arrayBuffers
    const answer = await rawConnection(url, endless(), 8_000)
    expect(answer.statuses).toEqual([413])
    expect(answer.elapsed).toBeLessThan(4_000)
    expect(sent).toBeGreaterThan(1_000_000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000)
  })

  it('a body that waits for leave to be sent is refused before it is', async () => {
    const { url } = await serve(echo)
    const head = `POST /thing/x HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Length: 10000000\r\nExpect: 100-continue\r\n\r\n`
    const { statuses } = await rawConnection(url, [head], 4_000)
    expect(statuses).toEqual([413])
  })

  it('what is no HTTP is told so', async () => {
    const { url } = await serve(echo)
    const host = new URL(url).host
    expect((await rawConnection(url, ['hello\r\n\r\n'])).statuses).toEqual([400])
    expect(
      (await rawConnection(url, [`GET / HTTP/1.1\r\nHost: ${host}\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`])).statuses
    ).toEqual([431])
    expect(
      (await rawConnection(url, [`GET http://${host}/thing/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`]))
        .statuses
    ).toEqual([400])
    const both = `POST /thing/x HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
    expect((await rawConnection(url, [both])).statuses).toEqual([400])
  })

  it('connections that stay silent or send their request drop by drop are closed', async () => {
    const timeLimits = { headers: 300, request: 600, keepAlive: 300, silence: 5_000 }
    const { url } = await serve(echo, { timeLimits })
    const host = new URL(url).host
    async function* slowly(text: string) {
      for (const character of text) {
        yield character
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    }
    const [silent, slowHead, slowBody, idle] = await Promise.all([
      rawConnection(url, []),
      rawConnection(url, slowly('GET /thing/x HTTP/1.1\r\nHost: somewhere\r\n')),
      rawConnection(url, [`POST /thing/x HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 99\r\n\r\nx`]),
      rawConnection(url, [`GET /thing/x HTTP/1.1\r\nHost: ${host}\r\n\r\n`])
    ])
    for (const answer of [silent, slowHead, slowBody, idle]) expect(answer.elapsed).toBeLessThan(3_000)
    expect(slowHead.statuses).toEqual([408])
    expect(slowBody.statuses).toEqual([408])
    expect(idle.statuses).toEqual([200])
  })
})

describe('what is refused before its route is reached', () => {
  const ask = (url: string, host: string, origin: string, path = '/api/gateway') =>
    rawConnection(url, [
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nContent-Length: 200000\r\nConnection: close\r\n\r\n`,
      'x'.repeat(200_000)
    ])

  it('can be read on /api/gateway by the pages that may read its answers, and by no others', async () => {
    const { url } = await serve(echo)
    for (const [host, code] of [
      [new URL(url).host, 'request.too_large'],
      ['evil.example', 'request.wrong_host']
    ] as const) {
      const { text } = await ask(url, host, 'https://lab.example')
      expect(text).toContain(`x-error-code: ${code}`)
      expect(text).toContain('access-control-allow-origin: https://lab.example\r\n')
      expect(text).toContain('access-control-expose-headers: x-error-code')
      expect(text).toContain('vary: origin')
      expect((await ask(url, host, 'https://evil.example')).text).not.toContain('access-control')
      expect((await ask(url, host, 'https://lab.example', '/thing/x')).text).not.toContain('access-control')
    }
  })

  it('can be read at links to files by pages of any origin', async () => {
    const { url } = await serve(echo)
    for (const [path, shown] of [
      ['/s/x', true],
      ['/z/default/sha1/x', true],
      ['/sign-in', false]
    ] as const) {
      const { text } = await ask(url, new URL(url).host, 'https://any.example', path)
      expect(text.includes('access-control-allow-origin: *\r\n'), path).toBe(shown)
    }
  })
})

describe('closing', () => {
  it('lets a request in flight finish and takes no new one', async () => {
    const started = Promise.withResolvers<void>()
    const { url, server } = await serve(async () => {
      started.resolve()
      await new Promise(resolve => setTimeout(resolve, 300))
      return { body: 'done' }
    })
    const answer = fetch(`${url}/thing/x`)
    await started.promise
    const closing = server.close(5_000)
    await expect(fetch(`${url}/thing/y`)).rejects.toThrow()
    const response = await answer
    expect([await response.text(), response.headers.get('connection')]).toEqual(['done', 'close'])
    await closing
  })

  it('waits for no request longer than its patience', async () => {
    const started = Promise.withResolvers<void>()
    const { url, server } = await serve(() => {
      started.resolve()
      return new Promise(() => {})
    })
    const answer = fetch(`${url}/thing/x`).catch(() => 'cut')
    await started.promise
    const began = performance.now()
    await server.close(200)
    expect(performance.now() - began).toBeLessThan(1_500)
    expect(await answer).toBe('cut')
  })
})
