/** The import from a gateway of the 2025 generation, with its collections in a real MongoDB-compatible server. */
import { randomUUID } from 'node:crypto'
import { bringGeneration2025 } from '@kachery-gateway/operator/import/generation-2025.ts'
import { MongoClient } from 'mongodb'
import { expect, it, onTestFinished } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'
import type { GatewayDeps } from '../../packages/core/src/deps.ts'
import { UserLabel } from '../../packages/core/src/ids/user-label.ts'
import { credentialCipher } from '../../packages/core/src/stores/credential-cipher.ts'
import { holderOfApiKey } from '../../packages/core/src/users/api-key-holder.ts'
import { testGateway } from '../../packages/core/testing/test-gateway.ts'

it('brings users, keys and zones out of its database, and writes nothing there', async () => {
  const uri = needed('TEST_MONGO_URI')
  const database = `generation-2025-${randomUUID().slice(0, 8)}`
  const mongo = await MongoClient.connect(uri)
  onTestFinished(async () => {
    await mongo.db(database).dropDatabase()
    await mongo.close()
  })
  const gateway = testGateway()
  const apiKey = `${'qW7'.repeat(10)}zz`
  const credentials = JSON.stringify({ accessKeyId: 'id', secretAccessKey: 'geheim' })
  const zone = { zoneName: 'labzone', userId: 'github|ann', users: [], publicDownload: true }
  await mongo.db(database).collection('users').insertOne({ userId: 'github|ann', name: 'A', email: 'a@b.c', apiKey })
  await mongo
    .db(database)
    .collection('zones')
    .insertMany([
      { ...zone, bucketUri: gateway.buckets.lab.uri, credentials },
      { ...zone, zoneName: 'other' }
    ])
  const before = await mongo.db(database).collection('zones').find({}).toArray()
  const deps: GatewayDeps = {
    ...gateway.deps,
    credentialCipher: credentialCipher(Buffer.alloc(32, 3)),
    configuredZones: new Map([...gateway.deps.configuredZones].filter(([name]) => name === 'default')),
    identityProvider: {
      identify: async () => undefined,
      lookUp: async () => ({ accountId: '1', login: UserLabel.parse('ann') })
    }
  }
  const lines: string[] = []
  await bringGeneration2025(deps, { uri, database }, new Map(), ({ said }) => void lines.push(said))
  expect(lines.slice(0, 3)).toEqual([
    'github|ann: brought over',
    'labzone: brought over',
    'other: without a bucket of its own: name its bucket in GATEWAY_CONFIG'
  ])
  expect((await holderOfApiKey(deps, apiKey)).user.accountId).toBe('1')
  expect(await mongo.db(database).collection('zones').find({}).toArray()).toEqual(before)
})
