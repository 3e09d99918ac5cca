/** Which servers are told apart from those that obey headers nobody signed: small ones that do, or do not. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakeServer } from '../../../../leak-check/src/fake-servers.ts'
import { know, testLogger } from '../../../../leak-check/src/watch.ts'
import { openS3ObjectStore } from './s3-object-store.ts'

interface Kept {
  bytes: Buffer
  isPublic: boolean
  tagged: boolean
}

/** Headers that the server obeys; those beginning with `x-` that it does not are refused, or ignored. */
let obeys: string[] = []
let others: 'refused' | 'ignored' | 'not_implemented' | 'failing' = 'refused'
let publicBucket = false
const objects = new Map<string, Kept>()
const credentials = { accessKeyId: 'AKIDTESTTESTTEST', secretAccessKey: 'very/secret+key' }
const statuses = { refused: 403, ignored: 200, not_implemented: 501, failing: 503 }

function serve(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
  const path = decodeURI(pathname)
  const presigned = searchParams.has('X-Amz-Signature')
  const signed = presigned || request.headers.authorization !== undefined
  const end = (status: number, headers: Record<string, string> = {}, content: string | Buffer = '') =>
    response.writeHead(status, { etag: '"e"', ...headers }).end(content)
  const error = (status: number, code: string) => end(status, {}, `<Error><Code>${code}</Code></Error>`)
  const kept = objects.get(path)
  if (request.method === 'DELETE') {
    objects.delete(path)
    return void end(204)
  }
  if (request.method === 'GET') {
    if (kept === undefined) return void error(404, 'NoSuchKey')
    if (!signed && !kept.isPublic && !publicBucket) return void error(403, 'AccessDenied')
    return void end(200, kept.tagged ? { 'x-amz-tagging-count': '1' } : {}, kept.bytes)
  }
  const unsigned = presigned
    ? Object.keys(request.headers).filter(name => /^x-(amz|goog)-/.test(name) && !obeys.includes(name))
    : []
  if (unsigned.length > 0 && others !== 'ignored') return void error(statuses[others], 'Refused')
  const has = (name: string) => presigned && obeys.includes(name) && request.headers[name] !== undefined
  const from = String(request.headers['x-amz-copy-source'] ?? request.headers['x-goog-copy-source'])
  const source = has('x-amz-copy-source') || has('x-goog-copy-source') ? objects.get(decodeURI(from)) : undefined
  objects.set(path, { bytes: source?.bytes ?? body, isPublic: has('x-amz-acl'), tagged: has('x-amz-tagging') })
  end(200)
}

const server = fakeServer(
  createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => serve(request, Buffer.concat(chunks), response))
  })
)
let endpoint: string
beforeAll(async () => {
  know('storage key', credentials.secretAccessKey)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  obeys = []
  others = 'refused'
  publicBucket = false
  objects.clear()
})

const probe = (uri = 's3://bucket', key = 'a lab/tests/one.txt') =>
  openS3ObjectStore(
    { uri, credentials: { ...credentials, endpoint } },
    { now: Date.now, logger: testLogger(), timeLimits: { attempt: 500, call: 1200 } }
  ).obeysUnsigned(key)

describe('headers that nobody signed', () => {
  it.each(['refused', 'ignored', 'not_implemented'] as const)('that are %s are not obeyed', async how => {
    others = how
    expect(await probe()).toEqual([])
    expect([...objects.keys()]).toEqual([])
  })

  it.each(['x-amz-copy-source', 'x-goog-copy-source', 'x-amz-acl', 'x-amz-tagging'])(
    'are told where the server obeys %s, and nothing is left',
    async name => {
      obeys = [name]
      expect(await probe()).toEqual([name])
      expect([...objects.keys()]).toEqual([])
    }
  )

  it('are told all where it obeys all, as MinIO does', async () => {
    obeys = ['x-amz-copy-source', 'x-amz-acl', 'x-amz-tagging']
    others = 'ignored'
    for (const uri of ['s3://bucket', 'gs://bucket', 'r2://bucket']) expect(await probe(uri)).toEqual(obeys)
  })

  it('are not what makes an object of a public bucket public', async () => {
    others = 'ignored'
    publicBucket = true
    expect(await probe()).toEqual([])
  })

  it('are not known to be refused where the store fails: that is an error', async () => {
    others = 'failing'
    await expect(probe()).rejects.toMatchObject({ code: 'store.unavailable' })
    expect([...objects.keys()]).toEqual([])
  })
})
