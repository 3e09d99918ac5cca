import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { interrupted, killedAt, seededRandom } from '../../testing/interrupted.ts'
import { archived, loggedItems, sorted } from '../../testing/logged-items.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { JobOptions } from '../job-context.ts'
import { runJob } from '../jobs/run-job.ts'

const ample = { timeLeft: () => 600_000 }
const archive = (deps: GatewayDeps, limits: JobOptions = ample) => runJob(deps, 'archive-logs', limits)
type TestGateway = ReturnType<typeof testGateway>

async function withItems(count: number, seed = 1) {
  const gateway = testGateway()
  const items = loggedItems(seededRandom(seed), count, gateway.clock.now - 40 * 24 * 3600_000)
  await gateway.ephemeral.addLogItems(items)
  return { ...gateway, items }
}

function expectEachOnce({ buckets, ephemeral, items }: TestGateway & { items: { item: unknown }[] }) {
  expect(ephemeral.logItems).toEqual([])
  const there = [...archived(buckets.default), ...archived(buckets.lab)]
  expect(sorted(there)).toEqual(sorted(items.map(({ item }) => item)))
}

describe('archive-logs', () => {
  it('moves each item into one archive of its zone, items without a zone into the default zone’s, in order', async () => {
    const gateway = await withItems(300)
    const result = await archive(gateway.deps)
    expect(result).toMatchObject({
      job: 'archive-logs',
      outcome: 'done',
      counts: { items: gateway.items.length },
      notable: []
    })
    expectEachOnce(gateway)
    const zones = archived(gateway.buckets.lab).map(item => (item as { zone: string }).zone)
    expect(new Set(zones)).toEqual(new Set(['lab']))
    const times = archived(gateway.buckets.lab).map(item => (item as { requestTimestamp: number }).requestTimestamp)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    for (const key of gateway.buckets.default.objects.keys())
      expect(key).toMatch(/^logs\/log-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\.json$/)
  })

  it('bounds files in items and in bytes, and gives each a name of its own', async () => {
    const gateway = testGateway()
    const big = (n: number) => ({
      id: `id${n}`,
      item: {
        request: { payload: { type: 'x', pad: 'x'.repeat(1_500_000) } },
        response: {},
        requestTimestamp: n,
        zone: 'lab'
      }
    })
    const small = (n: number) => ({
      id: `small${n}`,
      item: { request: { payload: { type: 'x' } }, response: {}, requestTimestamp: n, zone: 'default' }
    })
    await gateway.ephemeral.addLogItems(Array.from({ length: 5 }, (_, n) => big(n)))
    await gateway.ephemeral.addLogItems(Array.from({ length: 2100 }, (_, n) => small(n)))
    await archive(gateway.deps)
    expect(gateway.buckets.lab.objects.size).toBe(3)
    expect(gateway.buckets.default.objects.size).toBe(3)
    expect(archived(gateway.buckets.default)).toHaveLength(2100)
  })

  it('archives items with ids of any length', async () => {
    const gateway = testGateway()
    const items = Array.from({ length: 900 }, (_, n) => ({
      id: `${n} "${'ü'.repeat(900)}`,
      item: { request: { payload: { type: 'x' } }, response: {}, requestTimestamp: n, zone: 'lab' }
    }))
    await gateway.ephemeral.addLogItems(items)
    expect((await archive(gateway.deps)).outcome).toBe('done')
    expectEachOnce({ ...gateway, items })
  })

  it('gives up a zone whose items stay although they were removed, rather than go on for ever', async () => {
    const gateway = await withItems(5)
    const deps = interrupted(gateway.deps, async ({ method, go }) => (method === 'removeLogItems' ? undefined : go()))
    const result = await archive(deps)
    expect(result.notable).toMatchObject([
      { zone: 'default', failure: { code: 'job.log_items_stay' } },
      { zone: 'lab', failure: { code: 'job.log_items_stay' } }
    ])
    gateway.pass(100_000)
    expect((await archive(gateway.deps)).outcome).toBe('done')
    expectEachOnce(gateway)
  })

  it('sets aside what is no item, with its reason, and archives the rest', async () => {
    const gateway = await withItems(20)
    const good = { request: { payload: { type: 'findFile' } }, response: {}, requestTimestamp: 1, zone: 'lab' }
    const bad = {
      a: { zone: 'lab' },
      b: { ...good, request: { payload: {} } },
      c: { ...good, requestTimestamp: 'yesterday' },
      d: { ...good, response: [] },
      e: { ...good, zone: '../up' },
      f: { ...good, requestTimestamp: 9e15 }
    }
    await gateway.ephemeral.addLogItems(Object.entries(bad).map(([id, item]) => ({ id, item })))
    const result = await archive(gateway.deps)
    expect(result).toMatchObject({ outcome: 'done', counts: { items: gateway.items.length, set_aside: 6 } })
    expectEachOnce(gateway)
    expect(Object.fromEntries([...gateway.ephemeral.setAside].map(([id, { reason }]) => [id, reason]))).toEqual({
      a: 'it has no request',
      b: 'its request has no type',
      c: 'its requestTimestamp is no time',
      d: 'it has no response',
      e: 'its zone is no zone name',
      f: 'its requestTimestamp is no time'
    })
    expect(gateway.ephemeral.setAside.get('b')?.item).toEqual(bad.b)
  })

  it('a zone whose bucket refuses keeps its items, is reported by name and archived later; others go on', async () => {
    const gateway = await withItems(100)
    const refusing = interrupted(gateway.deps, async ({ method, go }) => {
      if (method === 'put') throw errors.storeRefused('the bucket memory://lab', new Error('403'))
      return go()
    })
    const healthy = gateway.deps.openBucket
    const deps: GatewayDeps = {
      ...gateway.deps,
      openBucket: ref => (ref.uri === 'memory://lab' ? refusing : gateway.deps).openBucket(ref)
    }
    expect(healthy).toBe(gateway.deps.openBucket)
    const result = await archive(deps)
    expect(result.outcome).toBe('failed')
    expect(result.notable).toMatchObject([{ zone: 'lab', outcome: 'failed', failure: { code: 'store.refused' } }])
    expect(gateway.reports).toContainEqual({ level: 'error', event: 'job.zone_failed' })
    expect(archived(gateway.buckets.lab)).toEqual([])
    expect(archived(gateway.buckets.default).length).toBeGreaterThan(0)
    gateway.pass(61_000)
    expect((await archive({ ...deps, openBucket: gateway.deps.openBucket })).outcome).toBe('done')
    gateway.pass(61_000)
    deps.caches.zones.delete('lab')
    expect((await archive(gateway.deps)).outcome).toBe('done')
    expectEachOnce(gateway)
  })

  it('items of a zone that nobody here knows stay where they are, noticed once, and fail no run', async () => {
    const gateway = testGateway()
    const item = { request: { payload: { type: 'findFile' } }, response: {}, requestTimestamp: 1, zone: 'gone' }
    await gateway.ephemeral.addLogItems([{ id: 'a', item }])
    for (let runs = 0; runs < 3; runs++)
      expect(await archive(gateway.deps)).toMatchObject({ outcome: 'done', notable: [] })
    expect(gateway.ephemeral.logItems).toHaveLength(1)
    expect(gateway.ephemeral.setAside.size).toBe(0)
    expect(gateway.reports.filter(({ event }) => event === 'log_items.unknown_zone')).toHaveLength(1)
  })

  it('items of a zone that the configuration may have are neither noticed nor touched', async () => {
    const gateway = testGateway()
    const item = { request: { payload: { type: 'findFile' } }, response: {}, requestTimestamp: 1, zone: 'gone' }
    await gateway.ephemeral.addLogItems([{ id: 'a', item }])
    const result = await archive({ ...gateway.deps, mayBeConfigured: () => true })
    expect(result.notable).toMatchObject([{ zone: 'gone', failure: { code: 'zone.configuration_wrong' } }])
    expect(gateway.ephemeral.logItems).toHaveLength(1)
  })

  it('items of a zone that was taken from the gateway are set aside, rather than fail every run from then on', async () => {
    const gateway = testGateway()
    const item = { request: { payload: { type: 'findFile' } }, response: {}, requestTimestamp: 1, zone: 'ann.old' }
    const key = { kind: 'zone', id: 'ann.old' } as const
    await gateway.registry.create(key, { zone: 'ann.old' })
    await gateway.registry.remove(key)
    await gateway.ephemeral.addLogItems([{ id: 'a', item }])
    expect(await archive(gateway.deps)).toMatchObject({ outcome: 'done', counts: { set_aside: 1 } })
    expect(gateway.ephemeral.logItems).toEqual([])
    expect(gateway.ephemeral.setAside.get('a')?.reason).toBe('its zone was taken from the gateway')
  })

  it('a plan that a run left of a zone that was taken from the gateway since is dropped, rather than fail every run', async () => {
    const gateway = testGateway()
    const [zone, plan] = [
      { kind: 'zone', id: 'ann.old' },
      { kind: 'archive', id: 'ann.old' }
    ] as const
    await gateway.registry.create(zone, { zone: 'ann.old' })
    await gateway.registry.remove(zone)
    await gateway.registry.create(plan, { last: 7, plan: { file: 7, sha1: 'ab', ids: ['a'] } })
    expect(await archive(gateway.deps, { ...ample, dryRun: true })).toMatchObject({ outcome: 'done' })
    expect(await gateway.registry.get(plan)).toMatchObject({ value: { plan: { file: 7 } } })
    expect(await archive(gateway.deps)).toMatchObject({ outcome: 'done', notable: [] })
    expect(await gateway.registry.get(plan)).toMatchObject({ value: { last: 7 } })
    expect(await archive(gateway.deps)).toMatchObject({ outcome: 'done', zones: 0 })
  })

  it('an item that comes again after it was archived is not archived again', async () => {
    const gateway = await withItems(50)
    await archive(gateway.deps)
    await gateway.ephemeral.addLogItems(gateway.items.slice(0, 20))
    gateway.pass(29 * 24 * 3600_000)
    expect((await archive(gateway.deps)).counts).toMatchObject({ came_again: 20 })
    expectEachOnce(gateway)
  })

  it('of an older gateway’s item archives nothing that was secret', async () => {
    const gateway = testGateway()
    const secret = 'ghp_secret'
    const item = {
      request: {
        payload: { type: 'findFile', hash: 'ab', signature: secret, timestamp: 1 },
        fromClientId: 'c1',
        signature: secret,
        auth: { githubAccessToken: secret, reCaptchaToken: secret },
        privateKeyHex: secret
      },
      response: { type: 'findFile', found: true, size: 5, url: `https://x?sig=${secret}` },
      requestTimestamp: 1,
      requestHeaders: { cookie: secret, authorization: secret, 'user-agent': 'py', referer: `https://x/y?t=${secret}` },
      zone: 'lab'
    }
    await gateway.ephemeral.addLogItems([{ id: '0123456789abcdef01234567', item }])
    await archive(gateway.deps)
    expect(archived(gateway.buckets.lab)).toEqual([
      {
        request: { payload: { type: 'findFile', hash: 'ab', timestamp: 1 }, fromClientId: 'c1' },
        response: { type: 'findFile', found: true, size: 5 },
        requestTimestamp: 1,
        requestHeaders: { 'user-agent': 'py', referer: 'https://x/y' },
        zone: 'lab'
      }
    ])
  })

  it('a foreign file of the very same name is left alone', async () => {
    const gateway = await withItems(10)
    const name = `logs/log-${new Date(gateway.clock.now).toISOString()}.json`
    await gateway.buckets.default.put(name, Buffer.from('[]'))
    await archive(gateway.deps)
    expect(Buffer.from(gateway.buckets.default.objects.get(name)?.bytes ?? []).toString()).toBe('[]')
    expectEachOnce(gateway)
  })

  it('stops where its time is up, and goes on in the next run', async () => {
    const gateway = testGateway()
    const items = Array.from({ length: 2500 }, (_, n) => ({
      id: `id${n}`,
      item: { request: { payload: { type: 'x' } }, response: {}, requestTimestamp: n, zone: 'lab' }
    }))
    await gateway.ephemeral.addLogItems(items)
    let calls = 0
    const result = await archive(gateway.deps, { timeLeft: () => (++calls > 6 ? 1000 : 600_000) })
    expect(result.outcome).toBe('continues')
    const before = archived(gateway.buckets.lab).length
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(2500)
    expect((await archive(gateway.deps)).outcome).toBe('done')
    expectEachOnce({ ...gateway, items })
  })

  it('a dry run says what it would do, and writes nothing anywhere', async () => {
    const gateway = await withItems(30)
    gateway.forget()
    const result = await runJob(gateway.deps, 'archive-logs', { ...ample, dryRun: true })
    expect(result.notable.flatMap(({ notes }) => notes).join()).toContain('logs/')
    const writes = ['put', 'remove', 'copy', 'create', 'replace', 'erase', 'markArchived', 'removeLogItems']
    const touched = gateway.touched()
    const all = [...touched.objects.map(call => call.split(' ')[0]), ...touched.registry, ...touched.ephemeral]
    expect(all.filter(method => writes.includes(method ?? ''))).toEqual([])
  })
})

describe('archive-logs, cut off', () => {
  const small = { ...ample, archive: { items: 5, bytes: 100_000 } }
  const seeds = Number(process.env.JOB_SEEDS ?? 50)

  it(`at each store call in turn, before, during or after it, archives each item once (${seeds} seeds)`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const random = seededRandom(seed)
      const gateway = await withItems(1 + Math.floor(random() * 25), seed)
      let at = 1 + Math.floor(random() * 4)
      for (let runs = 0; runs < 60; runs++) {
        const how = (['before', 'halfway', 'after'] as const)[Math.floor(random() * 3)] ?? 'before'
        const { onCall, calls } = killedAt(at, how)
        await archive(interrupted(gateway.deps, onCall), small).catch(() => undefined)
        if (calls() < at) break
        at += Math.floor(random() * 3)
        gateway.pass(100_000)
        // What was answered with an error is kept elsewhere, and comes again.
        if (random() < 0.3) await gateway.ephemeral.addLogItems(gateway.items.slice(0, 3))
      }
      gateway.pass(100_000)
      await archive(gateway.deps)
      expectEachOnce(gateway)
    }
  }, 600_000)

  it(`a run that stalls at any call, is overtaken and then goes on, harms nothing (${seeds} seeds)`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      for (const abilities of [{}, { putIfAbsent: false, putIfMatch: false }]) {
        const random = seededRandom(seed)
        const gateway = testGateway({ bucket: new InMemoryObjectStore({ uri: 'memory://default', abilities }) })
        const items = loggedItems(random, 1 + Math.floor(random() * 20), gateway.clock.now - 1e9)
        await gateway.ephemeral.addLogItems(items)
        const stall = 1 + Math.floor(random() * 30)
        let calls = 0
        const stalling = interrupted(gateway.deps, async ({ go }) => {
          if (++calls === stall) {
            gateway.pass(100_000)
            await archive({ ...gateway.deps }, small)
            await gateway.ephemeral.addLogItems(items.slice(0, 2))
          }
          return go()
        })
        await archive(stalling, small).catch(() => undefined)
        gateway.pass(100_000)
        await archive(gateway.deps)
        expectEachOnce({ ...gateway, items })
      }
    }
  }, 600_000)
})
