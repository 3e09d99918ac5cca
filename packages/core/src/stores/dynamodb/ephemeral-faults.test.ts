/** The ephemeral store's table before a server that misbehaves, or does less than it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakeServer } from '../../../../leak-check/src/fake-servers.ts'
import { know, testLogger } from '../../../../leak-check/src/watch.ts'
import type { EphemeralStore } from '../ephemeral-store.ts'
import { openDynamoDbEphemeralStore } from './dynamodb-ephemeral-store.ts'

type Request = { action: string; input: Record<string, unknown> }
type Behaviour = (request: Request, response: ServerResponse) => void

let behave: Behaviour
let asked: Request[] = []
const server = fakeServer(
  createServer(async (request: IncomingMessage, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const one = { action: String(request.headers['x-amz-target']).split('.')[1] ?? '', input: JSON.parse(text) }
    asked.push(one)
    behave(one, response)
  })
)
const credentials = { accessKeyId: 'AKIAFAULTS', secretAccessKey: 'a-very-secret-key' }
let port = 0
let store: EphemeralStore & { close(): void }
const open = (at = port) =>
  openDynamoDbEphemeralStore({
    table: 't',
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${at}`,
    credentials,
    logger: testLogger()
  })

beforeAll(async () => {
  know('storage key', credentials.secretAccessKey)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
beforeEach(() => {
  asked = []
  store = open()
  return () => store.close()
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

const say = (response: ServerResponse, answer: object, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer))
const genuine = (answer: object) => ({ ConsumedCapacity: { TableName: 't' }, ...answer })
const failure =
  (status: number, name: string): Behaviour =>
  (_, response) =>
    say(response, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }, status)

const file = { zone: 'z', hash: 'a'.repeat(40), size: 1, bucketUri: 's3://b', objectKey: 'k' }
const item = (id: string) => ({ id, item: { zone: 'lab', requestTimestamp: 1 } })
const ofRequests: ((of: EphemeralStore) => Promise<unknown>)[] = [
  of => of.findFound('z', 'h', 0),
  of => of.rememberFound(file, 0, 1),
  of => of.forgetFound('z', 'h', 1),
  of => of.addLogItems([item('a')])
]
const ofJobs: ((of: EphemeralStore) => Promise<unknown>)[] = [
  of => of.zonesOfLogItems(),
  of => of.countLogItems('lab'),
  of => of.oldestLogItems('lab', { items: 9, bytes: 9 }),
  of => of.newestLogItems('lab', { items: 9, bytes: 9 }, 1),
  of => of.logItemsOf([{ id: 'a' }]),
  of => of.markArchived(['a'], 1),
  of => of.archivedAmong(['a']),
  of => of.removeLogItems([{ id: 'a' }]),
  of => of.quarantineLogItems([{ id: 'a', reason: 'r' }])
]

async function expectFailures(calls: typeof ofJobs, limit: number): Promise<void> {
  await Promise.all(
    calls.map(async call => {
      const fresh = open()
      const began = performance.now()
      await expect(call(fresh), String(call)).rejects.toMatchObject({ code: 'store.unavailable' })
      expect(performance.now() - began, String(call)).toBeLessThan(limit)
      fresh.close()
    })
  )
}

describe('every call says that the ephemeral store is unavailable', () => {
  it('within about a second where the server never answers and somebody waits', async () => {
    behave = () => {}
    await expectFailures(ofRequests, 1900)
  })

  it.each<[string, Behaviour]>([
    ['hangs up', (_, response) => response.destroy()],
    ['fails', failure(500, 'InternalServerError')],
    ['has no such table', failure(400, 'ResourceNotFoundException')],
    ['does not let us in', failure(400, 'AccessDeniedException')],
    ['throttles', failure(400, 'ProvisionedThroughputExceededException')],
    ['says nothing', (_, response) => say(response, {})],
    ['says something else', (_, response) => response.writeHead(200).end('<html>')]
  ])('where the server %s', async (_, behaviour) => {
    behave = behaviour
    await expectFailures([...ofRequests, ...ofJobs], 5000)
  })

  it('at once, for a moment, after it was away; and is asked again then', async () => {
    behave = () => {}
    await expect(store.findFound('z', 'h', 0)).rejects.toMatchObject({ code: 'store.unavailable' })
    const before = asked.length
    await Promise.allSettled(ofRequests.map(call => call(store)))
    expect(asked).toHaveLength(before)
    behave = (_, response) => say(response, genuine({}))
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(await store.findFound('z', 'h', 0)).toBeUndefined()
  })
})

it('one item that is refused does not turn the store off for others', async () => {
  behave = failure(400, 'ValidationException')
  await expect(store.addLogItems([item('odd')])).rejects.toMatchObject({ code: 'store.unavailable' })
  const large = { id: 'large', item: { random: Array.from({ length: 60_000 }, () => Math.random()) } }
  await expect(store.addLogItems([large])).rejects.toMatchObject({
    code: 'store.unavailable',
    cause: expect.objectContaining({ message: expect.stringMatching(/bytes is more than the 390000/) })
  })
  behave = (_, response) => say(response, genuine({}))
  await store.addLogItems([item('good')])
})

describe('what DynamoDB leaves undone', () => {
  const table = (input: unknown): Record<string, unknown>[] => Object(input).t
  /** Does all but every third one. */
  const most = <T>(all: readonly T[]): [T[], T[]] => [
    all.filter((_, n) => n % 3 !== 2),
    all.filter((_, n) => n % 3 === 2)
  ]

  it('of writes is asked for again until all is written, each in batches of 25', async () => {
    const written: string[] = []
    behave = ({ input }, response) => {
      const writes = table(input.RequestItems)
      expect(writes.length).toBeLessThanOrEqual(25)
      const [done, left] = most(writes)
      for (const { PutRequest } of done) written.push(Object(PutRequest).Item.logItemId.S)
      say(response, genuine({ UnprocessedItems: left.length > 0 ? { t: left } : {} }))
    }
    const items = Array.from({ length: 60 }, (_, n) => item(`${n}`))
    await store.addLogItems([...items, ...items])
    expect(written.sort()).toEqual(items.map(({ id }) => id).sort())
  })

  it('of writes for good is a failure, in time', async () => {
    behave = ({ input }, response) => say(response, genuine({ UnprocessedItems: input.RequestItems }))
    await expectFailures([of => of.addLogItems([item('a')])], 1900)
  })

  it('of reads is asked for again until all is read, each in batches of 100', async () => {
    behave = ({ input }, response) => {
      const { Keys } = Object(Object(input.RequestItems).t)
      expect(Keys.length).toBeLessThanOrEqual(100)
      const [done, left] = most<{ pk: object }>(Keys)
      const Responses = { t: done.map(({ pk }) => ({ pk })) }
      say(response, genuine({ Responses, UnprocessedKeys: left.length > 0 ? { t: { Keys: left } } : {} }))
    }
    const ids = Array.from({ length: 250 }, (_, n) => `${n}`)
    expect(await store.archivedAmong(ids)).toEqual(ids)
  })

  it('of a listing is on its next pages, empty ones among them', async () => {
    behave = ({ input }, response) => {
      const values = Object(input.ExpressionAttributeValues)
      if (values[':partition'].S !== 'log/3') return say(response, genuine({ Items: [], Count: 0 }))
      const page = input.ExclusiveStartKey === undefined ? 0 : Number(Object(input.ExclusiveStartKey).page.N)
      const Items = page === 1 ? [] : [{ sk: { S: `lab#${page}` }, logItemId: { S: `${page}` }, json: { S: '{}' } }]
      const more = page < 3 ? { LastEvaluatedKey: { page: { N: `${page + 1}` } } } : {}
      say(response, genuine({ Items, Count: Items.length, ...more }))
    }
    const items = await store.oldestLogItems('lab', { items: 9, bytes: 1000 })
    expect(items.map(({ id }) => id)).toEqual(['0', '2', '3'])
    expect(await store.countLogItems('lab')).toBe(3)
  })
})

it('a log item that no gateway wrote is an error, never a missing one', async () => {
  for (const parts of [{ json: { S: '{"a":' } }, { json: { S: '[]' } }, {}, { deflated: { B: 'AAAA' } }]) {
    const Items = [{ sk: { S: 'lab#-#a' }, logItemId: { S: 'a' }, ...parts }]
    behave = (_, response) => say(response, genuine({ Items }))
    await expect(store.oldestLogItems('lab', { items: 9, bytes: 9 })).rejects.toMatchObject({
      code: 'store.unavailable'
    })
  }
})
