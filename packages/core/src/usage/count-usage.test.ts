import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { interrupted, killedAt, seededRandom } from '../../testing/interrupted.ts'
import { loggedItems } from '../../testing/logged-items.ts'
import { recountedUsage } from '../../testing/recounted-usage.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import type { JobOptions } from '../job-context.ts'
import { runJob } from '../jobs/run-job.ts'
import { lastUses } from '../registered/client-use.ts'
import type { ObjectStoreAbilities } from '../stores/object-store.contract.ts'

const ample = { timeLeft: () => 600_000 }
const hour = 3600_000
const day = 24 * hour
const start = Date.UTC(2025, 5, 1)
const count = (deps: GatewayDeps, options: Partial<JobOptions> = {}) =>
  runJob(deps, 'count-usage', { ...ample, ...options })

function usageOf(bucket: InMemoryObjectStore) {
  const file = bucket.objects.get('usage/usage.json')
  if (file === undefined) return undefined
  const { timestamp, ...usage } = JSON.parse(Buffer.from(file.bytes).toString())
  expect(timestamp).toBeTypeOf('number')
  return usage
}

const put = (bucket: InMemoryObjectStore, key: string, items: unknown) =>
  bucket.put(key, Buffer.from(JSON.stringify(items)))
const archive = (time: number) => `logs/log-${new Date(time).toISOString()}.json`

const client = 'ab'.repeat(32)
const other = 'cd'.repeat(32)
const hash = 'ef'.repeat(20)
const uploadKey = (n: number) => `uploads/sha1/ef/ef/ef/${hash}/${String(n).padStart(32, '0')}`
const item = (payload: object, response: object, more: object = {}) => ({
  request: { payload, fromClientId: client },
  response,
  requestTimestamp: start,
  elapsed: 1,
  requestHeaders: {},
  zone: 'default',
  ...more
})
const offer = (objectKey: string) => item({ type: 'initiateFileUpload', size: 5 }, { alreadyExists: false, objectKey })
const finalize = (objectKey: string, more: object = {}) =>
  item({ type: 'finalizeFileUpload', objectKey, size: 5 }, { type: 'finalizeFileUpload' }, more)
const find = (response: object = {}, more: object = {}) =>
  item({ type: 'findFile', hash }, { type: 'findFile', found: true, size: 7, ...response }, more)

async function counted(archives: Record<string, unknown[]>, options: Partial<JobOptions> = {}) {
  const gateway = testGateway()
  for (const [key, items] of Object.entries(archives)) await put(gateway.buckets.default, key, items)
  const result = await count(gateway.deps, options)
  return { ...gateway, result, usage: usageOf(gateway.buckets.default) }
}

const nothing = { clients: {}, dailyUsage: [], totalUsage: { clientUsage: {} } }

const total = (usage: { totalUsage: { clientUsage: Record<string, unknown> } }, id = client) =>
  usage.totalUsage.clientUsage[id]

describe('count-usage', () => {
  it('gives usage.json the shape that it has had', async () => {
    const headers = {
      'user-agent': 'python',
      'x-real-ip': '10.0.0.1',
      'x-vercel-ip-city': 'Paris',
      'x-vercel-ip-country': 'FR',
      'x-vercel-ip-country-region': 'IDF',
      referer: 'https://figurl.org/f?token=secret',
      cookie: 'secret'
    }
    const { usage } = await counted({
      [archive(start)]: [
        item({ type: 'addClient', clientId: client, ownerId: 'ann' }, {}),
        find({}, { requestHeaders: headers }),
        offer(uploadKey(1)),
        finalize(uploadKey(1), { requestTimestamp: start + day }),
        find({ fallback: true }, { requestTimestamp: start + day })
      ]
    })
    const none = {
      ...{ uploadSize: 0, uploadCount: 0, downloadSize: 0, downloadCount: 0 },
      ...{ fallbackDownloadSize: 0, fallbackDownloadCount: 0, ownerId: 'ann' }
    }
    expect(usage).toEqual({
      clients: {
        [client]: {
          clientId: client,
          ownerId: 'ann',
          headerInfo: {
            userAgent: 'python',
            ip: '10.0.0.1',
            ipCity: 'Paris',
            ipCountry: 'FR',
            ipCountryRegion: 'IDF',
            referer: 'https://figurl.org/f'
          }
        }
      },
      dailyUsage: [
        { date: '2025-06-01', clientUsage: { [client]: { ...none, downloadSize: 7, downloadCount: 1 } } },
        {
          date: '2025-06-02',
          clientUsage: {
            [client]: {
              ...none,
              ...{ uploadSize: 5, uploadCount: 1, fallbackDownloadSize: 7, fallbackDownloadCount: 1 }
            }
          }
        }
      ],
      totalUsage: {
        clientUsage: {
          [client]: {
            ...{ uploadSize: 5, uploadCount: 1, downloadSize: 7, downloadCount: 1 },
            ...{ fallbackDownloadSize: 7, fallbackDownloadCount: 1, ownerId: 'ann' }
          }
        }
      }
    })
  })

  it('an upload counts at its first finalize, whichever archive that is in, and not where it failed', async () => {
    const failed = item({ type: 'finalizeFileUpload', objectKey: uploadKey(2), size: 5 }, { error: 'wrong bytes' })
    const { usage, deps, buckets } = await counted({
      [archive(start)]: [
        offer(uploadKey(1)),
        finalize(uploadKey(1)),
        finalize(uploadKey(1)),
        offer(uploadKey(2)),
        failed
      ]
    })
    expect(total(usage)).toMatchObject({ uploadCount: 1, uploadSize: 5 })
    await put(buckets.default, archive(start + hour), [finalize(uploadKey(1)), finalize(uploadKey(2))])
    await count(deps)
    expect(total(usageOf(buckets.default))).toMatchObject({ uploadCount: 2, uploadSize: 10 })
  })

  it('a key of ours that was never handed out counts for nothing; one that comes before its offer does', async () => {
    const { usage, deps, buckets } = await counted({
      [archive(start)]: [offer(uploadKey(1)), finalize(uploadKey(1)), finalize(uploadKey(7)), finalize(uploadKey(8))]
    })
    expect(total(usage)).toMatchObject({ uploadCount: 1 })
    await put(buckets.default, archive(start + hour), [offer(uploadKey(8))])
    await count(deps)
    expect(total(usageOf(buckets.default))).toMatchObject({ uploadCount: 2 })
  })

  it('a finalize of another gateway’s key counts once, handed out or not', async () => {
    const { usage } = await counted({
      [archive(start)]: [finalize('uploads/x/1'), finalize('uploads/x/1'), finalize('y')]
    })
    expect(total(usage)).toMatchObject({ uploadCount: 2 })
  })

  it('a download counts where the file was found', async () => {
    const { usage } = await counted({ [archive(start)]: [find(), find({ found: false }), find({ found: undefined })] })
    expect(total(usage)).toMatchObject({ downloadCount: 1, downloadSize: 7 })
  })

  it('downloads of fallback-logs are fallback ones, and its items give clients their owners', async () => {
    const { usage } = await counted({
      'fallback-logs/log-2023-01-01T00:00:00.000Z.json': [
        { ...find(), zone: undefined },
        { request: { type: 'addClient', clientId: client, ownerId: 'ann' }, response: {}, requestTimestamp: 1 },
        { request: { type: 'migrateClient', client: { clientId: other, ownerId: 'bob' } }, response: {} }
      ],
      [archive(start)]: [find()]
    })
    expect(total(usage)).toMatchObject({ downloadCount: 1, fallbackDownloadCount: 1, ownerId: 'ann' })
    expect(usage.clients[other]).toEqual({ clientId: other, ownerId: 'bob' })
  })

  it('the last archive says who owns a client, and then of all that it did', async () => {
    const own = (ownerId: string) => item({ type: 'addClient', clientId: client, ownerId }, {})
    const { deps, buckets } = await counted({
      [archive(start)]: [find(), own('ann')],
      [archive(start + day)]: [find({}, { requestTimestamp: start + day })]
    })
    await put(buckets.default, archive(start + 2 * day), [own('bob')])
    await count(deps)
    const usage = usageOf(buckets.default)
    const owners = usage.dailyUsage.map(
      (one: { clientUsage: Record<string, { ownerId: string }> }) => one.clientUsage[client]?.ownerId
    )
    expect(owners).toEqual(['bob', 'bob'])
    expect(total(usage)).toMatchObject({ ownerId: 'bob' })
    // One that comes late, from between, changes nothing.
    await put(buckets.default, archive(start + day + 1), [own('carl')])
    await count(deps)
    expect(total(usageOf(buckets.default))).toMatchObject({ ownerId: 'bob' })
  })

  it('a caller known by GitHub alone counts under the login, an unsigned one under unknown', async () => {
    const by = (caller: object) => ({ request: { payload: { type: 'findFile' }, ...caller } })
    const { usage } = await counted({
      [archive(start)]: [
        find({}, by({ githubUserId: 'ann' })),
        find({}, by({})),
        find({}, by({ fromClientId: '__proto__' }))
      ]
    })
    expect(total(usage, 'ann')).toMatchObject({ downloadCount: 1, ownerId: 'ann' })
    expect(total(usage, 'unknown')).toMatchObject({ downloadCount: 1, ownerId: '' })
    expect(Object.entries(usage.totalUsage.clientUsage).find(([id]) => id === '__proto__')?.[1]).toMatchObject({
      downloadCount: 1
    })
  })

  it('an item without a zone is the default zone’s, and one of another zone is not counted', async () => {
    const gateway = testGateway()
    const items = [find(), find({}, { zone: undefined }), find({}, { zone: '' }), find({}, { zone: 'lab' })]
    await put(gateway.buckets.default, archive(start), items)
    await put(gateway.buckets.lab, archive(start), items)
    await count(gateway.deps)
    expect(total(usageOf(gateway.buckets.default))).toMatchObject({ downloadCount: 3 })
    expect(total(usageOf(gateway.buckets.lab))).toMatchObject({ downloadCount: 1 })
  })

  it('archives and items that cannot be read are reported and passed over', async () => {
    const gateway = testGateway()
    await put(gateway.buckets.default, archive(start), [
      1,
      null,
      {},
      { request: {} },
      find({}, { requestTimestamp: 'x' }),
      find()
    ])
    await gateway.buckets.default.put(archive(start + 1), Buffer.from('[{"request"'))
    await gateway.buckets.default.put(archive(start + 2), Buffer.from('{}'))
    await gateway.buckets.default.put(archive(start + 3), Buffer.from(''))
    await put(gateway.buckets.default, archive(start + 4), [find()])
    const result = await count(gateway.deps)
    expect(result).toMatchObject({
      outcome: 'done',
      counts: { unreadable_archives: 2, unreadable_items: 5, archives: 5 }
    })
    expect(gateway.reports.filter(({ event }) => event === 'usage.unreadable_archive')).toHaveLength(2)
    expect(total(usageOf(gateway.buckets.default))).toMatchObject({ downloadCount: 2 })
  })

  it('reads no archive that it has counted, and writes nothing where nothing is new', async () => {
    const gateway = await counted({ [archive(start)]: [find()], [archive(start + hour)]: [find()] })
    gateway.forget()
    expect((await count(gateway.deps)).counts).toEqual({})
    expect(gateway.touched().objects.filter(call => /^(get|read) logs|^put/.test(call))).toEqual([])
    await put(gateway.buckets.default, archive(start + 2 * hour), [find()])
    gateway.forget()
    await count(gateway.deps)
    const read = gateway.touched().objects.filter(call => /^(get|read) (logs|fallback)/.test(call))
    expect(read).toEqual([`get ${archive(start + 2 * hour)}`])
  })

  it('an archive that comes late, of a time before the last, is counted too', async () => {
    const { deps, buckets } = await counted({ [archive(start)]: [find()], [archive(start + hour)]: [find()] })
    await put(buckets.default, archive(start + 1), [find()])
    await count(deps)
    await count(deps)
    expect(total(usageOf(buckets.default))).toMatchObject({ downloadCount: 3 })
  })

  it('makes usage.json again where somebody else wrote over it, or took it away', async () => {
    const { deps, buckets, usage } = await counted({ [archive(start)]: [find()] })
    await buckets.default.put('usage/usage.json', Buffer.from('{"older":true}'))
    await count(deps)
    expect(usageOf(buckets.default)).toEqual(usage)
    await buckets.default.remove('usage/usage.json')
    await count(deps)
    expect(usageOf(buckets.default)).toEqual(usage)
  })

  it('says how to go on where its checkpoint was damaged; --full counts anew', async () => {
    const { deps, buckets, usage } = await counted({ [archive(start)]: [find()] })
    for (const key of [...buckets.default.objects.keys()])
      if (key.startsWith('usage/days/')) await buckets.default.remove(key)
    await put(buckets.default, archive(start + 1), [find()])
    const result = await count(deps)
    expect(result.notable[0]?.failure).toMatchObject({
      code: 'usage.checkpoint_unreadable',
      message: expect.stringContaining('--full')
    })
    expect(usageOf(buckets.default)).toEqual(usage)
    expect((await count(deps, { full: true })).outcome).toBe('done')
    expect(total(usageOf(buckets.default))).toMatchObject({ downloadCount: 2 })
  })

  it('reads a large archive as a stream, with the same result', async () => {
    const many = Array.from({ length: 30_000 }, (_, n) => find({ note: `x"[{\\ ${'ü'.repeat(120)} ${n}` }))
    const gateway = testGateway()
    const text = `\n [ ${many.map(one => JSON.stringify(one, null, 2)).join(' ,\n')} ]\n`
    expect(Buffer.byteLength(text)).toBeGreaterThan(8_000_000)
    await gateway.buckets.default.put(archive(start), Buffer.from(text))
    await gateway.buckets.default.put(archive(start + 1), Buffer.from(text.slice(0, -3)))
    const result = await count(gateway.deps)
    expect(result.counts).toMatchObject({ unreadable_archives: 1, items: 60_000 })
    expect(total(usageOf(gateway.buckets.default))).toMatchObject({ downloadCount: 60_000 })
  })

  it('stops where its time is up, a recount too, and goes on in the next run', async () => {
    const archives = Object.fromEntries(
      Array.from({ length: 9 }, (_, n) => [archive(start + n * hour), [find()]] as const)
    )
    const gateway = testGateway()
    for (const [key, items] of Object.entries(archives)) await put(gateway.buckets.default, key, items)
    for (const full of [false, true]) {
      let calls = 0
      const result = await count(gateway.deps, { full, timeLeft: () => (++calls > 6 ? 1000 : 600_000) })
      expect(result.outcome).toBe('continues')
      expect(usageOf(gateway.buckets.default) === undefined).toBe(!full)
      expect((await count(gateway.deps)).outcome).toBe('done')
      expect(total(usageOf(gateway.buckets.default))).toMatchObject({ downloadCount: 9 })
    }
  })
})

describe('count-usage, incrementally', () => {
  const seeds = Number(process.env.JOB_SEEDS ?? 50)

  /** Archives appear bit by bit; runs are cut off at any call, or overtaken. */
  async function history(seed: number, disturbed: boolean, abilities: Partial<ObjectStoreAbilities> = {}) {
    const random = seededRandom(seed)
    const bucket: InMemoryObjectStore = new InMemoryObjectStore({
      uri: 'memory://default',
      abilities,
      now: () => gateway.clock.now
    })
    const gateway = testGateway({ bucket })
    const items = loggedItems(random, 20 + Math.floor(random() * 60), start).map(one => one.item)
    let time = start
    while (items.length > 0) {
      time += Math.floor(random() * 12 * hour)
      const some = items.splice(0, 1 + Math.floor(random() * 12))
      // What was kept elsewhere meanwhile comes later.
      if (random() < 0.2) items.splice(0, 0, ...some.splice(0, 1))
      const folder = random() < 0.05 ? 'fallback-logs' : 'logs'
      const zone = random() < 0.3 ? 'lab' : 'default'
      await put(gateway.buckets[zone], archive(time).replace('logs', folder), some)
      for (let runs = Math.floor(random() * 3); runs > 0; runs--) {
        const how = (['before', 'halfway', 'after'] as const)[Math.floor(random() * 3)] ?? 'before'
        const { onCall } = killedAt(1 + Math.floor(random() * 40), how)
        const full = random() < 0.1
        await count(disturbed ? interrupted(gateway.deps, onCall) : gateway.deps, { full }).catch(() => undefined)
        gateway.pass(100_000)
      }
    }
    return { ...gateway, random }
  }

  it(`equals a full recount, and an independent one, number for number (${seeds} seeds)`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { deps, buckets } = await history(seed, false)
      await count(deps)
      for (const zone of ['default', 'lab'] as const) {
        const incremental = usageOf(buckets[zone]) ?? nothing
        expect(incremental).toEqual(recountedUsage(buckets[zone], zone))
        await count(deps, { full: true })
        expect(usageOf(buckets[zone])).toEqual(incremental)
      }
    }
  }, 600_000)

  it(`equals it however often runs are cut off (${seeds} seeds)`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { deps, buckets } = await history(seed, true)
      expect((await count(deps)).outcome).toBe('done')
      for (const zone of ['default', 'lab'] as const)
        expect(usageOf(buckets[zone]) ?? nothing).toEqual(recountedUsage(buckets[zone], zone))
    }
  }, 600_000)

  it(`equals it where a run stalls at any call, is overtaken and then goes on (${seeds} seeds)`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      // Every other store knows no conditions.
      const conditions = seed % 2 === 0
      const abilities = { putIfAbsent: conditions, putIfMatch: conditions }
      const { deps, buckets, pass, random } = await history(seed, false, abilities)
      const stall = 1 + Math.floor(random() * 25)
      let calls = 0
      let overtaking: Promise<unknown> = Promise.resolve()
      const overtake = async () => {
        pass(100_000)
        await put(buckets.default, archive(start + 300 * day), [find()])
        await count(deps)
      }
      const stalling = interrupted(deps, async ({ go }) => {
        if (++calls === stall) {
          overtaking = overtake()
          await overtaking
        }
        return go()
      })
      await put(buckets.default, archive(start + 299 * day), [find()])
      await count(stalling, { full: random() < 0.3 })
      // It may have stalled in reading ahead, for which nobody waits any more.
      await overtaking
      pass(100_000)
      expect(await count(deps), `seed ${seed}, stalled at ${stall}`).toMatchObject({ outcome: 'done', notable: [] })
      for (const zone of ['default', 'lab'] as const)
        expect(usageOf(buckets[zone]) ?? nothing).toEqual(recountedUsage(buckets[zone], zone))
    }
  }, 600_000)
})

describe('issue 13, number 23: the day on which a client was used last', () => {
  const used = async (gateway: ReturnType<typeof testGateway>) =>
    (await lastUses(gateway.deps, 'default', [ClientId.parse(client), ClientId.parse(other)])).get(client)
  const at = (time: number) => find({}, { requestTimestamp: time })

  it('is found in the archives, stays where an older one comes later, and is of that client alone', async () => {
    const gateway = await counted({ [archive(start)]: [at(start), at(start + day), at(start - day)] })
    expect(await used(gateway)).toBe('2025-06-02')
    await put(gateway.buckets.default, archive(start + hour), [at(start)])
    await count(gateway.deps)
    expect(await used(gateway)).toBe('2025-06-02')
    await put(gateway.buckets.default, archive(start + 2 * day), [at(start + 2 * day)])
    await count(gateway.deps)
    expect(await used(gateway)).toBe('2025-06-03')
    expect((await lastUses(gateway.deps, 'default', [ClientId.parse(other)])).size).toBe(0)
    expect((await gateway.registry.list({ kind: 'client-use', zone: 'lab' }, { limit: 9 })).items).toEqual([])
  })

  it('is noted again by the next run where one died before its commit', async () => {
    const gateway = testGateway()
    await put(gateway.buckets.default, archive(start), [at(start)])
    const dying = interrupted(gateway.deps, async ({ method, go }) => {
      if (method === 'put') throw new Error('killed')
      return go()
    })
    await count(dying).catch(() => undefined)
    gateway.pass(2 * hour)
    await count(gateway.deps)
    expect(await used(gateway)).toBe('2025-06-01')
    gateway.forget()
    await put(gateway.buckets.default, archive(start + hour), [at(start + hour)])
    await count(gateway.deps)
    const again = gateway.registry.calls.filter(
      call => ['create', 'replace'].includes(call.method) && JSON.stringify(call).includes('client-use')
    )
    expect(again, 'a day is written once').toEqual([])
  })
})
