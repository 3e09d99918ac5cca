/** The function that speaks to a database for the others, in front of a real server (FerretDB): contract and connections. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { MongoClient } from 'mongodb'
import { afterAll, describe, expect, it } from 'vitest'
import { foundFilesContract } from '../../packages/core/src/stores/found-files.contract.ts'
import { logItemsContract } from '../../packages/core/src/stores/log-items.contract.ts'
import { logItemOf } from '../../packages/core/src/stores/mongodb/log-item-document.ts'
import { openMongoDbEphemeralStore } from '../../packages/core/src/stores/mongodb/mongodb-ephemeral-store.ts'
import { amazonDatabaseCertificates } from '../../packages/functions/src/aws/amazon-database-certificates.ts'
import { invokedEphemeralStore } from '../../packages/functions/src/aws/invoked-ephemeral-store.ts'
import { connectionsPerFunction, functionPoolSize } from '../../packages/functions/src/lambda/connections.ts'
import { ephemeralStoreFunction } from '../../packages/functions/src/lambda/ephemeral-store-function.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'
import { quarantinedIn } from './quarantined-log-items.ts'

const server = process.env.TEST_MONGO_URI ?? ''
if (server === '') {
  throw new Error(
    'This suite needs a MongoDB-compatible server: set TEST_MONGO_URI, for example mongodb://127.0.0.1:27017/.'
  )
}
const newDatabase = () => `test-${randomBytes(6).toString('hex')}`

/** Another time limit than on AWS: what is looked at here is what happens, not how fast on a busy machine. */
function storeFunction(uri: string, database: string, timeLimit = 10_000) {
  const variables = { AWS_REGION: 'eu-west-1', MONGO_URI: uri, MONGO_DATABASE: database }
  const inside = ephemeralStoreFunction({ variables, timeLimit, logger: testLogger() })
  const invoke = async (payload: string) =>
    JSON.stringify(await inside.handler(JSON.parse(payload), { awsRequestId: 'r' }))
  return { inside, store: invokedEphemeralStore({ invoke, now: Date.now, timeLimits: { usual: timeLimit + 200 } }) }
}

async function drop(database: string): Promise<void> {
  const client = await MongoClient.connect(server)
  await client.db(database).dropDatabase()
  await client.close()
}

async function openBehindFunction() {
  const database = newDatabase()
  const client = await MongoClient.connect(server)
  const { inside, store } = storeFunction(server, database)
  return {
    store,
    logItems: async () => (await client.db(database).collection('logItems').find().toArray()).map(logItemOf),
    quarantined: () => quarantinedIn(client.db(database)),
    async close() {
      await inside.close()
      await client.db(database).dropDatabase()
      await client.close()
    }
  }
}
foundFilesContract('MongoDB behind a function', openBehindFunction)
logItemsContract('MongoDB behind a function', openBehindFunction)

it('a function whose database is away says why within about a second, and not with which password', async () => {
  const { inside, store } = storeFunction('mongodb://someone:p%40ss-word@127.0.0.1:1/', newDatabase(), 900)
  const since = performance.now()
  const error: unknown = await store.findFound('z', 'h', 0).catch(thrown => thrown)
  // One time limit, not two: a busy machine may add to it.
  expect(performance.now() - since).toBeLessThan(1700)
  expect(error).toMatchObject({ code: 'store.unavailable' })
  const said = `${error} ${error instanceof Error ? error.cause : ''}`
  expect(said).toMatch(/ECONNREFUSED|no answer/)
  expect(said).not.toMatch(/p%40ss|p@ss|someone/)
  await inside.close()
})

describe('a server with TLS', () => {
  it('is spoken to where its certificate is of a given authority, and where it is not, nothing is sent to it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kachery-gateway-tls-'))
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
    const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '2']
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    openssl('req', '-x509', ...key, ...name, '-keyout', 'key.pem', '-out', 'certificate.pem')
    const [privateKey, certificate] = await Promise.all(
      ['key.pem', 'certificate.pem'].map(file => readFile(join(folder, file), 'utf8'))
    )
    await rm(folder, { recursive: true })
    const counting = await countingProxy({ key: privateKey ?? '', cert: certificate ?? '' })
    const database = newDatabase()
    const amazon = amazonDatabaseCertificates('eu-west-1')
    const found = async (ca: string[], timeLimit: number) => {
      const store = openMongoDbEphemeralStore({ uri: counting.uri, database, ca, timeLimit, logger: testLogger() })
      return store.findFound('z', 'h', 0).finally(() => store.close())
    }
    await expect(found(amazon, 900)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(counting.most()).toBe(0)
    expect(await found([...amazon, certificate ?? ''], 10_000)).toBeUndefined()
    expect(counting.most()).toBeGreaterThan(0)
    await counting.close()
    await drop(database)
  })
})

describe('connections of one function to one server', () => {
  const databases: string[] = []
  afterAll(async () => {
    for (const database of databases) await drop(database)
  })

  /** The most that were open at once while 50 files were asked for at a time, again and again. */
  async function mostConnections(maxPoolSize: number): Promise<number> {
    const counting = await countingProxy()
    const database = newDatabase()
    databases.push(database)
    const options = { database, maxPoolSize, timeLimit: 10_000, logger: testLogger() }
    const store = openMongoDbEphemeralStore({ uri: counting.uri, ...options })
    for (let round = 0; round < 4; round++)
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.findFound('z', `${n}`, 0)))
    await store.close()
    await counting.close()
    return counting.most()
  }

  it('are those that the stack counts with', async () => {
    expect(await mostConnections(functionPoolSize)).toBe(connectionsPerFunction)
  })

  it('of a gateway on one machine are ten, and one that looks after the server', async () => {
    expect(await mostConnections(10)).toBe(11)
  })
})

/** Passes everything on to the server, and counts the connections; with `tls` those whose client trusts it. */
async function countingProxy(tls?: { key: string; cert: string }) {
  const { hostname, port } = new URL(server)
  let [open, most] = [0, 0]
  const passOn = (client: Socket) => {
    open++
    most = Math.max(most, open)
    const behind = connect(Number(port || 27017), hostname)
    client.pipe(behind).pipe(client)
    client.on('error', () => behind.destroy())
    behind.on('error', () => client.destroy())
    client.on('close', () => {
      open--
      behind.destroy()
    })
  }
  const proxy = tls === undefined ? createServer(passOn) : createTlsServer(tls, passOn)
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const uri = new URL(server)
  uri.host = `127.0.0.1:${address.port}`
  if (tls !== undefined) {
    uri.hostname = 'localhost'
    uri.searchParams.set('tls', 'true')
  }
  return {
    uri: uri.href,
    most: () => most,
    close: () => new Promise(resolve => proxy.close(resolve))
  }
}
