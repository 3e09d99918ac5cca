/**
 * A stage on the loopback: what a deployed function finds around it, and works as it is given them there. AWS answers at
 * once; the database is the server that TEST_MONGO_URI names, and where it names none the stage has none.
 */

import { randomBytes, randomUUID } from 'node:crypto'
import { defined } from '@kachery-gateway/core/defined.ts'
import { contentKey, uploadKey } from '@kachery-gateway/core/files/keys.ts'
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { type FunctionName, type FunctionSpec, functions } from '@kachery-gateway/functions/lambda/functions.ts'
import { MongoClient } from 'mongodb'
import { sha1 } from '../packages/client/src/kachery-client.ts'
import { variables } from '../packages/functions/testing/fake-aws.ts'
import { httpEvent } from '../packages/functions/testing/http-event.ts'
import { type AwsOnLoopback, type Content, serveAws } from './aws-on-loopback.ts'
import type { Work } from './function-process.ts'
import { settings } from './gateway.ts'
import { newClient } from './kachery-calls.ts'
import { sha1OfBig } from './one-big-object.ts'

export interface LoopbackStage {
  aws: AwsOnLoopback
  /** Absent where there is no database. */
  mongo?: string
  environment(name: FunctionName): Record<string, string>
  works: Works
  close(): Promise<void>
}

interface Works {
  health(): object
  /** Each of a file of its own. */
  findFile(hash?: string): object
  initiate(): object
  /** `size`: bytes of what was uploaded. */
  finalize(size: number): object
  verification(size: number): object
  replay(items: number): object
}

/** `tellsSha1`: its bucket establishes digests itself, as those of AWS do. */
export async function stageOnLoopback({ tellsSha1 = true, database: wanted = true } = {}): Promise<LoopbackStage> {
  const aws = await serveAws({ tellsSha1 })
  const mongo = wanted ? process.env.TEST_MONGO_URI || undefined : undefined
  const database = `bench-${randomUUID()}`
  for (const [parameter, value] of parametersOf(mongo)) aws.parameters.set(parameter, value)
  return {
    aws,
    ...defined({ mongo }),
    environment: name => {
      const spec: FunctionSpec = functions[name]
      const { DEFAULT_BUCKET_ROLE, ...all } = variables
      const files = spec.defaultBucket.length > 0 ? { DEFAULT_BUCKET_ROLE } : {}
      return { ...all, ...files, MONGO_DATABASE: database, AWS_ENDPOINT_URL: aws.endpoint }
    },
    works: worksOn(aws),
    async close() {
      aws.close()
      if (mongo === undefined) return
      const client = await MongoClient.connect(mongo)
      await client.db(database).dropDatabase()
      await client.close()
    }
  }
}

function parametersOf(mongo: string | undefined): [string, string][] {
  const secret = (name: string): string => `${variables.SECRET_PREFIX}${name}/value`
  const { PARAMETER_PREFIX: own } = variables
  return [
    [`${own}keys/ORIGIN_SECRET`, 'origin-secret-value-0123456789'],
    [`${own}public-url`, 'https://gateway.test'],
    [secret('GITHUB_CLIENT_ID'), 'id'],
    [secret('GITHUB_CLIENT_SECRET'), 'secret'],
    ...(mongo === undefined ? [] : [[secret('MONGO_URI'), mongo] satisfies [string, string]])
  ]
}

const root = { directory: '' }

function worksOn(aws: AwsOnLoopback): Works {
  const client = newClient()
  const store = (key: string, content: Content) => aws.objects.set(`${variables.DEFAULT_BUCKET}/${key}`, content)
  const record = (pk: string, sk: string, value: object) =>
    aws.items.set(`${pk} =${sk}`, {
      pk: { S: pk },
      sk: { S: `=${sk}` },
      entryState: { S: 'present' },
      entryValue: { S: JSON.stringify(value) },
      entryVersion: { N: '1' },
      writeId: { S: randomUUID() }
    })
  store(settingsKey, settings)
  record('client#default', client.clientId, {
    clientId: client.clientId,
    ownerId: 'ann',
    timestampCreated: 1,
    label: 'bench'
  })

  // From the first request of all on, every registry has it.
  record('import', 'login-keys', { after: null, done: true })

  let files = 0
  const newHash = () => ContentHash.parse(sha1(`file ${files++}`))
  const request = (payload: Record<string, unknown>) =>
    httpEvent('POST', '/api/gateway', {
      headers: { 'content-type': 'application/json', 'user-agent': 'python-requests/2.32.3' },
      body: JSON.stringify(client.envelope({ hashAlg: 'sha1', ...payload }))
    })
  const upload = (size: number) => {
    const bytes = size <= inMemory ? randomBytes(size) : undefined
    const hash = ContentHash.parse(bytes === undefined ? sha1OfBig(size) : sha1(bytes))
    const uploadId = randomBytes(16).toString('hex')
    const objectKey = uploadKey(root, hash, uploadId)
    store(objectKey, bytes ?? { size })
    return { hash, uploadId, objectKey }
  }
  return {
    health: () => httpEvent('GET', '/api/health'),
    findFile(hash = newHash()) {
      store(contentKey(root, ContentHash.parse(hash)), Buffer.from(hash))
      return request({ type: 'findFile', hash })
    },
    initiate: () => request({ type: 'initiateFileUpload', hash: newHash(), size: 1_000_000 }),
    finalize(size) {
      const { hash, objectKey } = upload(size)
      return request({ type: 'finalizeFileUpload', hash, size, objectKey })
    },
    verification(size) {
      const { hash, uploadId } = upload(size)
      record('verification#default', `${hash}/${uploadId}`, {
        state: 'running',
        size,
        leaseUntil: Date.now(),
        leaseHolder: 'queue',
        attempt: '0'.repeat(16),
        facts: { requestTimestamp: Date.now(), requestHeaders: {}, fromClientId: client.clientId }
      })
      return messages([{ zone: 'default', hash, uploadId }])
    },
    replay: items => messages(Array.from({ length: items }, () => ({ id: randomUUID(), item: logItem(newHash()) })))
  }
}

/** bytes; larger objects are made while they are read. */
const inMemory = 10_000_000

const messages = (bodies: readonly object[]) => ({
  Records: bodies.map(body => ({
    messageId: randomUUID(),
    receiptHandle: 'handle',
    body: JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' }
  }))
})

/** As the gateway records a findFile. */
const logItem = (hash: string) => ({
  request: {
    payload: { type: 'findFile', hashAlg: 'sha1', hash, timestamp: Date.now() },
    fromClientId: 'a'.repeat(64)
  },
  response: { type: 'findFile', found: true, size: 1_000_000, bucketUri: 's3://files', objectKey: `sha1/${hash}` },
  requestTimestamp: Date.now(),
  elapsed: 40,
  requestHeaders: { 'user-agent': 'python-requests/2.32.3' },
  zone: 'default'
})

/** The same request again and again. */
export const repeated = (name: string, times: number, event: () => object): Work => {
  const one = event()
  return { name, events: Array.from({ length: times }, () => one) }
}

/** Each time another one. */
export const several = (name: string, times: number, event: () => object): Work => ({
  name,
  events: Array.from({ length: times }, event)
})
