/** Files whose uploader had something to say of the bytes, on a real store, and read by the real Python client. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import { makeKeys, pythonJson } from '../../packages/client/src/python-client.ts'
import { hostileHeaders, rawHttp } from '../../packages/client/src/raw-http.ts'
import { registerLocally } from '../../packages/client/src/register-locally.ts'
import { expectSame, newBytes } from '../acceptance/subject.ts'
import { expectOwnHeaders, newGzip } from '../acceptance/uploader-headers.ts'
import { type RealGateway, startRealGateway } from '../gateway-process/real-gateway.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'

const folder = scratchFolder()
let gateway: RealGateway
let client: KacheryClient
beforeAll(async () => {
  gateway = await startRealGateway()
  client = new KacheryClient(gateway.process.url, { zone: 'default' })
  await registerLocally(client, 'ada')
})
afterAll(async () => {
  await gateway?.close()
  await folder.remove()
})

/** As a store keeps what somebody said. */
const hostile = {
  ContentEncoding: 'gzip',
  ContentType: 'text/html; charset=evil',
  ContentDisposition: 'inline; filename="evil.html"',
  CacheControl: 'public, max-age=66666'
}
const find = (bytes: Uint8Array) => ({ type: 'findFile', hashAlg: 'sha1', hash: sha1(bytes) })

/** What the unmodified client has in its file after load_file. */
async function loadedByPython(zone: string, bytes: Uint8Array): Promise<Uint8Array> {
  const load = 'import json, sys, kachery_cloud as kc; print(json.dumps(kc.load_file(sys.argv[1])))'
  const place = { gatewayUrl: gateway.process.url, zone, home: join(folder.path, sha1(bytes)) }
  await makeKeys(place)
  return readFile(String(await pythonJson(place, load, [`sha1://${sha1(bytes)}`])))
}

describe('a published object', () => {
  it('has the gateway’s headers and nothing else, whatever was sent with the bytes', async () => {
    const bytes = newGzip()
    const { objectKey, signedUploadUrl } = await client.initiate(bytes)
    const sent = hostileHeaders.filter(([name, value]) => !name.startsWith('x-amz-') && value !== 'br')
    const headers = Object.fromEntries(sent)
    expect((await rawHttp(String(signedUploadUrl), { method: 'PUT', headers, body: bytes })).status).toBe(200)
    await client.finalize(bytes, String(objectKey))
    const head = await gateway.buckets.default.head(contentKey(sha1(bytes)))
    expect(head).toMatchObject({ ContentType: 'application/octet-stream', ContentLength: bytes.length, tags: [] })
    const others = ['ContentEncoding', 'ContentDisposition', 'ContentLanguage', 'CacheControl', 'ExpiresString']
    for (const name of others) expect(head).not.toHaveProperty(name, expect.anything())
    expect(head.Metadata ?? {}).toEqual({})
    expectSame(await loadedByPython('default', bytes), bytes)
  })

  it('of an empty file, one that is deleted, and one that makes way for the right bytes have them too', async () => {
    const bytes = newGzip()
    await client.initiate(new Uint8Array())
    await gateway.buckets.default.put(contentKey(sha1(bytes)), bytes, {
      ...hostile,
      Metadata: { more: 'of it' },
      Tagging: 'more=of-it'
    })
    await client.ask({ type: 'deleteFile', hashAlg: 'sha1', hash: sha1(bytes) })
    for (const key of [contentKey(sha1('')), `trash/${contentKey(sha1(bytes))}`]) {
      const head = await gateway.buckets.default.head(key)
      expect(head).toMatchObject({ ContentType: 'application/octet-stream', tags: [] })
      expect(head.Metadata ?? {}).toEqual({})
      expect(head.ContentEncoding).toBeUndefined()
    }
  })
})

describe('an object with its uploader’s headers', () => {
  it.each([
    ['default', 'default'],
    ['lab', 'older']
  ] as const)('that was there before is served as its bytes, in zone %s from bucket %s', async (zone, bucket) => {
    const bytes = newGzip()
    await gateway.buckets[bucket].put(contentKey(sha1(bytes)), bytes, hostile)
    const reader = new KacheryClient(gateway.process.url, { zone })
    const { url } = await reader.ask(find(bytes))
    expectOwnHeaders(await rawHttp(String(url)), bytes)
    expectSame(await reader.loadBytes(sha1(bytes)), bytes)
    expectSame(await loadedByPython(zone, bytes), bytes)
  })

  it('keeps nobody from storing the file', async () => {
    const bytes = newBytes(2000)
    await gateway.buckets.default.put(contentKey(sha1(bytes)), bytes, hostile)
    expect((await client.storeBytes(bytes)).alreadyExists).toBe(true)
    expectSame(await loadedByPython('default', bytes), bytes)
  })
})
