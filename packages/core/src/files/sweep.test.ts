import { describe, expect, it } from 'vitest'
import { interrupted, killedAt } from '../../testing/interrupted.ts'
import { hashOf, testGateway, zoneName } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JobOptions } from '../job-context.ts'
import { runJob } from '../jobs/run-job.ts'
import { markerKey } from '../zones/place-marker.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { noteScratchFile } from '../zones/scratch-file.ts'
import { contentKey, quarantineKey, trashKey, uploadKey } from './keys.ts'
import { partedUploadKey } from './parted-upload.ts'

const day = 24 * 3600_000
const hash = hashOf('a file')
const place = { directory: '' }
const id = 'ab'.repeat(16)
const sweep = (deps: GatewayDeps, options: Partial<JobOptions> = {}) =>
  runJob(deps, 'sweep', { timeLeft: () => 600_000, ...options })
type TestGateway = ReturnType<typeof testGateway>
const keys = ({ buckets }: TestGateway) => [...buckets.default.objects.keys()].sort()
const put = ({ buckets }: TestGateway, key: string) => buckets.default.put(key, Buffer.from('x'))

const verification = (state: 'running' | 'failed', now: number) =>
  state === 'failed'
    ? { state, size: 1, failedAt: now }
    : {
        state,
        size: 1,
        leaseUntil: 0,
        leaseHolder: 'queue',
        attempt: 'a',
        facts: { requestTimestamp: 1, requestHeaders: {} }
      }

describe('sweep', () => {
  it('removes uploads that were not finalized within a day, their copies and what else lies there; nothing younger', async () => {
    const gateway = testGateway()
    const old = [uploadKey(place, hash, id), quarantineKey(place, hash, id, 'cd'.repeat(16)), 'uploads/other']
    for (const key of old) await put(gateway, key)
    await put(gateway, contentKey(place, hash))
    gateway.pass(day - 1000)
    await put(gateway, uploadKey(place, hash, 'ef'.repeat(16)))
    expect((await sweep(gateway.deps)).counts).toEqual({})
    gateway.pass(3000)
    expect((await sweep(gateway.deps)).counts).toEqual({ uploads: 3 })
    expect(keys(gateway)).toEqual([contentKey(place, hash), uploadKey(place, hash, 'ef'.repeat(16))])
  })

  it('leaves an upload whose verification runs or waits, however old, but not one that failed', async () => {
    const gateway = testGateway()
    const key = { kind: 'verification', zone: 'default', id: `${hash}/${id}` } as const
    await put(gateway, uploadKey(place, hash, id))
    const { entry } = await gateway.registry.create(key, verification('running', 0))
    gateway.pass(5 * day)
    await sweep(gateway.deps)
    expect(keys(gateway)).toEqual([uploadKey(place, hash, id)])
    await gateway.registry.replace(key, verification('failed', 0), entry.version)
    await sweep(gateway.deps)
    expect(keys(gateway)).toEqual([])
  })

  it('removes what a test of the bucket left that died a day ago, and nothing else of tests/', async () => {
    const gateway = testGateway()
    const test = `tests/testReadWrite-${id}.txt`
    const left = [test, `${test}.source`, `${test}.x-amz-copy-source`]
    const others = ['tests/mine.txt', 'tests/testReadWrite.txt', `tests/testReadWrite-${id}.csv`]
    for (const key of [...left, ...others]) await put(gateway, key)
    gateway.pass(day - 1000)
    await sweep(gateway.deps)
    expect(keys(gateway)).toHaveLength(6)
    gateway.pass(3000)
    expect((await sweep(gateway.deps)).counts).toEqual({ tests: 3 })
    expect(keys(gateway)).toEqual(others.toSorted())
  })

  it('aborts uploads in parts that are older than a day', async () => {
    const gateway = testGateway()
    const { unfinished } = gateway.buckets.default
    unfinished.push({ key: 'uploads/a', uploadId: '1', began: gateway.clock.now - day - 1 })
    unfinished.push({ key: 'sha1/b', uploadId: '2', began: gateway.clock.now - day + 1000 })
    unfinished.push({ key: 'somebody/else', uploadId: '3', began: 0 })
    expect((await sweep(gateway.deps)).counts).toEqual({ parts: 1 })
    expect(unfinished.map(({ uploadId }) => uploadId)).toEqual(['2', '3'])
  })

  it('aborts all of them, though more are under way than a store lists at once', async () => {
    const gateway = testGateway()
    const { unfinished } = gateway.buckets.default
    for (let at = 0; at < 900; at++) {
      const began = gateway.clock.now - (at % 300 < 260 ? 0 : day + 1)
      unfinished.push({ key: `uploads/${String(at).padStart(4, '0')}`, uploadId: 'x', began })
    }
    expect((await sweep(gateway.deps)).counts).toEqual({ parts: 120 })
    expect(unfinished.every(({ began }) => began === gateway.clock.now)).toBe(true)
  })

  it('keeps uploads in parts that are old and under way, and aborts those that are not', async () => {
    const gateway = testGateway()
    const { unfinished } = gateway.buckets.default
    const states = ['open', 'completing', 'stored', 'aborted'] as const
    for (const [at, state] of states.entries()) {
      const uploadId = String(at).repeat(32)
      const record = { hash, size: 1, partSize: 1, storeId: state, endsAt: gateway.clock.now + day, state }
      await gateway.registry.create(partedUploadKey(zoneName('default'), uploadId), record)
      unfinished.push({ key: uploadKey({ directory: '' }, hash, uploadId), uploadId: state, began: 0 })
    }
    expect((await sweep(gateway.deps)).counts).toEqual({ parts: 2 })
    expect(unfinished.map(({ uploadId }) => uploadId)).toEqual(['open', 'completing'])
  })

  it('keeps the trash for ever, unless a time is given', async () => {
    const gateway = testGateway()
    await put(gateway, trashKey(place, hash))
    gateway.pass(10_000 * day)
    await sweep(gateway.deps)
    expect(keys(gateway)).toEqual([trashKey(place, hash)])
    await sweep(gateway.deps, { trashDays: 10_001 })
    expect(keys(gateway)).toEqual([trashKey(place, hash)])
    expect((await sweep(gateway.deps, { trashDays: 30 })).counts).toEqual({ trash: 1 })
    expect(keys(gateway)).toEqual([])
  })

  async function scratchZone(scratch: Record<string, number> = {}) {
    const gateway = testGateway()
    const value = { zone: 'tmp', ownerId: 'ann', bucketName: 'default', directory: 'zones/tmp', scratch }
    await gateway.registry.create({ kind: 'zone', id: 'tmp' }, value, { owner: 'ann' })
    const zone = await resolveZone(gateway.deps, zoneName('tmp'))
    const store = async (content: string) => {
      const [hash, size] = [hashOf(content), content.length]
      await noteScratchFile(gateway.deps, zone, { hash, size })
      await put(gateway, contentKey(zone, hash))
      return contentKey(zone, hash)
    }
    return { gateway, zone, store }
  }

  it('removes what was stored as scratch after its retention, has it forgotten first, and leaves all else', async () => {
    const { gateway, store } = await scratchZone({ retentionDays: 14 })
    const file = await store('a file')
    const others = [
      contentKey(place, hash),
      'zones/tmp/sha1/readme',
      contentKey({ directory: 'zones/tmp' }, hashOf('there before'))
    ]
    for (const key of others) await put(gateway, key)
    const found = { zone: 'tmp', hash, size: 1, bucketUri: 'memory://default', objectKey: file }
    await gateway.ephemeral.rememberFound(found, gateway.clock.now, gateway.clock.now + 100 * day)
    gateway.pass(14 * day - 1000)
    expect((await sweep(gateway.deps)).counts).toEqual({})
    gateway.pass(3000)
    expect((await sweep(gateway.deps)).counts).toEqual({ scratch_files: 1 })
    expect(keys(gateway)).toEqual(others.toSorted())
    expect(await gateway.ephemeral.findFound('tmp', hash, gateway.clock.now)).toBeUndefined()
    expect((await gateway.registry.list({ kind: 'scratch-file', zone: 'tmp' }, { limit: 9 })).items).toEqual([])
  })

  it('a scratch zone whose record gives no retention keeps files for 14 days', async () => {
    const { gateway, store } = await scratchZone()
    await store('a file')
    gateway.pass(15 * day)
    expect((await sweep(gateway.deps)).counts).toEqual({ scratch_files: 1 })
  })

  it('keeps what was stored again later, and what was stored before the zone was marked anew', async () => {
    const { gateway, store } = await scratchZone({ retentionDays: 14, since: Date.UTC(2026, 0, 1, 13) })
    await store('before')
    gateway.pass(2 * 3600_000)
    await store('again')
    gateway.pass(10 * day)
    await store('again')
    gateway.pass(5 * day)
    expect((await sweep(gateway.deps)).counts).toEqual({})
    gateway.pass(10 * day)
    expect((await sweep(gateway.deps)).counts).toEqual({ scratch_files: 1 })
    expect(keys(gateway)).toEqual([contentKey({ directory: 'zones/tmp' }, hashOf('before'))])
  })

  it('13.11: removes nothing from a place that another zone claims, by its record or by its marker, and says so', async () => {
    const records = { bucketName: 'default', directory: 'zones/tmp/deeper', zone: 'other', ownerId: 'bob' }
    const claims = [{ zone: 'elsewhere', gateway: 'https://other.test', gatewayId: 'other', since: 1 }]
    for (const clash of ['record', 'marker']) {
      const { gateway, store } = await scratchZone()
      const file = await store('a file')
      if (clash === 'record') await gateway.registry.create({ kind: 'zone', id: 'other' }, records)
      else await gateway.buckets.default.put(`zones/tmp/${markerKey}`, Buffer.from(JSON.stringify({ claims })))
      gateway.pass(15 * day)
      const { counts, notable } = await sweep(gateway.deps)
      expect([counts, keys(gateway).includes(file)]).toEqual([{}, true])
      expect(notable.flatMap(({ notes }) => notes)).toEqual([
        expect.stringMatching(/^Scratch files were not removed: Zone (other|elsewhere) /)
      ])
    }
  })

  it('removes what expired in the ephemeral store, and what counting left that no checkpoint names', async () => {
    const gateway = testGateway()
    const { ephemeral, clock, buckets, deps } = gateway
    const found = { zone: 'lab', hash, size: 1, bucketUri: 'memory://lab', objectKey: 'k' }
    await ephemeral.rememberFound(found, clock.now, clock.now + 1)
    const item = {
      request: { payload: { type: 'findFile' } },
      response: { found: true, size: 1 },
      requestTimestamp: Date.UTC(2025, 0, 1)
    }
    for (const n of [1, 2]) {
      await buckets.default.put(`logs/log-2025-01-0${n}T00:00:00.000Z.json`, Buffer.from(JSON.stringify([item])))
      await runJob(deps, 'count-usage', { timeLeft: () => 600_000 })
      gateway.pass(1000)
    }
    const before = Buffer.from(buckets.default.objects.get('usage/usage.json')?.bytes ?? [])
    gateway.pass(2 * day)
    expect((await sweep(deps)).counts).toEqual({ expired: 1, usage_parts: 2 })
    expect((await sweep(deps)).counts).toEqual({})
    await buckets.default.remove('usage/usage.json')
    await runJob(deps, 'count-usage', { timeLeft: () => 600_000 })
    const { timestamp: _, ...usage } = JSON.parse(
      Buffer.from(buckets.default.objects.get('usage/usage.json')?.bytes ?? []).toString()
    )
    const { timestamp: __, ...usageBefore } = JSON.parse(before.toString())
    expect(usage).toEqual(usageBefore)
  })

  it('a dry run says what it would remove, and removes nothing', async () => {
    const gateway = testGateway()
    await put(gateway, uploadKey(place, hash, id))
    await put(gateway, trashKey(place, hash))
    gateway.buckets.default.unfinished.push({ key: 'uploads/a', uploadId: '1', began: 0 })
    gateway.pass(40 * day)
    gateway.forget()
    const result = await sweep(gateway.deps, { dryRun: true, trashDays: 30 })
    const notes = result.notable.flatMap(({ notes }) => notes)
    expect(notes).toEqual([
      `${uploadKey(place, hash, id)} (1 bytes) would be removed.`,
      'The upload in parts to uploads/a, begun 1970-01-01T00:00:00.000Z, would be aborted.',
      `${trashKey(place, hash)} (1 bytes) would be removed.`
    ])
    expect(keys(gateway)).toHaveLength(2)
    const { objects, registry } = gateway.touched()
    expect(objects.filter(call => !/^(list|unfinishedUploads|get|head) /.test(call))).toEqual([])
    expect(registry.filter(method => !['list', 'get'].includes(method))).toEqual([])
  })

  it('a dry run says all that it would remove, however much', async () => {
    const gateway = testGateway()
    for (let n = 0; n < 300; n++) await put(gateway, `uploads/${n}`)
    gateway.pass(2 * day)
    const result = await sweep(gateway.deps, { dryRun: true })
    expect(result.notable.flatMap(({ notes }) => notes)).toHaveLength(300)
  })

  it('cut off at any call, goes on in the next run', async () => {
    for (let at = 1; at < 40; at++) {
      const gateway = testGateway()
      for (let n = 0; n < 5; n++) await put(gateway, uploadKey(place, hash, String(n).padStart(32, '0')))
      await put(gateway, contentKey(place, hash))
      gateway.pass(2 * day)
      await sweep(interrupted(gateway.deps, killedAt(at, 'after').onCall)).catch(() => undefined)
      gateway.pass(100_000)
      expect((await sweep(gateway.deps)).outcome).toBe('done')
      expect(keys(gateway)).toEqual([contentKey(place, hash)])
    }
  })
})
