/** A client's way through a gateway on one machine, over HTTP alone, as a newcomer's first ten minutes would have it. */
import { describe, expect, it } from 'vitest'
import { KacheryClient, sha1 } from '../../client/src/kachery-client.ts'
import { registerLocally } from '../../client/src/register-locally.ts'
import { collisions } from '../../core/testing/sha1-collisions.ts'
import { startTestGateway, temporaryDirectory } from '../testing/test-local-gateway.ts'

const bytes = Buffer.from('the first file\n')

describe('a local gateway', () => {
  it('registers a client by its link, stores its file and gives back the same bytes', async () => {
    const { url } = await startTestGateway()
    const client = new KacheryClient(url)
    await registerLocally(client, 'ada', 'ada’s laptop')
    const info = await client.ask({ type: 'getClientInfo', clientId: client.clientId })
    expect(info).toMatchObject({ found: true, client: { ownerId: 'ada', label: 'ada’s laptop' } })

    const stored = await client.storeBytes(bytes)
    expect(stored).toEqual({ uri: `sha1://${sha1(bytes)}`, hash: sha1(bytes), alreadyExists: false })
    expect(Buffer.from((await client.loadBytes(stored.uri)) ?? [])).toEqual(bytes)
    expect(await client.storeBytes(bytes)).toMatchObject({ alreadyExists: true })
  })

  it('stores the empty file and 3 MB as well', async () => {
    const { url } = await startTestGateway()
    const client = new KacheryClient(url)
    await registerLocally(client, 'ada')
    for (const content of [new Uint8Array(), new Uint8Array(3_000_000).fill(7)]) {
      const { uri } = await client.storeBytes(content)
      expect(sha1((await client.loadBytes(uri)) ?? 'nothing')).toBe(sha1(content))
    }
  })

  it.each(Object.entries(collisions))('refuses content that was made to collide: %s', async (_, content) => {
    const { url } = await startTestGateway()
    const client = new KacheryClient(url)
    await registerLocally(client, 'ada')
    await expect(client.storeBytes(content)).rejects.toMatchObject({ answer: { code: 'file.sha1_collision' } })
    expect(await client.loadBytes(sha1(content))).toBeUndefined()
  })

  it('keeps files, clients and its keys between runs', async () => {
    const directory = await temporaryDirectory()
    const first = await startTestGateway({ directory })
    const before = new KacheryClient(first.url, { seed: Buffer.alloc(32, 1) })
    await registerLocally(before, 'ada')
    const { uri } = await before.storeBytes(bytes)
    const { url: fileUrl } = await before.ask({ type: 'findFile', hashAlg: 'sha1', hash: sha1(bytes) })
    await first.close()

    const second = await startTestGateway({ directory, port: Number(new URL(first.url).port) })
    const after = new KacheryClient(second.url, { seed: Buffer.alloc(32, 1) })
    expect(Buffer.from((await after.loadBytes(uri)) ?? [])).toEqual(bytes)
    expect(await after.storeBytes(Buffer.from('another'))).toMatchObject({ alreadyExists: false })
    expect((await fetch(String(fileUrl))).status, 'a URL handed out before the restart').toBe(200)
  })

  it('lets anyone load, and nobody store who is not registered', async () => {
    const { url } = await startTestGateway()
    const owner = new KacheryClient(url)
    await registerLocally(owner, 'ada')
    const { hash } = await owner.storeBytes(bytes)
    const stranger = new KacheryClient(url)
    expect(Buffer.from((await stranger.loadBytes(hash, { unsigned: true })) ?? [])).toEqual(bytes)
    const refused = await stranger.request({ type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: bytes.length })
    expect(refused).toMatchObject({ status: 403, code: 'access.client_not_registered' })
    expect(refused.text).toContain(`${url}/registerClient/${stranger.clientId}`)
  })
})
