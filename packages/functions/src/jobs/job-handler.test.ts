import { describe, expect, it } from 'vitest'
import { interrupted } from '../../../core/testing/interrupted.ts'
import { testGateway } from '../../../core/testing/test-gateway.ts'
import { jobHandler } from './job-handler.ts'

const context = { getRemainingTimeInMillis: () => 600_000, memoryLimitInMB: '512' }
const item = { request: { payload: { type: 'findFile' } }, response: {}, requestTimestamp: 1, zone: 'lab' }

function setUp() {
  const test = testGateway()
  return { ...test, gateway: { ...test.deps, allowedOrigins: ['https://figurl.org', 'http://localhost:3000'] } }
}

describe('the handler of a job', () => {
  it('runs it for a schedule’s event, and answers what it did', async () => {
    const { gateway, ephemeral } = setUp()
    await ephemeral.addLogItems([{ id: 'a', item }])
    const event = { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }
    const result = await jobHandler(() => gateway, 'archive-logs')(event, context)
    expect(result).toMatchObject({ job: 'archive-logs', outcome: 'done', counts: { items: 1 } })
  })

  it('does as the event says: a zone, a dry run', async () => {
    const { gateway, ephemeral } = setUp()
    await ephemeral.addLogItems([{ id: 'a', item }])
    const result = await jobHandler(() => gateway, 'archive-logs')({ zone: 'lab', dryRun: true }, context)
    expect(result).toMatchObject({ zones: 1 })
    expect(ephemeral.logItems).toHaveLength(1)
  })

  it('stops before the function’s time or memory is up, which is no failure', async () => {
    const { gateway, ephemeral } = setUp()
    await ephemeral.addLogItems([{ id: 'a', item }])
    const late = { ...context, getRemainingTimeInMillis: () => 20_000 }
    expect((await jobHandler(() => gateway, 'archive-logs')({}, late)).outcome).toBe('continues')
    let used = 100_000_000
    const growing = jobHandler(
      () => gateway,
      'archive-logs',
      () => (used += 200_000_000)
    )
    expect((await growing({}, context)).outcome).toBe('continues')
    expect((await jobHandler(() => gateway, 'archive-logs')({}, context)).outcome).toBe('done')
  })

  it('is done where a zone fails: that is the zone’s own matter, said once for as long as it goes on', async () => {
    const { gateway, ephemeral, buckets, reports, pass } = setUp()
    await ephemeral.addLogItems([{ id: 'a', item }])
    const { put } = buckets.lab
    buckets.lab.put = () => Promise.reject(new Error('wrong key'))
    const run = async () => {
      pass(3_600_000)
      return (await jobHandler(() => gateway, 'archive-logs')({}, context)).outcome
    }
    const begun = () => reports.filter(({ event }) => event === 'job.zone_began_failing').length
    expect([await run(), await run(), begun()]).toEqual(['failed', 'failed', 1])
    buckets.lab.put = put
    expect([await run(), begun()]).toEqual(['done', 1])
    await ephemeral.addLogItems([{ id: 'b', item }])
    buckets.lab.put = () => Promise.reject(new Error('wrong key'))
    expect([await run(), begun()]).toEqual(['failed', 2])
  })

  it('fails where the gateway’s own part failed, so that it is delivered again', async () => {
    const { gateway, ephemeral } = setUp()
    await ephemeral.addLogItems([{ id: 'a', item: { ...item, zone: 'No zone' } }])
    ephemeral.oldestLogItems = () => Promise.reject(new Error('away'))
    await expect(jobHandler(() => gateway, 'archive-logs')({}, context)).rejects.toThrow(
      'archive-logs failed in the gateway: job.failed'
    )
  })

  it('looks after browsers’ rules for public origins only', async () => {
    const { gateway } = setUp()
    const methods: string[] = []
    const watching = interrupted(gateway, ({ method, go }) => {
      methods.push(method)
      return go()
    })
    await jobHandler(() => ({ ...watching, allowedOrigins: gateway.allowedOrigins }), 'check-zones')({}, context)
    // One for each zone's CORS, one for its clock.
    expect(methods.filter(method => method === 'asBrowser')).toHaveLength(4)
  })
})
