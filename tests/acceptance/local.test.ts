/** The gateway that `npm start` runs, with embedded stores, held to what every gateway does; and what is its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { localSite, registerLocally } from '../../packages/client/src/register-locally.ts'
import { type GatewayProcess, startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { dataFolder } from '../gateway-process/scratch-folder.ts'
import { acceptance } from './acceptance.ts'
import { expectSame, newBytes } from './subject.ts'

acceptance('the local gateway', async () => {
  const folder = dataFolder()
  const gateway = await startGatewayProcess({ data: folder.path })
  const [administrator, registered, unregistered] = newClients(gateway.url)
  // Whoever is first administers.
  await registerLocally(administrator, 'ada')
  await registerLocally(registered, 'bob')
  return {
    url: gateway.url,
    registered,
    administrator,
    unregistered,
    site: localSite(gateway.url),
    async close() {
      const code = await gateway.stop()
      await folder.remove()
      expect(code).toBe(0)
    }
  }
})

describe('the local gateway between runs', () => {
  const folder = dataFolder()
  let gateway: GatewayProcess
  beforeAll(async () => {
    gateway = await startGatewayProcess({ data: folder.path })
  })
  afterAll(async () => {
    await gateway.stop()
    await folder.remove()
  })

  it.each(['stop', 'kill'] as const)('keeps files and registrations (%s)', async end => {
    const { url, port } = gateway
    const client = new KacheryClient(url)
    await registerLocally(client, 'ada')
    const bytes = newBytes(1000)
    const { hash } = await client.storeBytes(bytes)
    const half = await client.initiate(newBytes(10))
    expect(half.alreadyExists).toBe(false)

    await gateway[end]()
    gateway = await startGatewayProcess({ data: folder.path, port })
    expect(gateway.url).toBe(url)
    expectSame(await client.loadBytes(hash), bytes)
    expect((await client.storeBytes(bytes)).alreadyExists).toBe(true)
    expect((await client.storeBytes(newBytes(1000))).alreadyExists).toBe(false)
  })

  it('lets pages of any origin use the URLs they were given', async () => {
    const client = new KacheryClient(gateway.url)
    await registerLocally(client, 'ada')
    const bytes = newBytes(100)
    const { signedUploadUrl } = await client.initiate(bytes)
    const origin = 'https://figurl.org'
    const headers = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' }
    const asked = await fetch(String(signedUploadUrl), { method: 'OPTIONS', headers })
    expect(asked.status).toBe(200)
    expect(asked.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/figurl\.org)$/)
    expect(asked.headers.get('access-control-allow-methods')).toContain('PUT')
  })
})

function newClients(url: string): [KacheryClient, KacheryClient, KacheryClient] {
  return [new KacheryClient(url), new KacheryClient(url), new KacheryClient(url)]
}
