/** A gateway on one machine that others reach through a proxy, below a path prefix: its files go the same way. */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { KacheryClient, sha1 } from '../../client/src/kachery-client.ts'
import { registerLocally } from '../../client/src/register-locally.ts'
import { fakeServer } from '../../leak-check/src/fake-servers.ts'
import { startTestGateway } from '../testing/test-local-gateway.ts'

const prefix = '/kachery'

/** Takes the prefix off and passes on; `target` is told later. Says what it passed on. */
async function startProxy() {
  const proxy = { target: '', passed: [] as string[], url: '' }
  const server = fakeServer(
    createServer((incoming, outgoing) => {
      const { method = '', url = '', headers } = incoming
      if (!url.startsWith(`${prefix}/`)) return outgoing.writeHead(404).end()
      const path = url.slice(prefix.length)
      proxy.passed.push(`${method} ${path.replace(/[?].*/, '')}`)
      const { port } = new URL(proxy.target)
      const passed = request({ host: '127.0.0.1', port, method, path, headers }, answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      passed.on('error', () => outgoing.destroy())
      return incoming.pipe(passed)
    })
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  proxy.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${prefix}`
  return proxy
}

it('files are stored, loaded and loaded in parts by way of the proxy, and only so', async () => {
  const proxy = await startProxy()
  const gateway = await startTestGateway({ environment: { PUBLIC_URL: proxy.url } })
  proxy.target = gateway.url
  const client = new KacheryClient(proxy.url)
  await registerLocally(new KacheryClient(gateway.url, { seed: Buffer.alloc(32, 3) }), 'ada')
  const ada = new KacheryClient(proxy.url, { seed: Buffer.alloc(32, 3) })
  const bytes = Buffer.from('through a proxy')
  const { hash } = await ada.storeBytes(bytes)
  const { url, objectKey } = await client.ask({ type: 'findFile', hashAlg: 'sha1', hash: sha1(bytes) })
  expect(String(url).startsWith(`${proxy.url}/files/${objectKey}?`)).toBe(true)
  expect(Buffer.from((await client.loadBytes(hash)) ?? [])).toEqual(bytes)
  const part = await fetch(String(url), { headers: { range: 'bytes=8-', origin: 'https://figurl.org' } })
  expect([part.status, await part.text(), part.headers.get('access-control-allow-origin')]).toEqual([
    206,
    'a proxy',
    '*'
  ])
  expect(proxy.passed.filter(one => /^(PUT|GET) [/]files[/]/.test(one))).toHaveLength(3)
})
