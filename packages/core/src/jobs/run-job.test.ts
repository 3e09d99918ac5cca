import { describe, expect, it, vi } from 'vitest'
import { interrupted } from '../../testing/interrupted.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import { JobLease, leaseTime, zoneJobKey } from './job-lease.ts'
import { lastResult } from './last-results.ts'
import { runJob } from './run-job.ts'

const ample = { timeLeft: () => 600_000 }

describe('a run of a job', () => {
  it('is kept as the last result, of the job and of each zone', async () => {
    const gateway = testGateway()
    expect(await lastResult(gateway.deps, 'check-zones')).toBeUndefined()
    const result = await runJob(gateway.deps, 'check-zones', ample)
    expect(await lastResult(gateway.deps, 'check-zones')).toEqual(result)
    const entry = await gateway.registry.get(zoneJobKey('check-zones', 'lab'))
    expect(entry?.value).toMatchObject({ last: { zone: 'lab', outcome: 'done', counts: { zones_well: 1 } } })
    expect(gateway.reports).toContainEqual({ level: 'info', event: 'job.finished' })
  })

  it('leaves a zone alone that another run is at, until that one has died', async () => {
    const gateway = testGateway()
    const lease = await JobLease.take(gateway.deps, 'check-zones', 'lab')
    const busy = await runJob(gateway.deps, 'check-zones', ample)
    expect(busy).toMatchObject({ outcome: 'busy', notable: [{ zone: 'lab', outcome: 'busy' }] })
    expect(gateway.buckets.lab.calls).toEqual([])
    gateway.pass(leaseTime)
    expect(lease?.lost).toBe(true)
    expect((await runJob(gateway.deps, 'check-zones', ample)).outcome).toBe('done')
    await lease?.end({ zone: 'lab', outcome: 'failed', counts: {}, bytes: 0, startedAt: 0, ms: 0, notes: [] })
    const entry = await gateway.registry.get(zoneJobKey('check-zones', 'lab'))
    expect(entry?.value, 'the run that overtook says how it went').toMatchObject({ last: { outcome: 'done' } })
  })

  it('renews its leases while it goes on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const gateway = testGateway()
      const lease = await JobLease.take(gateway.deps, 'sweep', 'lab')
      for (let n = 0; n < 10; n++) {
        gateway.pass(30_000)
        await vi.advanceTimersByTimeAsync(30_000)
      }
      expect(lease?.lost).toBe(false)
      expect(await JobLease.take(gateway.deps, 'sweep', 'lab')).toBeUndefined()
      await lease?.end({ zone: 'lab', outcome: 'done', counts: {}, bytes: 0, startedAt: 0, ms: 0, notes: [] })
      expect(await JobLease.take(gateway.deps, 'sweep', 'lab')).toBeDefined()
    } finally {
      vi.useRealTimers()
    }
  })

  it('holds its lease although the answer to a renewal was lost', async () => {
    const gateway = testGateway()
    let lose = false
    const deps = interrupted(gateway.deps, async ({ method, go }) => {
      const answer = await go()
      return lose && method === 'replace' ? undefined : answer
    })
    const lease = await JobLease.take(deps, 'sweep', 'lab')
    lose = true
    await lease?.renew()
    lose = false
    await lease?.renew()
    expect(lease?.lost).toBe(false)
    await lease?.end({ zone: 'lab', outcome: 'done', counts: {}, bytes: 0, startedAt: 0, ms: 0, notes: [] })
    expect((await gateway.registry.get(zoneJobKey('sweep', 'lab')))?.value).not.toHaveProperty('lease')
  })

  it('begins with the zones that have waited longest, where the last run had no time for all', async () => {
    const gateway = testGateway()
    let left = 600_000
    const dying = interrupted(gateway.deps, async ({ method, go }) => {
      if (method === 'asBrowser') left = 0
      return go()
    })
    for (const zone of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      const record = { zone, ownerId: 'ann', bucketName: 'default', directory: `zones/${zone}` }
      await gateway.registry.create({ kind: 'zone', id: zone }, record)
    }
    const first = await runJob(dying, 'check-zones', { timeLeft: () => left })
    expect(first).toMatchObject({ outcome: 'continues', zones: 9 })
    const checked = first.counts.zones_well ?? 0
    expect(checked).toBeLessThan(9)
    gateway.pass(1000)
    left = 600_000
    gateway.forget()
    await runJob(dying, 'check-zones', { timeLeft: () => left })
    const all = await gateway.registry.list({ kind: 'job', idPrefix: 'zone-health/' }, { limit: 100 })
    expect(all.items.length).toBeGreaterThan(checked)
  })

  it('of one zone looks at that zone alone', async () => {
    const gateway = testGateway()
    const result = await runJob(gateway.deps, 'check-zones', { ...ample, zone: 'lab' })
    expect(result).toMatchObject({ zones: 1, counts: { zones_well: 1 } })
    // Which other zones there are, since a place belongs to one of them.
    expect(gateway.buckets.default.calls).toEqual([{ method: 'list', key: 'registered-zones/' }])
    const wrong = await runJob(gateway.deps, 'check-zones', { ...ample, zone: '../x' })
    expect(wrong.notable).toMatchObject([{ outcome: 'failed', failure: { code: 'zone.not_found' } }])
  })

  it('is kept in short where there is much to say of many zones', async () => {
    const gateway = testGateway()
    for (let n = 0; n < 120; n++) {
      const record = { zone: `z${n}`, ownerId: 'ann', bucketName: 'lost', directory: `zones/z${n}` }
      await gateway.registry.create({ kind: 'zone', id: `z${n}` }, record)
    }
    const result = await runJob(gateway.deps, 'check-zones', ample)
    expect(result.notable).toHaveLength(100)
    expect((await lastResult(gateway.deps, 'check-zones'))?.notable).toHaveLength(100)
    expect(gateway.reports.filter(({ event }) => event === 'job.zone_failed')).toHaveLength(120)
  })

  it('throws where it cannot begin, and keeps no result', async () => {
    const gateway = testGateway()
    gateway.ephemeral.away = true
    await expect(runJob(gateway.deps, 'archive-logs', ample)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(await lastResult(gateway.deps, 'archive-logs')).toBeUndefined()
  })

  it('says nothing of the inside of an error that nobody foresaw', async () => {
    const gateway = testGateway()
    const deps = interrupted(gateway.deps, async ({ method, go }) => {
      if (method === 'unfinishedUploads') throw new TypeError('secret')
      return go()
    })
    const result = await runJob(deps, 'sweep', ample)
    expect(result.outcome).toBe('failed')
    expect(JSON.stringify(result)).not.toContain('secret')
    expect(JSON.stringify(await lastResult(gateway.deps, 'sweep'))).not.toContain('secret')
  })
})
