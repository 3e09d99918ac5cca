/** The MongoDB adapter against a real server (FerretDB): the contract, older gateways' documents, and faults between. */
import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { errors } from '../../packages/core/src/errors.ts'
import type { Logger } from '../../packages/core/src/logger.ts'
import { foundFilesContract } from '../../packages/core/src/stores/found-files.contract.ts'
import type { FoundFileRecord } from '../../packages/core/src/stores/found-files.ts'
import { logItemsContract } from '../../packages/core/src/stores/log-items.contract.ts'
import { foundFilesIn } from '../../packages/core/src/stores/mongodb/found-documents.ts'
import { logItemOf } from '../../packages/core/src/stores/mongodb/log-item-document.ts'
import { openMongoDbEphemeralStore } from '../../packages/core/src/stores/mongodb/mongodb-ephemeral-store.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'
import { type FaultMode, type FaultProxy, startFaultProxy } from '../faults/tcp-proxy.ts'
import { quarantinedIn } from './quarantined-log-items.ts'

const server = process.env.TEST_MONGO_URI ?? ''
if (server === '') {
  throw new Error(
    'This suite needs a MongoDB-compatible server: set TEST_MONGO_URI, for example mongodb://127.0.0.1:27017/.'
  )
}

const quiet: Logger = testLogger()
const newDatabase = () => `test-${randomBytes(6).toString('hex')}`
const aFile = (): FoundFileRecord => ({
  zone: 'default',
  hash: randomBytes(20).toString('hex'),
  size: 5,
  bucketUri: 's3://b',
  objectKey: 'k'
})

async function openMongoDb() {
  const database = newDatabase()
  const client = await MongoClient.connect(server)
  // Another time limit than in production: what is looked at here is what happens, not how fast on a busy machine.
  const store = openMongoDbEphemeralStore({ uri: server, database, timeLimit: 10_000, logger: quiet })
  return {
    store,
    logItems: async () => (await client.db(database).collection('logItems').find().toArray()).map(logItemOf),
    quarantined: () => quarantinedIn(client.db(database)),
    async close() {
      await store.close()
      await client.db(database).dropDatabase()
      await client.close()
    }
  }
}
foundFilesContract('MongoDB', openMongoDb)
logItemsContract('MongoDB', openMongoDb)

it('asks for found files by their id alone: with another field FerretDB reads all of them', async () => {
  const client = await MongoClient.connect(server, { monitorCommands: true })
  const db = client.db(newDatabase())
  const filters: unknown[] = []
  client.on('commandStarted', ({ commandName, command }) => {
    if (commandName === 'find') filters.push(command.filter)
    if (commandName === 'update') filters.push(...command.updates.map(({ q }: { q: unknown }) => q))
    if (commandName === 'delete') filters.push(...command.deletes.map(({ q }: { q: unknown }) => q))
  })
  const store = foundFilesIn({ run: work => work(db) })
  const file = aFile()
  const now = Date.now()
  for (let time = now; time < now + 10; time++) {
    await store.findFound(file.zone, file.hash, time)
    await store.rememberFound(file, time, time + 2)
    await store.forgetFound(file.zone, file.hash, time + 1)
  }
  expect(filters.length).toBeGreaterThanOrEqual(30)
  for (const filter of filters) expect(filter).toEqual({ _id: expect.any(String) })
  await db.dropDatabase()
  await client.close()
})

describe('a database shared with older gateways', () => {
  const database = newDatabase()
  const store = openMongoDbEphemeralStore({ uri: server, database, timeLimit: 10_000, logger: quiet })
  let client: MongoClient
  beforeAll(async () => {
    client = await MongoClient.connect(server)
  })
  afterAll(async () => {
    await store.close()
    await client.db(database).dropDatabase()
    await client.close()
  })

  it('gives none of their cache entries, and none of ours in a shape that we do not write', async () => {
    const cache = client.db(database).collection<{ _id: string }>('findFileCache')
    const file = aFile()
    await cache.insertOne({ _id: randomBytes(20).toString('hex'), ...{ url: 'https://x', timestampCreated: 1 } })
    const bad = { zone: file.zone, hash: file.hash, size: 'five', expiresAt: new Date(Date.now() + 60_000) }
    await cache.insertOne({ _id: `found/${JSON.stringify([file.zone, file.hash])}`, ...bad })
    expect(await store.findFound(file.zone, file.hash, Date.now())).toBeUndefined()
    await store.rememberFound(file, Date.now(), Date.now() + 60_000)
    expect(await cache.countDocuments()).toBe(2)
  })

  it('keeps their log items, and ours have no field that they would not accept', async () => {
    const logItems = client.db(database).collection('logItems')
    const item = {
      request: { payload: {} },
      response: {},
      requestTimestamp: 2,
      elapsed: 1,
      requestHeaders: {},
      zone: 'z'
    }
    await logItems.insertOne({ ...item, requestTimestamp: 1 })
    await store.addLogItems([{ id: 'ours', item: { ...item, requestHeaders: { 'x.y': '1' } } }])
    const [oldest, newest] = await logItems.find().sort({ requestTimestamp: 1 }).toArray()
    expect(Object.keys(newest ?? {}).sort()).toEqual(['_id', ...Object.keys(item)].sort())
    expect(logItemOf(oldest ?? { _id: '' }).item).toEqual({ ...item, requestTimestamp: 1 })
    const waiting = await store.oldestLogItems('z', { items: 9, bytes: 1_000_000 })
    expect(waiting.map(({ id }) => id)).toEqual([String(oldest?._id), 'ours'])
    expect(await store.logItemsOf([{ id: String(oldest?._id) }])).toEqual(waiting.slice(0, 1))
    await store.removeLogItems([{ id: String(oldest?._id) }])
    expect(await logItems.countDocuments({ requestTimestamp: 1 })).toBe(0)
  })

  it('has an index for archivers; a server that knows no TTL index is reported and serves all the same', async () => {
    const reported: string[] = []
    const ours = openMongoDbEphemeralStore({
      uri: server,
      database,
      timeLimit: 10_000,
      logger: testLogger((_, event) => reported.push(event))
    })
    await ours.findFound('z', 'h', 0)
    const fields = async (collection: string) =>
      (await client.db(database).collection(collection).indexes()).flatMap(index => Object.keys(index.key))
    await expect.poll(() => fields('logItems'), { timeout: 5000 }).toContain('requestTimestamp')
    const ttl = async () =>
      reported.includes('ephemeral_store.no_ttl_index') || (await fields('findFileCache')).includes('expiresAt')
    await expect.poll(ttl, { timeout: 5000 }).toBe(true)
    await ours.close()
  })
})

describe('a server that goes away and comes back', () => {
  const database = newDatabase()
  const code = errors.storeUnavailable('', undefined).code
  let proxy: FaultProxy
  let store: ReturnType<typeof openMongoDbEphemeralStore>

  beforeEach(async () => {
    const { hostname, port } = new URL(server)
    proxy = await startFaultProxy({ host: hostname, port: Number(port || 27017) })
    store = openMongoDbEphemeralStore({ uri: throughProxy(proxy.port), database, logger: quiet })
  })
  afterEach(async () => {
    await store.close()
    await proxy.close()
  })
  afterAll(async () => {
    const client = await MongoClient.connect(server)
    await client.db(database).dropDatabase()
    await client.close()
  })

  const faults: FaultMode[] = ['refuse', 'hang', 'cut', { status: 503 }]

  /** ms until a call succeeds; callers try again every 50 ms. */
  async function recovery(): Promise<number> {
    const file = aFile()
    const since = performance.now()
    while (performance.now() - since < 10_000) {
      try {
        await store.rememberFound(file, Date.now(), Date.now() + 60_000)
        return performance.now() - since
      } catch {
        await pause(50)
      }
    }
    throw new Error('no recovery within 10 s')
  }

  async function failing(calls: number): Promise<void> {
    const since = performance.now()
    const all = await Promise.allSettled(Array.from({ length: calls }, () => store.rememberFound(aFile(), 0, 1)))
    const took = performance.now() - since
    expect(all.map(one => one.status === 'rejected' && one.reason.code)).toEqual(all.map(() => code))
    // One time limit, not two: a busy machine may add to it.
    expect(took).toBeLessThan(1900)
  }

  for (const fault of faults) {
    const name = typeof fault === 'string' ? fault : 'an HTTP server'
    it(`${name}: calls fail in time, and all is right within 2 s of its return`, async () => {
      await store.rememberFound(aFile(), 0, 1)
      await proxy.set(fault)
      await failing(1)
      await failing(20)
      await pause(700)
      await proxy.set('pass')
      expect(await recovery()).toBeLessThan(2000)
    })

    it(`${name} from the start: calls fail in time, and all is right within 2 s of its return`, async () => {
      await proxy.set(fault)
      await failing(1)
      await failing(20)
      await failing(1)
      await proxy.set('pass')
      expect(await recovery()).toBeLessThan(2000)
    })

    it(`${name} for 5 s under calls: all is right within 2 s of its return`, async () => {
      await store.rememberFound(aFile(), 0, 1)
      await proxy.set(fault)
      const until = performance.now() + 5000
      while (performance.now() < until) {
        await failing(3)
        await pause(20)
      }
      await proxy.set('pass')
      expect(await recovery()).toBeLessThan(2000)
    })
  }

  it('and leaves all connections of the meantime dead: all is right within 2 s of its return', async () => {
    await proxy.set('hang')
    await failing(5)
    await failing(5)
    proxy.strand()
    await proxy.set('pass')
    expect(await recovery()).toBeLessThan(2000)
  })

  it('whose connections died silently costs one time limit and no more', async () => {
    await Promise.all(Array.from({ length: 10 }, () => store.findFound('z', 'h', 0)))
    proxy.strand()
    expect(await recovery()).toBeLessThan(2000)
  })

  it('in the middle of an answer: what it did is not undone or done twice by trying again', async () => {
    const file = aFile()
    await proxy.set('cut')
    await expect(store.rememberFound(file, Date.now(), Date.now() + 60_000)).rejects.toMatchObject({ code })
    await proxy.set('pass')
    await recovery()
    await store.rememberFound(file, Date.now(), Date.now() + 60_000)
    expect(await store.findFound(file.zone, file.hash, Date.now())).toEqual(file)
  })
})

function throughProxy(port: number): string {
  const uri = new URL(server)
  uri.host = `127.0.0.1:${port}`
  return uri.href
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
