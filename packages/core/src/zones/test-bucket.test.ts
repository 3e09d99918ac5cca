/** Issue 13, number 21: what the connection test says of servers that are no S3 stores, and of stores that lack a call. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeServer } from '../../../leak-check/src/fake-servers.ts'
import { testLogger } from '../../../leak-check/src/watch.ts'
import { facts, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { openS3ObjectStore } from '../stores/s3/s3-object-store.ts'
import { googleCorsCommands } from './google-cors.ts'
import { resolveZone } from './resolve-zone.ts'
import { corsOriginsOf, setCors } from './set-cors.ts'
import { testBucket } from './test-bucket.ts'

let behave: RequestListener
const server = fakeServer(createServer((request, response) => behave(request, response)))
beforeAll(async () => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function open() {
  const { port } = server.address() as AddressInfo
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', endpoint: `http://127.0.0.1:${port}` }
  const logger = testLogger(() => undefined)
  return openS3ObjectStore({ uri: 's3://bucket', credentials }, { now: Date.now, logger })
}
const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume()
    response.writeHead(status, headers).end(body)
  }
const page = '<!doctype html><html><body>Welcome</body></html>'
const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`

async function firstFailure() {
  const { deps } = testGateway()
  const { steps } = await testBucket({ now: Date.now, randomHex: deps.randomHex }, open(), '')
  return steps.find(({ ok }) => !ok)?.message
}

describe('issue 13, number 21: the connection test', () => {
  it.each([
    ['a web page that answers 200 to everything', answer(200, page, { etag: '"x"' })],
    ['a page that says 404', answer(404, page)],
    ['a server of files, which takes no PUT', answer(405, 'Method Not Allowed')],
    ['a proxy that refuses', answer(403, page)]
  ])('says that %s is no S3 store', async (_, behaviour) => {
    behave = behaviour
    expect(await firstFailure()).toContain('is not an S3 store')
  })

  it.each([
    [404, 'NoSuchBucket', 'no bucket with this name'],
    [403, 'AccessDenied', '(AccessDenied); give them s3:PutObject'],
    [403, 'InvalidAccessKeyId', 'does not accept the credentials (InvalidAccessKeyId)'],
    [501, 'NotImplemented', 'doesn’t offer this call'],
    [403, 'RequestTimeTooSkewed', 'RequestTimeTooSkewed']
  ])('tells %i %s by its own code', async (status, code, message) => {
    behave = answer(status, xml(code))
    expect(await firstFailure()).toContain(message)
  })
})

it('issue 13, number 21: a store without CORS rules says so, and not that it cannot be reached', async () => {
  behave = answer(501, xml('NotImplemented'))
  const { deps } = testGateway()
  const zone = { ...(await resolveZone(deps, zoneName('lab'))), bucket: open() }
  await expect(setCors(deps, zone, ['https://figurl.org'], facts)).rejects.toMatchObject({
    code: 'bucket.cors_not_offered'
  })
})

it('rules of a zone whose files have links let pages of any origin read, by Google’s commands too', async () => {
  for (const readers of [false, true]) {
    const gateway = testGateway({ readers })
    const zone = await resolveZone(gateway.deps, zoneName('lab'))
    await setCors(gateway.deps, zone, ['https://figurl.org'], facts)
    expect(await gateway.buckets.lab.asBrowser('x', 'null')).toMatchObject({ mayGet: readers, mayPut: false })
    expect(await corsOriginsOf(zone)).toEqual(['https://figurl.org'])
    const commands = googleCorsCommands('gs://lab', ['https://figurl.org'], { anyoneReads: readers })
    expect(commands.includes('"*"')).toBe(readers)
  }
})
