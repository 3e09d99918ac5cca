/**
 * The older gateway as kachery clients see it, on the same buckets and database: written from the protocol alone. One
 * zone, `default`, in which whoever is registered may upload. Its action archives what waits in the database.
 */
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Db, MongoClient } from 'mongodb'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { digestOf, objectIn } from '../../packages/client/src/kachery-client.ts'
import type { ObjectStore } from '../../packages/core/src/stores/object-store.ts'
import { OlderGateway } from '../../packages/core/testing/older-gateway.ts'
import { fakeServer } from '../../packages/leak-check/src/fake-servers.ts'

type Payload = Record<string, unknown>

interface Envelope {
  payload: Payload
  fromClientId?: string
  signature?: string
}

export interface StandIn {
  url: string
  /** What the site's pages did. */
  register(clientId: string, ownerId: string): Promise<void>
  deregister(clientId: string, ownerId: string): Promise<void>
  /** Its action, once. */
  archive(): Promise<void>
  close(): Promise<void>
}

class Refusal extends Error {}

export async function startOlderGateway(
  bucket: ObjectStore,
  mongo: { uri: string; database: string }
): Promise<StandIn> {
  const client = await MongoClient.connect(mongo.uri)
  const db = client.db(mongo.database)
  const older = new OlderGateway(bucket)
  const server = fakeServer(
    createServer(async (request, response) => {
      const body = await text(request)
      try {
        const answer = await answered(bucket, db, objectIn(body))
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      } catch (error) {
        response.writeHead(error instanceof Refusal ? 400 : 500).end(String(error))
      }
    })
  )
  // As the platform that it ran on: the address before it keeps connections while it leads elsewhere.
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async register(clientId, ownerId) {
      await older.addClient(clientId, ownerId, { timestampCreated: Date.now() })
      await listClients(bucket, older, ownerId, ids => [...ids, clientId])
    },
    async deregister(clientId, ownerId) {
      await older.deleteClient(clientId)
      await listClients(bucket, older, ownerId, ids => ids.filter(id => id !== clientId))
    },
    async archive() {
      const waiting = await db.collection('logItems').find().toArray()
      if (waiting.length === 0) return
      await older.archive(
        waiting.map(({ _id, ...item }) => item),
        Date.now()
      )
      await db.collection('logItems').deleteMany({ _id: { $in: waiting.map(({ _id }) => _id) } })
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await client.close()
    }
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function listClients(
  bucket: ObjectStore,
  older: OlderGateway,
  ownerId: string,
  change: (ids: string[]) => string[]
) {
  const content = await bucket.get(`users/${ownerId}`, 1_000_000)
  const { clientIds = [] } = objectIn(Buffer.from(content?.bytes ?? '').toString())
  await older.addUser(ownerId, change(Array.isArray(clientIds) ? clientIds.map(String) : []))
}

async function answered(bucket: ObjectStore, db: Db, { payload, ...rest }: Record<string, unknown>) {
  const envelope: Envelope = { ...rest, payload: { ...Object(payload) } }
  const { type } = envelope.payload
  const began = Date.now()
  if (Math.abs(began - Number(envelope.payload.timestamp)) > 125_000) throw new Refusal('The clock is wrong.')
  const caller = await callerOf(bucket, envelope)
  const response = await operation(bucket, db, envelope.payload, caller)
  const isLogged = (type === 'findFile' && response.cacheHit !== true) || type === 'finalizeFileUpload'
  if (isLogged || (type === 'initiateFileUpload' && response.alreadyExists !== true))
    await db.collection('logItems').insertOne({
      request: { payload: envelope.payload, fromClientId: caller },
      response: { type },
      requestTimestamp: began,
      elapsed: Date.now() - began,
      requestHeaders: {},
      zone: 'default'
    })
  return response
}

/** Who is registered, and signed. */
async function callerOf(
  bucket: ObjectStore,
  { payload, fromClientId, signature }: Envelope
): Promise<string | undefined> {
  if (fromClientId === undefined || signature === undefined) return undefined
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(fromClientId, 'hex')])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  if (!verify(null, digestOf(payload), key, Buffer.from(signature, 'hex'))) throw new Refusal('Bad signature')
  return (await bucket.head(`clients/${fromClientId}`)) === undefined ? undefined : fromClientId
}

async function operation(bucket: ObjectStore, db: Db, payload: Payload, caller: string | undefined): Promise<Payload> {
  const { type } = payload
  const hash = String(payload.hash)
  switch (type) {
    case 'findFile':
      return findFile(bucket, db, hash)
    case 'initiateFileUpload': {
      if (caller === undefined) throw new Refusal('User may not upload')
      if ((await bucket.head(contentKey(hash))) !== undefined) return { type, alreadyExists: true }
      const objectKey = `uploads/${randomBytes(16).toString('hex')}`
      const signedUploadUrl = await bucket.presignPut(objectKey, Number(payload.size), 3600)
      return { type, alreadyExists: false, objectKey, signedUploadUrl }
    }
    case 'finalizeFileUpload': {
      if (caller === undefined) throw new Refusal('User may not upload')
      const objectKey = String(payload.objectKey)
      if (!objectKey.startsWith('uploads/')) throw new Refusal('Bad objectKey')
      const copied = await bucket.copy(objectKey, contentKey(hash), { size: Number(payload.size) })
      if (copied.outcome !== 'copied') throw new Refusal('No such upload')
      await bucket.remove(objectKey)
      return { type }
    }
    case 'getClientInfo': {
      const content = await bucket.get(`clients/${String(payload.clientId)}`, 100_000)
      if (content === undefined) return { type, found: false }
      const { clientId, ownerId, timestampCreated, label } = objectIn(Buffer.from(content.bytes).toString())
      return { type, found: true, client: { clientId, ownerId, timestampCreated, label } }
    }
    default:
      throw new Refusal(`Unexpected request type ${String(type)}`)
  }
}

async function findFile(bucket: ObjectStore, db: Db, hash: string): Promise<Payload> {
  const _id = createHash('sha1').update(`default ${hash}`).digest('hex')
  const cache = db.collection<{ _id: string; size: number }>('findFileCache')
  const cached = await cache.findOne({ _id })
  const size = cached?.size ?? (await bucket.head(contentKey(hash)))?.size
  if (size === undefined) return { type: 'findFile', found: false }
  if (cached === null) await cache.updateOne({ _id }, { $set: { size } }, { upsert: true })
  const objectKey = contentKey(hash)
  const url = await bucket.presignGet(objectKey, 3600)
  return { type: 'findFile', found: true, size, url, bucketUri: bucket.uri, objectKey, cacheHit: cached !== null }
}
