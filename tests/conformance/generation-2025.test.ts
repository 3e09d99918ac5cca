/** The import from a gateway of the 2025 generation, with its collections in a real MongoDB-compatible server. */
import { randomUUID } from 'node:crypto'
import { bringGeneration2025 } from '@kachery-gateway/operator/import/generation-2025.ts'
import { MongoClient } from 'mongodb'
import { expect, it, onTestFinished } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'
import type { GatewayDeps } from '../../packages/core/src/deps.ts'
import { UserLabel } from '../../packages/core/src/ids/user-label.ts'
import { credentialCipher } from '../../packages/core/src/stores/credential-cipher.ts'
import { readRecord } from '../../packages/core/src/stores/read-record.ts'
import { holderOfApiKey } from '../../packages/core/src/users/api-key-holder.ts'
import { decryptCredentials } from '../../packages/core/src/zones/zone-credentials.ts'
import { ZoneRecord } from '../../packages/core/src/zones/zone-record.ts'
import { InMemoryObjectStore } from '../../packages/core/testing/in-memory-object-store.ts'
import { testGateway, zoneName } from '../../packages/core/testing/test-gateway.ts'
import { importFixture } from '../../packages/operator/testing/import-fixture.ts'

const apiKey = `${'qW7'.repeat(10)}zz`
const identityProvider = {
  identify: async () => undefined,
  lookUp: async () => ({ accountId: '1', login: UserLabel.parse('ann') })
}

/** A database with a user, a zone with a bucket of its own, and one without. */
async function fixture(bucketUri: string) {
  const uri = needed('TEST_MONGO_URI')
  const database = `generation-2025-${randomUUID().slice(0, 8)}`
  const mongo = await MongoClient.connect(uri)
  onTestFinished(async () => {
    await mongo.db(database).dropDatabase()
    await mongo.close()
  })
  const credentials = JSON.stringify({ accessKeyId: 'id', secretAccessKey: 'geheim' })
  const zone = { zoneName: 'labzone', userId: 'github|ann', users: [], publicDownload: true }
  await mongo.db(database).collection('users').insertOne({ userId: 'github|ann', name: 'A', email: 'a@b.c', apiKey })
  await mongo
    .db(database)
    .collection('zones')
    .insertMany([
      { ...zone, bucketUri, credentials },
      { ...zone, zoneName: 'other' }
    ])
  return { uri, database, zones: () => mongo.db(database).collection('zones').find({}).toArray() }
}

it('brings users, keys and zones out of its database, and writes nothing there', async () => {
  const gateway = testGateway()
  const { uri, database, zones } = await fixture(gateway.buckets.lab.uri)
  const before = await zones()
  const deps: GatewayDeps = {
    ...gateway.deps,
    credentialCipher: credentialCipher(Buffer.alloc(32, 3)),
    configuredZones: new Map([...gateway.deps.configuredZones].filter(([name]) => name === 'default')),
    identityProvider
  }
  const lines: string[] = []
  await bringGeneration2025(deps, { uri, database }, new Map(), ({ said }) => void lines.push(said))
  expect(lines.slice(0, 3)).toEqual([
    'github|ann: brought over',
    'labzone: brought over',
    'other: without a bucket of its own: name its bucket in GATEWAY_CONFIG'
  ])
  expect((await holderOfApiKey(deps, apiKey)).user.accountId).toBe('1')
  expect(await zones()).toEqual(before)
})

it('brings them to a stage, whose own key encrypts the credentials', async () => {
  const { go, deps, files, parameters, registry, screen } = await importFixture()
  const bucket = new InMemoryObjectStore()
  const { uri, database } = await fixture('s3://of-2025?region=us-east-1')
  const key = 'ab'.repeat(32)
  await parameters.put('/kachery-gateway/lab/keys/ENCRYPTION_KEY', key, { secret: true, advanced: false })
  const { openBucket } = deps
  deps.openBucket = async ref => (ref.uri.startsWith('s3://of-2025') ? bucket : openBucket(ref))
  deps.identities = () => identityProvider
  files['2025.env'] = `MONGO_URI=${uri}\nMONGO_DATABASE=${database}\n`
  const stage = ['--stage', 'lab', '--region', 'eu-west-1']
  // Its own zones, GATEWAY_CONFIG has.
  expect(await go([...stage, '--env', 'older.env', '--config', 'gateway.yaml'])).toBe(0)
  const words = [...stage, '--from-2025', '2025.env']
  expect(await go(words), screen.errors()).toBe(0)
  const there = await registry.get({ kind: 'zone', id: 'labzone' })
  expect(JSON.stringify(there)).not.toContain('geheim')
  const cipher = { credentialCipher: credentialCipher(Buffer.from(key, 'hex')) }
  const { ownBucket } = readRecord(ZoneRecord, { kind: 'zone', id: 'labzone' }, there?.value ?? {})
  expect(decryptCredentials(cipher, zoneName('labzone'), ownBucket?.credentials ?? '').secretAccessKey).toBe('geheim')
  expect([...bucket.objects.keys()]).toEqual(['settings/authorizationSettings.yaml'])
  expect(await go(words)).toBe(0)
  expect(screen.text()).toMatch(/labzone: here already/)
  expect(screen.text() + screen.errors()).not.toContain('geheim')
})
