/** What leaves by a webhook, against servers that answer late, elsewhere, without end or not at all. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { httpWebhooks } from './http-webhooks.ts'

async function listening(answer: RequestListener) {
  const reached: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers'] }[] = []
  const server = createServer((request, response) => {
    const { method, url, headers } = request
    reached.push({ method, url, headers })
    answer(request, response)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  return { reached, port: typeof address === 'object' ? address?.port : 0 }
}

const request = (url: string, local = true) => ({ url, local, headers: { 'x-a': 'b' }, body: '{"ü":1}', patience: 500 })

describe('a webhook', () => {
  it('is posted as it is', async () => {
    let body = ''
    const { port, reached } = await listening((asked, response) => {
      asked.on('data', chunk => {
        body += chunk
      })
      asked.on('end', () => response.writeHead(202).end('thanks'))
    })
    const answer = await httpWebhooks('anywhere').post(request(`http://127.0.0.1:${port}/hook?a=1`))
    expect(answer).toEqual({ status: 202 })
    expect(body).toBe('{"ü":1}')
    expect(reached).toMatchObject([
      { method: 'POST', url: '/hook?a=1', headers: { host: `127.0.0.1:${port}`, 'x-a': 'b', 'content-length': '8' } }
    ])
  })

  it('follows no redirect', async () => {
    const { port, reached } = await listening((_, response) => response.writeHead(307, { location: '/other' }).end())
    expect(await httpWebhooks('anywhere').post(request(`http://127.0.0.1:${port}/hook`))).toEqual({ status: 307 })
    expect(reached.map(({ url }) => url)).toEqual(['/hook'])
  })

  it('reads nothing of an answer that has no end', async () => {
    const { port } = await listening((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(60_000))) {}
      }
      response.writeHead(200).on('drain', more)
      more()
    })
    expect(await httpWebhooks('anywhere').post(request(`http://127.0.0.1:${port}/`))).toEqual({ status: 200 })
  })

  it('waits for no answer longer than it is to', async () => {
    const { port } = await listening(() => {})
    const began = performance.now()
    expect(await httpWebhooks('anywhere').post(request(`http://127.0.0.1:${port}/`))).toEqual({ failure: 'timeout' })
    expect(performance.now() - began).toBeGreaterThan(400)
  })

  it.each([
    ['http://127.0.0.1:1/', 'no_answer'],
    ['http://no-such-host.invalid/', 'no_host']
  ])('to %s fails, and says how: %s', async (url, failure) => {
    expect(await httpWebhooks('anywhere').post(request(url))).toEqual({ failure })
  })

  it.each([
    ['public', true],
    ['public', false],
    ['anywhere', false]
  ] as const)(
    'of a gateway for %s addresses, local: %s, begins no connection to what is not public',
    async (reach, local) => {
      const { port, reached } = await listening((_, response) => response.end())
      const webhooks = httpWebhooks(reach)
      expect(webhooks.localAllowed).toBe(reach === 'anywhere')
      for (const host of [
        'http://127.0.0.1',
        'https://127.0.0.1',
        'https://localhost',
        'https://[::1]',
        'https://10.0.0.1'
      ])
        expect(await webhooks.post(request(`${host}:${port}/`, local)), host).toEqual({ failure: 'not_public' })
      expect(reached).toEqual([])
    }
  )
})
