import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reporter } from '../../../../tests/secrets/watch.ts'
import { objectStoreContract } from '../../../core/src/stores/object-store.contract.ts'
import { type EmbeddedObjectStore, startEmbeddedObjectStore } from './object-store.ts'

const bucket = 'local-files'
const keyPair = () => ({ accessKeyId: `id${randomUUID()}`, secretAccessKey: randomUUID() })

async function start(directory: string, credentials = keyPair(), port = 0) {
  const server = await startEmbeddedObjectStore({ directory, bucket, port, ...credentials })
  const openAt = (now: () => number) =>
    openS3ObjectStore(
      { uri: `s3://${bucket}`, credentials: { ...credentials, endpoint: server.endpoint } },
      { now, report: reporter() }
    )
  return { server, store: openAt(Date.now), openAt, credentials }
}

const newDirectory = () => mkdtemp(join(tmpdir(), 'embedded-objects-'))
const remove = (directory: string) => rm(directory, { recursive: true, force: true })

objectStoreContract(
  'S3 adapter on the embedded store',
  {
    abilities: { putIfAbsent: false, putIfMatch: false, copyIfAbsent: false, copySha1: false, copyIfMatch: false },
    presigns: true
  },
  async () => {
    const directory = await newDirectory()
    const { server, ...opened } = await start(directory)
    return {
      ...opened,
      close: async () => {
        await server.close()
        await remove(directory)
      }
    }
  }
)

describe('the embedded object store', () => {
  let directory: string
  let server: EmbeddedObjectStore
  let store: ObjectStore
  let credentials: ReturnType<typeof keyPair>

  beforeAll(async () => {
    directory = await newDirectory()
    ;({ server, store, credentials } = await start(directory))
    await store.put('a/file', Buffer.from('hello'))
  })
  afterAll(async () => {
    await server.close()
    await remove(directory)
  })

  const address = (path: string) => `${server.endpoint}/${bucket}/${path}`

  it('keeps its objects when it is started again', async () => {
    const other = await newDirectory()
    const first = await start(other)
    await first.store.put('kept', Buffer.from('x'))
    await first.server.close()
    const second = await start(other)
    expect((await second.store.head('kept'))?.size).toBe(1)
    await second.server.close()
    await remove(other)
  })

  it('says so where its port is taken', async () => {
    const other = await newDirectory()
    await expect(start(other, keyPair(), Number(new URL(server.endpoint).port))).rejects.toMatchObject({
      code: 'EADDRINUSE'
    })
    await remove(other)
  })

  it('lists a bucket, and does not make one twice: the path of a bucket is signed with a slash', async () => {
    const client = new S3Client({ region: 'us-east-1', endpoint: server.endpoint, forcePathStyle: true, credentials })
    const listed = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'a/' }))
    expect(listed.Contents?.map(object => object.Key)).toEqual(['a/file'])
    await expect(client.send(new CreateBucketCommand({ Bucket: bucket }))).rejects.toThrow('already exists')
    client.destroy()
  })

  describe('serves nothing that is not signed with its own key', () => {
    it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'POST'])('%s without a signature is refused', async method => {
      const answer = await fetch(address('a/file'), { method, ...(method === 'PUT' ? { body: 'evil' } : {}) })
      expect(answer.status).toBe(403)
      expect((await store.head('a/file'))?.size).toBe(5)
    })

    it.each([
      '',
      '?list-type=2',
      '?X-Amz-Algorithm=AWS4-HMAC-SHA256',
      '?x-amz-algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0',
      `?${'a&'.repeat(1100)}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0`,
      '?AWSAccessKeyId=S3RVER&Signature=x&Expires=99999999999'
    ])('nor is the bucket listed for "%s"', async query => {
      expect((await fetch(`${server.endpoint}/${bucket}${query}`)).status).toBe(403)
      expect((await fetch(`${server.endpoint}/${query}`)).status).toBe(403)
    })

    it.each([
      `/${bucket}/../${bucket}/a/file`,
      `/${bucket}/%2e%2e/${bucket}/a/file`,
      `/${bucket}/..%2f..%2fetc`,
      `//${bucket}/a/file`,
      `/${bucket}//a/file`,
      `/${bucket}/a/file#?X-Amz-Algorithm=AWS4-HMAC-SHA256`,
      `http://127.0.0.1/${bucket}/a/file`,
      `*`,
      `/${bucket}/a\\file`,
      `/${bucket}/%00`,
      `/${bucket}/%ff`
    ])('a signed request for the path %j is refused', async path => {
      const { search } = new URL(await store.presignGet('a/file', 60))
      expect(await rawStatus(server, 'GET', path.includes('#') ? path : path + search)).toBeOneOf([400, 403])
    })

    it('the well-known key of s3rver is not known', async () => {
      const stranger = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
      await expect(openWith(server, stranger).head('a/file')).rejects.toMatchObject({ code: 'store.refused' })
      expect((await fetch(await openWith(server, stranger).presignGet('a/file', 60))).status).toBe(403)
    })

    it('a wrong secret with the right key is refused', async () => {
      const stranger = { ...credentials, secretAccessKey: 'wrong' }
      await expect(openWith(server, stranger).head('a/file')).rejects.toMatchObject({ code: 'store.refused' })
    })

    it('a request under another host name is refused: it may be a page that has renamed itself', async () => {
      const url = new URL(await store.presignGet('a/file', 60))
      expect(await rawStatus(server, 'GET', url.pathname + url.search, 'evil.example')).toBe(403)
    })
  })

  describe('a presigned URL', () => {
    it.each(['HEAD', 'PUT', 'DELETE', 'POST', 'PATCH'])('for GET is not good for %s', async method => {
      const url = await store.presignGet('a/file', 60)
      const answer = await fetch(url, { method, ...(method === 'HEAD' ? {} : { body: 'evil!' }) })
      expect(answer.status).toBe(403)
      expect((await store.head('a/file'))?.size).toBe(5)
    })

    it.each([
      { 'x-amz-copy-source': `/${bucket}/a/file` },
      { 'x-amz-acl': 'public-read' },
      { 'x-amz-meta-x': '1' },
      { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      { authorization: 'AWS x:y' }
    ])('for PUT is not good with headers that nobody signed: %o', async headers => {
      const url = await store.presignPut('b/upload', 5, 60)
      expect((await fetch(url, { method: 'PUT', body: '12345', headers: Object.entries(headers) })).status).toBe(403)
      expect(await store.head('b/upload')).toBeUndefined()
    })

    it.each(['&list-type=2', '&uploads', '&acl', '&X-Amz-Date=20200101T000000Z', '&x-amz-copy-source=x'])(
      'is not good with %s after it',
      async addition => {
        expect((await fetch((await store.presignGet('a/file', 60)) + addition)).status).toBe(403)
      }
    )
  })

  it('an upload that breaks off leaves nothing, and one under way is not seen', async () => {
    const url = new URL(await store.presignPut('c/upload', 1000, 60))
    const socket = connect(Number(url.port), '127.0.0.1')
    socket.write(
      `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(500)}`
    )
    await eventually(async () => expect(await readdir(join(directory, 'unfinished'))).toHaveLength(1))
    expect(await store.head('c/upload')).toBeUndefined()
    socket.destroy()
    await eventually(async () => expect(await readdir(join(directory, 'unfinished'))).toHaveLength(0))
    expect(await store.head('c/upload')).toBeUndefined()
  })

  it('uploads, copies and removals in one folder do not take each other away', async () => {
    const keys = Array.from({ length: 40 }, (_, i) => `d/e/f/${i}`)
    await Promise.all(
      keys.map(async key => {
        await store.put(`${key}-upload`, Buffer.from(key))
        expect((await store.copy(`${key}-upload`, key, { size: key.length })).outcome).toBe('copied')
        await store.remove(`${key}-upload`)
      })
    )
    for (const key of keys) expect((await store.head(key))?.size).toBe(key.length)
  })

  it('lets pages of any origin read ranges', async () => {
    const url = await store.presignGet('a/file', 60)
    const origin = 'https://figurl.org'
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' }
    })
    expect(preflight.status).toBe(200)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('range')
    const answer = await fetch(url, { headers: { origin, range: 'bytes=1-2' } })
    expect(await answer.text()).toBe('el')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    for (const name of ['content-range', 'content-length', 'accept-ranges', 'etag']) {
      expect(answer.headers.get('access-control-expose-headers')).toContain(name)
      expect(answer.headers.get(name)).toBeTruthy()
    }
  })

  it('never shows what was uploaded as a page with rights', async () => {
    await store.put('page', Buffer.from('<script>alert(1)</script>'), { contentType: 'text/html' })
    const answer = await fetch(await store.presignGet('page', 60))
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

function openWith(
  server: EmbeddedObjectStore,
  credentials: { accessKeyId: string; secretAccessKey: string }
): ObjectStore {
  const { endpoint } = server
  return openS3ObjectStore(
    { uri: `s3://${bucket}`, credentials: { ...credentials, endpoint } },
    { now: Date.now, report: reporter() }
  )
}

/** fetch would tidy the path up before it sends it. */
function rawStatus(server: EmbeddedObjectStore, method: string, target: string, host?: string): Promise<number> {
  const { port, host: usual } = new URL(server.endpoint)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.on('data', data => {
      answer += data.toString('latin1')
    })
    socket.on('end', () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1])))
    socket.on('error', reject)
    socket.write(`${method} ${target} HTTP/1.1\r\nHost: ${host ?? usual}\r\nConnection: close\r\n\r\n`)
  })
}

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let i = 0; i < 50; i++) {
    const passed = await check().then(
      () => true,
      () => false
    )
    if (passed) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  await check()
}
