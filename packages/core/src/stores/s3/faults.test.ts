/** What the S3 adapter makes of stores that fail: an error of the right kind, in time, and never "not found". */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fakeServer } from '../../../../leak-check/src/fake-servers.ts'
import { know, testLogger } from '../../../../leak-check/src/watch.ts'
import { defined } from '../../defined.ts'
import { GatewayError } from '../../errors.ts'
import type { ObjectStore } from '../object-store.ts'
import { openS3ObjectStore } from './s3-object-store.ts'
import type { TimeLimits } from './time-limits.ts'

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void

const credentials = { accessKeyId: 'AKIDTESTTESTTEST', secretAccessKey: 'very/secret+key' }
const xmlError = (code: string, message = 'No.') =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
const copied = (more = '') => `<?xml version="1.0"?><CopyObjectResult><ETag>"e"</ETag>${more}</CopyObjectResult>`

let behave: Behaviour
let requests: IncomingMessage[] = []
const reports: string[] = []
const server = fakeServer(
  createServer((request, response) => {
    requests.push(request)
    request.resume()
    behave(request, response)
  })
)
let endpoint: string

beforeAll(async () => {
  know('storage key', credentials.secretAccessKey)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${portOf(server.address())}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
afterEach(() => {
  server.closeAllConnections()
  requests = []
  reports.length = 0
})

function open(uri = 's3://bucket', timeLimits: Partial<TimeLimits> = {}, at = endpoint): ObjectStore {
  const logger = testLogger((_level: string, event: string) => void reports.push(event))
  return openS3ObjectStore(
    { uri, credentials: { ...credentials, endpoint: at } },
    { now: Date.now, logger, timeLimits }
  )
}

const answer =
  (status: number, body = '', headers: Record<string, string> = {}): Behaviour =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body)

const inTurn = (...behaviours: Behaviour[]): Behaviour => {
  let turn = 0
  return (request, response) => behaviours[Math.min(turn++, behaviours.length - 1)]?.(request, response)
}

const silence: Behaviour = () => {}

async function readAll(store: ObjectStore, size = 1000): Promise<number> {
  let length = 0
  for await (const chunk of (await store.read('a', size)) ?? []) length += chunk.length
  return length
}

const calls: Record<string, (store: ObjectStore) => Promise<unknown>> = {
  head: store => store.head('a'),
  get: store => store.get('a', 1000),
  read: store => readAll(store),
  put: store => store.put('a', Buffer.from('x')),
  'put if absent': store => store.put('a', Buffer.from('x'), { ifAbsent: true }),
  copy: store => store.copy('a', 'b', { size: 1 }),
  'copy if absent with SHA-1': store => store.copy('a', 'b', { size: 1, ifAbsent: true, wantSha1: true }),
  remove: store => store.remove('a'),
  'put over': store => store.put('a', Buffer.from('x'), { ifMatch: '"e"' }),
  putStream: store =>
    store.putStream('a', 1, async function* () {
      yield Buffer.from('x')
    }),
  list: store => store.list('a', { limit: 1 }),
  abortUpload: store => store.abortUpload('a', 'b'),
  listParts: store => store.listParts('a', 'b'),
  completeParts: store => store.completeParts('a', 'b', [{ number: 1, size: 1, etag: '"e"' }]),
  copyPart: store => store.copyPart('a', 'b', 'c', { number: 1, from: 0, to: 1 })
}

async function failureOf(call: Promise<unknown>): Promise<{ error: GatewayError; ms: number }> {
  const began = performance.now()
  const error: unknown = await call.then(
    value => new Error(`it was answered: ${inspect(value)}`),
    thrown => thrown
  )
  if (!(error instanceof GatewayError)) throw error
  return { error, ms: performance.now() - began }
}

const everyCall = (store: ObjectStore) =>
  Promise.all(Object.entries(calls).map(async ([name, call]) => ({ name, ...(await failureOf(call(store))) })))

describe('whatever is asked of a store', () => {
  it.each([
    ['answers 500', answer(500, xmlError('InternalError')), 'store.unavailable'],
    ['answers 503', answer(503, xmlError('SlowDown')), 'store.unavailable'],
    ['answers 501', answer(501, xmlError('NotImplemented')), 'store.unavailable'],
    ['answers 429', answer(429), 'store.unavailable'],
    ['answers 400', answer(400, xmlError('InvalidRequest')), 'store.unavailable'],
    ['answers 403', answer(403, xmlError('AccessDenied')), 'store.refused'],
    ['answers 401', answer(401, xmlError('Unauthorized')), 'store.refused'],
    [
      'points elsewhere',
      answer(301, xmlError('PermanentRedirect'), { location: 'http://127.0.0.1:1/' }),
      'store.unavailable'
    ],
    ['hangs up', (request: IncomingMessage) => void request.socket.destroy(), 'store.unavailable'],
    ['speaks no HTTP', (request: IncomingMessage) => void request.socket.end('220 ready\r\n'), 'store.unavailable']
  ])('one that %s gives an error, not an answer', async (_, behaviour, code) => {
    behave = behaviour
    for (const { name, error } of await everyCall(open())) {
      expect({ name, code: error.code, kind: error.kind }).toEqual({ name, code, kind: 'unavailable' })
      expect(error.message).toContain('s3://bucket')
    }
  })

  it('one that is not there gives an error', async () => {
    const closed = createServer()
    await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve))
    const port = portOf(closed.address())
    await new Promise(resolve => closed.close(resolve))
    for (const { error, ms } of await everyCall(open('s3://bucket', {}, `http://127.0.0.1:${port}`))) {
      expect(error.code).toBe('store.unavailable')
      expect(ms).toBeLessThan(1500)
    }
  })

  it('one that takes the connection and says nothing is given up within 4.5 s', async () => {
    behave = silence
    for (const { name, error, ms } of await everyCall(open())) {
      expect({ name, code: error.code }).toEqual({ name, code: 'store.unavailable' })
      expect(ms).toBeLessThan(4700)
    }
  })

  it('whose connections died silently costs one time limit, however many there were', async () => {
    const dead = new Set<unknown>()
    behave = (request, response) => {
      if (!dead.has(request.socket)) answer(200, '', { etag: '"e"', 'content-length': '1' })(request, response)
    }
    const store = open(undefined, { attempt: 200 })
    await Promise.all(Array.from({ length: 8 }, () => store.head('a')))
    for (const { socket } of requests) dead.add(socket)
    const began = performance.now()
    for (let calls = 0; calls < 8; calls++) await store.head('a')
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('one that fails once is asked again', async () => {
    behave = inTurn(answer(503), answer(200, 'hello', { etag: '"e"' }))
    expect((await open().get('a', 100))?.bytes).toEqual(Buffer.from('hello'))
    expect(requests).toHaveLength(2)
  })

  it('one that refuses is asked once', async () => {
    behave = answer(403, xmlError('AccessDenied'))
    await failureOf(open().get('a', 100))
    expect(requests).toHaveLength(1)
  })
})

describe('"not found" is said only of objects', () => {
  it.each([
    ['the bucket is not there', answer(404, xmlError('NoSuchBucket'))],
    [
      'the 404 is not from an S3 server',
      answer(404, '<html><body>Not found</body></html>', { 'content-type': 'text/html' })
    ],
    ['the 404 has no body', answer(404)]
  ])('where %s, get, read, copy and remove give an error', async (_, behaviour) => {
    behave = behaviour
    for (const name of ['get', 'read', 'copy', 'remove']) {
      expect((await failureOf(calls[name]?.(open()) ?? Promise.resolve())).error.code).toBe('store.unavailable')
    }
  })

  it('where there is no such key, it is missing', async () => {
    behave = answer(404, xmlError('NoSuchKey'))
    expect(await open().get('a', 10)).toBeUndefined()
    expect(await open().read('a', 10)).toBeUndefined()
    expect(await open().copy('a', 'b', { size: 1 })).toEqual({ outcome: 'source_missing' })
    await open().remove('a')
  })
})

describe('an object whose bytes do not all arrive', () => {
  const cut: Behaviour = (_, response) => {
    response.writeHead(200, { etag: '"e"', 'content-length': '1000' })
    response.write('x'.repeat(500), () => response.destroy())
  }
  const stuck: Behaviour = (_, response) => {
    response.writeHead(200, { etag: '"e"', 'content-length': '1000' })
    response.write('x'.repeat(500))
  }
  const trickle: Behaviour = (_, response) => {
    response.writeHead(200, { etag: '"e"', 'content-length': '1000' })
    const drip = setInterval(() => response.write('x'), 50)
    response.on('close', () => clearInterval(drip))
  }

  it('is an error where the connection is cut', async () => {
    behave = cut
    for (const name of ['get', 'read']) {
      expect((await failureOf(calls[name]?.(open()) ?? Promise.resolve())).error.code).toBe('store.unavailable')
    }
  })

  it('is an error where the store gets stuck, after the time between two chunks', async () => {
    behave = stuck
    const [got, read] = await Promise.all([
      failureOf(open('s3://bucket', { attempt: 300, call: 700 }).get('a', 1000)),
      failureOf(readAll(open('s3://bucket', { stall: 300 })))
    ])
    expect([got.error.code, read.error.code]).toEqual(['store.unavailable', 'store.unavailable'])
    expect(got.ms).toBeLessThan(1000)
    expect(read.ms).toBeLessThan(1000)
  })

  it('is an error where they come in drops, after the time that their number allows', async () => {
    behave = trickle
    const [got, read] = await Promise.all([
      failureOf(open('s3://bucket', { attempt: 300, call: 700 }).get('a', 1000)),
      failureOf(readAll(open('s3://bucket', { call: 1000 })))
    ])
    expect([got.error.code, read.error.code]).toEqual(['store.unavailable', 'store.unavailable'])
    expect(got.ms).toBeLessThan(1000)
    expect(read.ms).toBeLessThan(1500)
  })

  it('is read to its end over a slow link, on which it keeps coming', async () => {
    // 1 MB at about 1 MB/s; a copy inside the store is given a fifth of a second for as much.
    behave = (_, response) => {
      response.writeHead(200, { etag: '"e"', 'content-length': '1000000' })
      let sent = 0
      const pour = setInterval(() => {
        response.write(Buffer.alloc(20_000))
        sent += 20_000
        if (sent === 1_000_000) clearInterval(pour)
      }, 20)
      response.on('close', () => clearInterval(pour))
    }
    let length = 0
    for await (const chunk of (await open('s3://bucket', { call: 300 }).read('a', 1_000_000)) ?? [])
      length += chunk.length
    expect(length).toBe(1_000_000)
  })

  it('is given up where nobody reads it, and that harms nobody', async () => {
    behave = stuck
    const closed = new Promise(resolve => server.once('connection', socket => socket.once('close', resolve)))
    const chunks = await open('s3://bucket', { stall: 200 }).read('a', 1000)
    await closed
    await expect(chunks?.[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  it('the time that its reader takes does not count', async () => {
    behave = (_, response) => void response.writeHead(200, { 'content-length': '400000' }).end(Buffer.alloc(400_000))
    let length = 0
    for await (const chunk of (await open('s3://bucket', { stall: 100, call: 150 }).read('a', 400_000)) ?? []) {
      length += chunk.length
      await new Promise(resolve => setTimeout(resolve, 60))
    }
    expect(length).toBe(400_000)
  })
})

describe('a copy', () => {
  const copy = (store: ObjectStore, options = {}) => store.copy('a', 'b', { size: 1, ...options })
  const header = (request: IncomingMessage | undefined, name: string) => request?.headers[name]

  it.each([
    ['an error', answer(200, xmlError('InternalError'))],
    ['"no such key" as an error after 200', answer(200, xmlError('NoSuchKey'))],
    ['nothing', answer(200)],
    ['spaces', answer(200, '<?xml version="1.0"?>\n   ')],
    ['something else', answer(200, '<html></html>')],
    [
      'half of it',
      ((_, response) => {
        response.writeHead(200, { 'content-length': '500' })
        response.write(copied().slice(0, 40), () => response.destroy())
      }) satisfies Behaviour
    ]
  ])('answered 200 with %s in the body has failed', async (_, behaviour) => {
    behave = behaviour
    expect((await failureOf(copy(open()))).error.code).toBe('store.unavailable')
  })

  it('is the SDK’s; a look at an object is signed without it', async () => {
    behave = answer(200, copied(), { etag: '"e"' })
    await copy(open())
    await open()
      .head('a')
      .catch(() => {})
    const bySdk = requests.map(request => /aws-sdk-js/.test(request.headers['user-agent'] ?? ''))
    expect(bySdk[0]).toBe(true)
    expect(bySdk.slice(1)).not.toContain(true)
  })

  it('of a large object may take its time', async () => {
    behave = (_, response) => void setTimeout(() => response.end(copied()), 700)
    const limits = { attempt: 300, call: 600 }
    expect((await failureOf(copy(open('s3://bucket', limits)))).error.code).toBe('store.unavailable')
    expect(await copy(open('s3://bucket', limits), { size: 20_000_000 })).toMatchObject({ outcome: 'copied' })
  })

  it('names its source encoded', async () => {
    behave = answer(200, copied())
    await open().copy('x y/a+b&c?d=é%', 'b', { size: 1 })
    expect(header(requests[0], 'x-amz-copy-source')).toBe('bucket/x%20y/a%2Bb%26c%3Fd%3D%C3%A9%25')
  })

  it.each(['s3://bucket', 'gs://bucket', 'wasabi://bucket'])(
    'where no object may be looks first, where %s is not known to heed conditions',
    async uri => {
      behave = answer(200, '', { etag: '"e"', 'content-length': '5' })
      expect(await copy(open(uri), { ifAbsent: true })).toEqual({ outcome: 'destination_exists' })
      expect(requests.map(request => request.method)).toEqual(['HEAD'])
    }
  )

  it('where no object may be is told to R2 by its own header', async () => {
    behave = answer(412, xmlError('PreconditionFailed'))
    expect(await copy(open('r2://bucket'), { ifAbsent: true })).toEqual({ outcome: 'destination_exists' })
    expect(requests).toHaveLength(1)
    expect(header(requests[0], 'cf-copy-destination-if-none-match')).toBe('*')
    expect(header(requests[0], 'authorization')).toContain('cf-copy-destination-if-none-match')
    expect(header(requests[0], 'if-none-match')).toBeUndefined()
  })

  it.each(['r2://bucket', 'gs://bucket'])('does not ask %s for a SHA-1', async uri => {
    behave = answer(200, copied())
    await copy(open(uri), { wantSha1: true })
    expect(header(requests[0], 'x-amz-checksum-algorithm')).toBeUndefined()
  })

  it.each([400, 501])('is made without a SHA-1 where the wish is answered %i, from then on', async status => {
    behave = (request, response) => {
      const asked = request.headers['x-amz-checksum-algorithm'] !== undefined
      answer(asked ? status : 200, asked ? xmlError('NotImplemented') : copied())(request, response)
    }
    const store = open()
    expect(await copy(store, { wantSha1: true })).toEqual({ outcome: 'copied', etag: expect.any(String) })
    expect(await copy(store, { wantSha1: true })).toEqual({ outcome: 'copied', etag: expect.any(String) })
    expect(requests.map(request => header(request, 'x-amz-checksum-algorithm'))).toEqual(['SHA1', undefined, undefined])
    expect(reports).toEqual(['object_store.tells_no_sha1'])
  })

  it('does not ask again where the wish was ignored', async () => {
    behave = answer(200, copied())
    const store = open()
    await copy(store, { wantSha1: true })
    await copy(store, { wantSha1: true })
    expect(requests.map(request => header(request, 'x-amz-checksum-algorithm'))).toEqual(['SHA1', undefined])
  })

  it('that fails for another reason does not say that the store tells no SHA-1', async () => {
    behave = answer(400, xmlError('InvalidRequest'))
    await failureOf(copy(open(), { wantSha1: true }))
    expect(reports).toEqual([])
  })

  it.each(['s3://bucket', 'wasabi://bucket?region=eu-west-1', 'r2://bucket', 'gs://bucket'])(
    'in %s has the gateway’s headers and nothing of its source',
    async uri => {
      behave = answer(200, copied())
      await copy(open(uri), { wantSha1: true })
      const { headers = {} } = requests[0] ?? {}
      expect(headers).toMatchObject({
        'x-amz-metadata-directive': 'REPLACE',
        'content-type': 'application/octet-stream'
      })
      // R2 refuses what it does not know; it has no tags, nor has Google.
      expect(headers['x-amz-tagging-directive']).toBe(/^(r2|gs)/.test(uri) ? undefined : 'REPLACE')
      const others = Object.keys(headers).join()
      expect(others).not.toMatch(
        /content-(encoding|disposition|language)|cache-control|expires|acl|grant|meta-|website/
      )
      expect(others).not.toMatch(/x-amz-(tagging|storage-class)(,|$)/)
    }
  )

  it.each([400, 501])(
    'is made where the store answers %i to what is said of tags, and may still tell SHA-1s',
    async status => {
      behave = (request, response) => {
        const asked = request.headers['x-amz-tagging-directive'] !== undefined
        const sha1 =
          request.headers['x-amz-checksum-algorithm'] === undefined
            ? ''
            : `<ChecksumSHA1>${sha1OfNothing}</ChecksumSHA1>`
        answer(asked ? status : 200, asked ? xmlError('NotImplemented') : copied(sha1))(request, response)
      }
      const store = open()
      expect(await copy(store, { wantSha1: true })).toHaveProperty('sha1')
      const before = requests.length
      expect(await copy(store, { wantSha1: true })).toHaveProperty('sha1')
      expect(requests.slice(before)).toHaveLength(1)
      for (const request of requests) expect(header(request, 'x-amz-metadata-directive')).toBe('REPLACE')
      expect(reports).toEqual([])
    }
  )

  const sha1OfNothing = '2jmj7l5rSw0yVb/vlWAYkK/YBwk='
  it.each([
    [`<ChecksumSHA1>${sha1OfNothing}</ChecksumSHA1>`, 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    [`<ChecksumSHA1>${sha1OfNothing}</ChecksumSHA1><ChecksumType>COMPOSITE</ChecksumType>`, undefined],
    [`<ChecksumSHA1>${sha1OfNothing}-3</ChecksumSHA1>`, undefined],
    ['<ChecksumSHA1>AAAA</ChecksumSHA1>', undefined]
  ])('takes %s for the SHA-1 %s', async (checksum, sha1) => {
    behave = answer(200, copied(checksum))
    const store = open()
    expect(await copy(store, { wantSha1: true })).toEqual({
      outcome: 'copied',
      etag: expect.any(String),
      ...defined({ sha1 })
    })
    expect(reports).toEqual([])
  })

  it('that is asked for once is sent once, whatever comes of it', async () => {
    for (const reply of [answer(500, ''), answer(503, '')]) {
      behave = reply
      const before = requests.length
      await expect(copy(open(), { once: true })).rejects.toMatchObject({ code: 'store.unavailable' })
      expect(requests.length - before).toBe(1)
    }
  })

  it('head takes no checksum of parts for the SHA-1 either', async () => {
    behave = answer(200, '', { etag: '"e"', 'content-length': '5', 'x-amz-checksum-sha1': `${sha1OfNothing}-2` })
    expect(await open().head('a')).toEqual({ size: 5, etag: '"e"' })
    expect(header(requests[0], 'x-amz-checksum-mode')).toBe('ENABLED')
  })
})

describe('a write where no object may be', () => {
  const conflict = answer(409, xmlError('ConditionalRequestConflict'))
  const exists = answer(412, xmlError('PreconditionFailed'))

  it('that conflicts with another is tried again, and may find that the other was first', async () => {
    behave = inTurn(conflict, exists)
    expect(await open().put('a', Buffer.from('x'), { ifAbsent: true })).toBe('exists')
  })

  it('that goes on conflicting is an error: nobody knows what is there', async () => {
    behave = conflict
    expect((await failureOf(open().put('a', Buffer.from('x'), { ifAbsent: true }))).error.code).toBe(
      'store.unavailable'
    )
  })

  it('a failed precondition that nobody asked for is an error', async () => {
    behave = exists
    expect((await failureOf(open().put('a', Buffer.from('x')))).error.code).toBe('store.unavailable')
    expect((await failureOf(open().copy('a', 'b', { size: 1 }))).error.code).toBe('store.unavailable')
  })
})

describe('an object that is stored with a content-encoding', () => {
  const stored = gzipSync('what it says is not what it is')
  const encoded: Behaviour = (request, response) => {
    response.writeHead(200, { etag: '"e"', 'content-encoding': 'gzip', 'content-length': String(stored.length) })
    response.end(request.method === 'HEAD' ? undefined : stored)
  }

  // Google decompresses for whoever does not accept gzip, and tells no size then.
  it.each([
    ['gs://bucket', 'gzip'],
    ['s3://bucket', 'identity'],
    ['r2://bucket', 'identity'],
    ['wasabi://bucket', 'identity']
  ])('is read from %s as it is stored', async (uri, accepted) => {
    behave = encoded
    const store = open(uri)
    expect((await store.head('a'))?.size).toBe(stored.length)
    expect(Buffer.from((await store.get('a', 1000))?.bytes ?? []).equals(stored)).toBe(true)
    const chunks: Uint8Array[] = []
    for await (const chunk of (await store.read('a', 1000)) ?? []) chunks.push(chunk)
    expect(Buffer.concat(chunks).equals(stored)).toBe(true)
    for (const { headers } of requests) {
      expect(headers['accept-encoding']).toBe(accepted)
      // Google changes it before it looks at the signature.
      expect(headers.authorization).not.toContain('accept-encoding')
    }
    expect(requests).toHaveLength(3)
  })
})

describe('a head', () => {
  it.each([
    ['gs://bucket', 'gzip', true],
    ['r2://bucket', 'br', true],
    ['gs://bucket', 'identity', undefined],
    ['s3://bucket', 'gzip', undefined],
    ['wasabi://bucket', 'gzip', undefined]
  ])('of %s with content-encoding %s tells whether a download would be decoded: %s', async (uri, encoding, encoded) => {
    behave = answer(200, '', { etag: '"e"', 'content-encoding': encoding, 'content-length': '5' })
    expect((await open(uri).head('a'))?.encoded).toBe(encoded)
  })
})

describe('an object that is written', () => {
  it('is data, unless it is said to be something else', async () => {
    behave = answer(200, '', { etag: '"e"' })
    await open().put('a', Buffer.from('x'))
    await open().put('a', Buffer.from('x'), { contentType: 'application/json' })
    await calls.putStream?.(open())
    expect(requests.map(({ headers }) => headers['content-type'])).toEqual([
      'application/octet-stream',
      'application/json',
      'application/octet-stream'
    ])
  })
})

describe('what an error tells', () => {
  it('is a name, a status and a message, whatever the store wrote: no credentials, no signed URL', async () => {
    const { accessKeyId, secretAccessKey } = credentials
    const url = `https://x.example/a?X-Amz-Credential=${accessKeyId}&amp;X-Amz-Signature=abcdef0123`
    const told = `key ${accessKeyId} with ${secretAccessKey} at ${url} Authorization: AWS4-HMAC-SHA256; Signature=abcdef0123`
    behave = answer(
      403,
      xmlError('SignatureDoesNotMatch', told).replace('</Error>', `<StringToSign>${told}</StringToSign></Error>`)
    )
    const { error } = await failureOf(open().get('a', 10))
    expect(error.cause).toMatchObject({ name: 'SignatureDoesNotMatch', status: 403 })
    const everything = inspect(error, { depth: 10, showHidden: true })
    for (const secret of [accessKeyId, secretAccessKey, 'abcdef0123', 'StringToSign', 'x.example', '$response']) {
      expect(everything).not.toContain(secret)
    }
  })

  it('says how the connection failed', async () => {
    behave = request => void request.socket.destroy()
    const { error } = await failureOf(open().head('a'))
    expect(error.cause).toBeInstanceOf(Error)
    expect(String(error.cause)).toMatch(/TimeoutError|ECONNRESET|socket hang up/)
  })
})

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('it does not listen on a port')
}
