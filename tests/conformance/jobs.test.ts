/** The jobs on real services: FerretDB, versitygw and DynamoDB Local, cut off at calls in turn. */
import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'
import type { JobOptions } from '../../packages/core/src/job-context.ts'
import { runJob } from '../../packages/core/src/jobs/run-job.ts'
import { createTableIfMissing } from '../../packages/core/src/stores/dynamodb/create-table.ts'
import { openDynamoDbRegistry } from '../../packages/core/src/stores/dynamodb/dynamodb-registry.ts'
import { openMongoDbEphemeralStore } from '../../packages/core/src/stores/mongodb/mongodb-ephemeral-store.ts'
import { parseGatewayConfig } from '../../packages/core/src/zones/gateway-config.ts'
import { healthOfZones } from '../../packages/core/src/zones/zone-health.ts'
import { InMemoryObjectStore } from '../../packages/core/testing/in-memory-object-store.ts'
import { interrupted, killedAt, seededRandom } from '../../packages/core/testing/interrupted.ts'
import { archived, loggedItems, sorted } from '../../packages/core/testing/logged-items.ts'
import { recountedUsage } from '../../packages/core/testing/recounted-usage.ts'
import { readConfig } from '../../packages/functions/src/config.ts'
import type { Gateway } from '../../packages/functions/src/http/route.ts'
import { makeGateway } from '../../packages/functions/src/wiring.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'
import { makeBucket, type RealBucket } from '../gateway-process/real-buckets.ts'
import { deleteTable } from '../gateway-process/real-table.ts'

const day = 24 * 3600_000
const run = randomBytes(6).toString('hex')
const database = `jobs-${run}`
const place = {
  table: `jobs-${run}`,
  endpoint: needed('TEST_DYNAMODB_ENDPOINT'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
}

let buckets: Record<'default' | 'lab', RealBucket>
let mongo: MongoClient
let gateway: Gateway
let later = 0
const reports: { event: string; zone: unknown }[] = []
const closing: (() => Promise<unknown>)[] = []

const zoneText = (name: string, { uri, credentials }: RealBucket) =>
  `  - { name: ${name}, bucketUri: '${uri}', bucketCredentials: '${credentials}' }\n`

beforeAll(async () => {
  const [main, lab] = await Promise.all(['default', 'lab'].map(makeBucket))
  if (!main || !lab) throw new Error('two buckets were asked for')
  buckets = { default: main, lab }
  const wrong = { ...lab, credentials: lab.credentials.replace(/("secretAccessKey":")[^"]+/, '$1wrong') }
  const zones = parseGatewayConfig(
    `zones:\n${zoneText('default', main)}${zoneText('lab', lab)}${zoneText('locked', wrong)}`
  )
  if (!zones.ok) throw new Error(zones.problems.join('\n'))
  mongo = await MongoClient.connect(needed('TEST_MONGO_URI'))
  await createTableIfMissing(place)
  const logger: Gateway['logger'] = testLogger((_, event, fields) => reports.push({ event, zone: fields?.zone }))
  const registry = openDynamoDbRegistry({ ...place, logger })
  const ephemeral = openMongoDbEphemeralStore({
    uri: needed('TEST_MONGO_URI'),
    database,
    timeLimit: 10_000,
    logger
  })
  closing.push(
    async () => registry.close(),
    () => ephemeral.close()
  )
  gateway = {
    ...makeGateway(readConfig({}).config, {
      zones: zones.zones,
      publicUrl: 'http://127.0.0.1',
      registry,
      ephemeral,
      outbox: { keep: async () => {} },
      verificationQueue: { send: async () => {} },
      addedBuckets: 'anywhere',
      logger
    }),
    now: () => Date.now() + later
  }
})
afterAll(async () => {
  for (const close of closing) await close()
  await mongo.db(database).dropDatabase()
  await mongo.close()
  await Promise.all([buckets.default.remove(), buckets.lab.remove(), deleteTable(place)])
})
beforeEach(() => {
  reports.length = 0
})

const small = { items: 5, bytes: 100_000 }
const job = (name: Parameters<typeof runJob>[1], options: Partial<JobOptions> = {}, deps = gateway) =>
  runJob(deps, name, { timeLeft: () => 600_000, archive: small, ...options })
const failed = (result: Awaited<ReturnType<typeof job>>) =>
  result.notable.filter(({ outcome }) => outcome === 'failed').map(({ zone }) => zone)

/** What a bucket holds now. */
async function copyOf(bucket: RealBucket): Promise<InMemoryObjectStore> {
  const copy = new InMemoryObjectStore()
  for (const key of await bucket.keys()) await copy.put(key, await bucket.get(key))
  return copy
}

async function usageOf(bucket: RealBucket) {
  const { timestamp: _, ...usage } = JSON.parse(Buffer.from(await bucket.get('usage/usage.json')).toString())
  return usage
}

describe('the jobs on real services', () => {
  const logged: unknown[] = []

  it('archive each item once, whatever calls they are cut off at', async () => {
    const random = seededRandom(1)
    for (let round = 0; round < 12; round++) {
      const items = loggedItems(random, 12, Date.UTC(2025, 0, 1 + round))
      logged.push(...items.map(({ item }) => item))
      await gateway.logItems.addLogItems(items)
      const how = (['before', 'halfway', 'after'] as const)[round % 3] ?? 'before'
      const { onCall } = killedAt(2 + Math.floor(random() * 25), how)
      await job('archive-logs', {}, { ...gateway, ...interrupted(gateway, onCall) }).catch(() => undefined)
      later += 100_000
      await gateway.logItems.addLogItems(items.slice(0, 3))
    }
    expect((await job('archive-logs')).outcome).toBe('done')
    const there = (await Promise.all([buckets.default, buckets.lab].map(copyOf))).flatMap(archived)
    expect(sorted(there.map(canonical))).toEqual(sorted(logged.map(canonical)))
    expect(await gateway.logItems.zonesOfLogItems()).toEqual([])
  })

  it('archive what an older gateway left in the collection, without its secrets', async () => {
    const older = {
      request: { payload: { type: 'findFile', hash: 'ab' }, fromClientId: 'c1', signature: 'SECRET' },
      response: { type: 'findFile', found: true, size: 5, url: 'https://x?SECRET' },
      requestTimestamp: Date.UTC(2024, 0, 1),
      elapsed: 1,
      requestHeaders: { 'user-agent': 'py', cookie: 'SECRET' },
      zone: 'lab'
    }
    await mongo.db(database).collection('logItems').insertOne(older)
    const before = new Set(await buckets.lab.keys('logs/'))
    await job('archive-logs')
    const [key = ''] = (await buckets.lab.keys('logs/')).filter(key => !before.has(key))
    const text = Buffer.from(await buckets.lab.get(key)).toString()
    expect(JSON.parse(text)).toHaveLength(1)
    expect(text).not.toContain('SECRET')
    expect(await mongo.db(database).collection('logItems').countDocuments()).toBe(0)
  })

  it('keep the items of a zone that refuses, and name it; a bad item is set aside', async () => {
    const good = { request: { payload: { type: 'findFile' } }, response: {}, requestTimestamp: 1 }
    await gateway.logItems.addLogItems([
      { id: 'locked', item: { ...good, zone: 'locked' } },
      { id: 'bad', item: { zone: 'lab' } }
    ])
    const result = await job('archive-logs')
    expect(failed(result)).toEqual(['locked'])
    expect(result.counts).toEqual({ set_aside: 1 })
    expect(await gateway.logItems.zonesOfLogItems()).toEqual(['locked'])
    expect(reports).toContainEqual({ event: 'job.zone_failed', zone: 'locked' })
    await gateway.logItems.removeLogItems([{ id: 'locked' }])
  })

  it('count what a recount counts, cut off at calls in turn, and from new archives only', async () => {
    for (let at = 2; at < 30; at += 4) {
      const { onCall } = killedAt(at, 'after')
      await job('count-usage', {}, { ...gateway, ...interrupted(gateway, onCall) }).catch(() => undefined)
      later += 100_000
    }
    expect(failed(await job('count-usage'))).toEqual(['locked'])
    for (const zone of ['default', 'lab'] as const)
      expect(await usageOf(buckets[zone])).toEqual(recountedUsage(await copyOf(buckets[zone]), zone))
    const again = await job('count-usage')
    expect(again.counts).toEqual({})
    const before = await usageOf(buckets.default)
    expect(failed(await job('count-usage', { full: true }))).toEqual(['locked'])
    expect(await usageOf(buckets.default)).toEqual(before)
  })

  it('sweep uploads and uploads in parts that were given up, and nothing else', async () => {
    await buckets.lab.put('uploads/sha1/ab/ab/ab/x', 'x')
    await buckets.lab.put('sha1/ab/ab/ab/x', 'x')
    const before = (await buckets.lab.keys()).filter(key => !key.startsWith('uploads/') && !/^usage\/.*\//.test(key))
    expect((await job('sweep', { dryRun: true })).counts.uploads).toBeUndefined()
    later += 2 * day
    expect((await job('sweep', { dryRun: true })).counts.uploads).toBe(1)
    const result = await job('sweep')
    expect(failed(result)).toEqual(['locked'])
    expect(result.counts).toMatchObject({ uploads: 1 })
    expect((await buckets.lab.keys()).filter(key => !/^usage\/.*\//.test(key))).toEqual(before)
    later -= 2 * day
    expect(failed(await job('count-usage', { full: true }))).toEqual(['locked'])
  })

  it('look at zones, and tell once of the one whose credentials are wrong', async () => {
    const real = { ...gateway, now: Date.now }
    for (let times = 0; times < 2; times++) await job('check-zones', {}, real)
    const health = await healthOfZones(gateway)
    expect(health.map(({ zone, state }) => [zone, state])).toEqual([
      ['default', 'well'],
      ['lab', 'well'],
      ['locked', 'broken']
    ])
    expect(health[2]?.steps).toMatchObject([{ step: 'credentials', ok: false }])
    // This server has no CORS rules until a zone's administrator sets them.
    expect(health[0]?.steps.filter(({ ok }) => !ok).map(({ step }) => step)).toEqual(['cors'])
    expect(reports.filter(({ event }) => event.startsWith('zone.'))).toEqual([{ event: 'zone.broken', zone: 'locked' }])
    expect(JSON.stringify(health)).not.toContain('wrong"')
  })
})

/** Stores may give fields in another order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const sortedFields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sortedFields.map(([key, one]) => [key, canonical(one)]))
}
