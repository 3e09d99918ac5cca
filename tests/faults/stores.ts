/**
 * The three real stores of a gateway, each behind a proxy that misbehaves on demand, and the way past the proxies by
 * which a test puts things in and looks for itself.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { needed } from '../../packages/client/src/needed.ts'
import { createTableIfMissing } from '../../packages/core/src/stores/dynamodb/create-table.ts'
import { openDynamoDbRegistry } from '../../packages/core/src/stores/dynamodb/dynamodb-registry.ts'
import { logItemOf } from '../../packages/core/src/stores/mongodb/log-item-document.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'
import { makeBucket } from '../gateway-process/real-buckets.ts'
import { deleteTable } from '../gateway-process/real-table.ts'
import { type FaultMode, type FaultProxy, startFaultProxy } from './tcp-proxy.ts'

export const storeNames = ['s3', 'mongo', 'dynamodb'] as const
export type StoreName = (typeof storeNames)[number]

export type FaultedStores = Awaited<ReturnType<typeof startFaultedStores>>

export async function startFaultedStores() {
  const at = {
    s3: addressIn('TEST_S3_ENDPOINT'),
    mongo: addressIn('TEST_MONGO_URI'),
    dynamodb: addressIn('TEST_DYNAMODB_ENDPOINT')
  }
  const proxied = async (url: URL) => startFaultProxy({ host: url.hostname, port: Number(url.port) })
  const proxies: Record<StoreName, FaultProxy> = {
    s3: await proxied(at.s3),
    mongo: await proxied(at.mongo),
    dynamodb: await proxied(at.dynamodb)
  }
  const name = `faults-${randomBytes(6).toString('hex')}`
  const keys = {
    accessKeyId: needed('TEST_S3_ACCESS_KEY_ID'),
    secretAccessKey: needed('TEST_S3_SECRET_ACCESS_KEY')
  }

  const buckets = { open: await makeBucket('faults'), restricted: await makeBucket('faults-restricted') }
  const mongo = await MongoClient.connect(at.mongo.href)
  const table = {
    table: name,
    region: 'eu-west-1',
    endpoint: at.dynamodb.href,
    credentials: { accessKeyId: 'faults', secretAccessKey: 'registry-secret-of-the-fault-test' }
  }
  await createTableIfMissing(table)
  const registry = openDynamoDbRegistry({ ...table, logger: testLogger() })

  return {
    proxies,
    registry,
    /** What must be in nothing that the gateway says. */
    secrets: [keys.secretAccessKey, table.credentials.secretAccessKey],
    /** For GATEWAY_CONFIG: through the proxy. */
    bucketOf(which: keyof typeof buckets) {
      const credentials = { ...keys, endpoint: `http://127.0.0.1:${proxies.s3.port}` }
      return { bucketUri: `s3://${buckets[which].name}`, bucketCredentials: JSON.stringify(credentials) }
    },
    /** The gateway's environment but for GATEWAY_CONFIG. */
    environment: {
      MONGO_URI: `mongodb://127.0.0.1:${proxies.mongo.port}/`,
      MONGO_DATABASE: name,
      DYNAMODB_ENDPOINT: `http://127.0.0.1:${proxies.dynamodb.port}`,
      REGISTRY_TABLE: table.table,
      AWS_REGION: table.region,
      AWS_ACCESS_KEY_ID: table.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: table.credentials.secretAccessKey
    },
    async set(stores: readonly StoreName[], mode: FaultMode): Promise<void> {
      for (const store of stores) await proxies[store].set(mode)
    },
    put: (which: keyof typeof buckets, key: string, body: Uint8Array | string) => buckets[which].put(key, body),
    /** The keys below a prefix, and the SHA-1 of what lies there. */
    async contents(which: keyof typeof buckets, prefix: string): Promise<Map<string, string>> {
      const found = new Map<string, string>()
      for (const key of await buckets[which].keys(prefix)) found.set(key, sha1(await buckets[which].get(key)))
      return found
    },
    /** A small write past the proxy, as the gateway makes them. */
    async touch(store: StoreName): Promise<void> {
      switch (store) {
        case 's3':
          await buckets.open.put('touched', 'x')
          break
        case 'mongo':
          await mongo.db(name).collection<{ _id: string }>('touched').replaceOne({ _id: 'x' }, {}, { upsert: true })
          break
        case 'dynamodb':
          await registry.remove({ kind: 'login', id: 'touched' })
      }
    },
    async logItems() {
      const documents = await mongo.db(name).collection('logItems').find().toArray()
      return documents.map(logItemOf)
    },
    async close(): Promise<void> {
      for (const store of storeNames) await proxies[store].close()
      registry.close()
      await Promise.all([
        ...Object.values(buckets).map(bucket => bucket.remove()),
        deleteTable(table),
        mongo.db(name).dropDatabase()
      ])
      await Promise.race([mongo.close(), sleep(1000)])
    }
  }
}

const addressIn = (variable: string) => new URL(needed(variable))
