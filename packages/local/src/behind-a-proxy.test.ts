/** A gateway on one machine that others reach through a proxy, below a path prefix: its files go the same way. */
import { expect, it, onTestFinished } from 'vitest'
import { KacheryClient, sha1 } from '../../client/src/kachery-client.ts'
import { registerLocally } from '../../client/src/register-locally.ts'
import { startPrefixProxy } from '../testing/prefix-proxy.ts'
import { startTestGateway } from '../testing/test-local-gateway.ts'

it('files are stored, loaded and loaded in parts by way of the proxy, and only so', async () => {
  const proxy = await startPrefixProxy()
  onTestFinished(() => proxy.close())
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
