/** The gateway process on real services, held to what every gateway does; and zones of the kinds that operators have. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import { localSite, registerLocally } from '../../packages/client/src/register-locally.ts'
import { acceptance } from '../acceptance/acceptance.ts'
import { administration } from '../acceptance/administration.ts'
import { expectRefusal, expectSame, newBytes } from '../acceptance/subject.ts'
import { makeBucket } from '../gateway-process/real-buckets.ts'
import { type RealGateway, startRealGateway } from '../gateway-process/real-gateway.ts'

async function registered(url: string, zone: string, name: string): Promise<KacheryClient> {
  const client = new KacheryClient(url, { zone })
  await registerLocally(client, name)
  return client
}

acceptance('a gateway on real services', async () => {
  const gateway = await startRealGateway()
  const { url } = gateway.process
  return {
    url,
    administrator: await registered(url, 'default', 'ada'),
    registered: await registered(url, 'default', 'bob'),
    unregistered: new KacheryClient(url, { zone: 'default' }),
    site: localSite(url),
    close: () => gateway.close()
  }
})

acceptance('a zone that an older gateway registered', async () => {
  const gateway = await startRealGateway()
  const { url } = gateway.process
  return {
    url,
    administrator: await registered(url, 'ada.shelf', 'ada'),
    registered: await registered(url, 'ada.shelf', 'bob'),
    unregistered: new KacheryClient(url, { zone: 'ada.shelf' }),
    site: localSite(url),
    async close() {
      const keys = await gateway.buckets.default.keys()
      const astray = keys.filter(key => !/^(zones\/(ada\.shelf|carla-\w+)|settings|registered-zones)\//.test(key))
      await gateway.close()
      expect(astray).toEqual([])
    }
  }
})

describe('zones on real services', () => {
  let gateway: RealGateway
  beforeAll(async () => {
    gateway = await startRealGateway()
  })
  afterAll(() => gateway?.close())
  const find = (bytes: Uint8Array) => ({ type: 'findFile', hashAlg: 'sha1', hash: sha1(bytes) })

  it('a file of the fallback bucket is found there, and is not "already there" for an upload', async () => {
    const { url } = gateway.process
    const client = await registered(url, 'lab', 'bob')
    const bytes = newBytes(77)
    await gateway.buckets.older.put(contentKey(sha1(bytes)), bytes)
    const found = await client.ask(find(bytes))
    expect(found).toMatchObject({ found: true, fallback: true, size: 77, bucketUri: gateway.buckets.older.uri })
    expectSame(await client.loadBytes(sha1(bytes)), bytes)
    expect((await client.storeBytes(bytes)).alreadyExists).toBe(false)
    expect(await gateway.buckets.lab.keys()).toContain(contentKey(sha1(bytes)))
  })

  it('who is not in the settings may not upload; who is may, and leaves nothing under uploads/', async () => {
    const { url } = gateway.process
    const eve = await registered(url, 'lab', 'eve')
    const initiate = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: sha1('x'), size: 1 }
    expect(expectRefusal(await eve.request(initiate), 403, 'access.not_permitted')).toContain('zone lab')
    await (await registered(url, 'lab', 'bob')).storeBytes(newBytes(3000))
    expect((await gateway.buckets.lab.keys()).filter(key => key.startsWith('uploads/'))).toEqual([])
  })

  it('a closed zone tells neither strangers nor those without download what it has', async () => {
    const { url } = gateway.process
    const [ada, bob] = [await registered(url, 'closed', 'ada'), await registered(url, 'closed', 'bob')]
    const stranger = new KacheryClient(url, { zone: 'closed' })
    const bytes = newBytes(40)
    const { hash } = await bob.storeBytes(bytes)
    expectRefusal(await stranger.request(find(bytes), { unsigned: true }), 403, 'access.anonymous')
    expectRefusal(await stranger.request(find(bytes)), 403, 'access.client_not_registered')
    expectRefusal(await bob.request(find(bytes)), 403, 'access.not_permitted')
    expectRefusal(await stranger.request(find(newBytes(1)), { unsigned: true }), 403, 'access.anonymous')
    expectSame(await ada.loadBytes(hash), bytes)
  })

  it('a registration in one zone is none in another', async () => {
    const { url } = gateway.process
    const client = await registered(url, 'default', 'ada')
    const answer = await client.request({ ...find(newBytes(1)), zone: 'closed' })
    expectRefusal(answer, 403, 'access.client_not_registered')
  })

  it('an upload of one zone cannot be finalized in another', async () => {
    const { url } = gateway.process
    const seed = new Uint8Array(32).fill(7)
    const [here, there] = ['default', 'ada.shelf'].map(zone => new KacheryClient(url, { zone, seed }))
    if (!here || !there) throw new Error('two clients')
    await registerLocally(here, 'ada')
    await registerLocally(there, 'ada')
    const bytes = newBytes(10)
    const { objectKey, signedUploadUrl } = await here.initiate(bytes)
    expect((await here.put(String(signedUploadUrl), bytes)).status).toBe(200)
    const finalize = { ...find(bytes), type: 'finalizeFileUpload', size: 10, objectKey }
    expectRefusal(await there.request(finalize), 400, 'upload.foreign_key')
    await here.finalize(bytes, String(objectKey))
  })

  it('what older gateways left is found: clients (never their private keys) and resources', async () => {
    const { url } = gateway.process
    const client = new KacheryClient(url, { zone: 'lab' })
    const { clientId } = client
    const old = { clientId, ownerId: 'bob', timestampCreated: 1650000000000, label: 'an old laptop' }
    const secret = 'ab'.repeat(32)
    await gateway.buckets.lab.put(`clients/${clientId}`, JSON.stringify({ ...old, privateKeyHex: secret, more: 1 }))
    const resource = { resourceName: 'figs/main', ownerId: 'bob', timestampCreated: 1, proxyUrl: 'https://p.example' }
    await gateway.buckets.lab.put('resources/figs/main', JSON.stringify({ ...resource, secret }))

    await client.storeBytes(newBytes(9))
    expect((await client.ask({ type: 'getClientInfo', clientId })).client).toEqual(old)
    expect((await client.ask({ type: 'getResourceInfo', resourceName: 'figs/main' })).resource).toEqual(resource)
  })

  it('all of it is there after a restart, also after kill -9; what is recorded holds no secret', async () => {
    const client = await registered(gateway.process.url, 'default', 'ada')
    const bytes = newBytes(1234)
    const { hash } = await client.storeBytes(bytes)
    for (const how of ['stop', 'kill'] as const) {
      await gateway.restart(how)
      expectSame(await client.loadBytes(hash), bytes)
      expect((await client.storeBytes(newBytes(10))).alreadyExists).toBe(false)
    }
    const items = await gateway.logItems()
    const stored = items.filter(({ request }) => JSON.stringify(request).includes(hash))
    const types = stored.map(item => JSON.parse(JSON.stringify(item)).request.payload.type)
    expect(types).toEqual(expect.arrayContaining(['initiateFileUpload', 'finalizeFileUpload']))
    expect(types.filter(type => type === 'finalizeFileUpload')).toHaveLength(1)
    expect(JSON.stringify(items)).not.toMatch(/X-Amz-Signature|"signature"|privateKeyHex|(ab){32}/)
  })
})

administration('administration of a gateway on real services', async () => {
  const gateway = await startRealGateway({ ADMINISTRATORS: '["ada"]' })
  const bucket = await makeBucket('administered')
  return {
    site: localSite(gateway.process.url),
    administrator: 'ada',
    bucket,
    async close() {
      await gateway.close()
      await bucket.remove()
    }
  }
})
