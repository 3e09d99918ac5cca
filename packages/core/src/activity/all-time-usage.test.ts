import { describe, expect, it } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { runJob } from '../jobs/run-job.ts'
import { mostClients } from '../usage/usage-summary.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { allTimeUsage } from './all-time-usage.ts'
import { usageReport } from './usage-report.ts'

const day = 86_400_000
const start = Date.UTC(2010, 0, 1)
const today = '2026-01-01'
const clientOf = (n: number) => n.toString(16).padStart(64, '0')
const allTime = { from: '2000-01-01', to: today }
const checkpointKey = 'usage/checkpoint.json'

const found = (at: number, client: string, size: number) => ({
  request: { payload: { type: 'findFile', hash: 'ef'.repeat(20) }, fromClientId: client },
  response: { type: 'findFile', found: true, size },
  requestTimestamp: at,
  elapsed: 1,
  requestHeaders: {},
  zone: 'lab'
})

async function counted(items: readonly object[]) {
  const gateway = testGateway()
  const { deps, buckets } = gateway
  await buckets.lab.put(`logs/log-${new Date(start).toISOString()}.json`, Buffer.from(JSON.stringify(items)))
  const count = () => runJob(deps, 'count-usage', { timeLeft: () => 600_000, zone: 'lab' })
  expect((await count()).outcome).toBe('done')
  const checkpoint = () => JSON.parse(Buffer.from(buckets.lab.objects.get(checkpointKey)?.bytes ?? '{}').toString())
  const write = (content: unknown) => buckets.lab.put(checkpointKey, Buffer.from(JSON.stringify(content)))
  return { ...gateway, zone: await resolveZone(deps, zoneName('lab')), count, checkpoint, write }
}

const someItems = () => Array.from({ length: 500 }, (_, n) => found(start + (n % 90) * day, clientOf(n % 7), 1_000 + n))

describe('issue 13, number 23: usage of all time', () => {
  it('is what the days say, and takes one listing and one object', async () => {
    const { zone, buckets } = await counted(someItems())
    const whole = await usageReport(zone, allTime)
    buckets.lab.calls.length = 0
    const kept = await allTimeUsage(zone, today)
    expect(buckets.lab.calls.map(({ method, key }) => `${method} ${key}`)).toEqual([
      `list ${checkpointKey}`,
      `read ${checkpointKey}`
    ])
    expect(kept).toEqual(whole)
    expect(kept?.days).toHaveLength(90)
  })

  it('is told however much its days hold', async () => {
    const { zone, checkpoint, write } = await counted(someItems())
    const content = checkpoint()
    for (const part of Object.values<{ size: number }>(content.days)) part.size = 15_000_000
    await write(content)
    await expect(usageReport(zone, allTime)).rejects.toMatchObject({ code: 'usage.too_large' })
    expect(await allTimeUsage(zone, today)).toMatchObject({ days: { length: 90 }, total: { downloadCount: 500 } })
  })

  it('names those clients that moved most, and says how many others there are', async () => {
    const { zone } = await counted(Array.from({ length: 1_500 }, (_, n) => found(start + day, clientOf(n), n)))
    const { clients, moreClients } = (await allTimeUsage(zone, today)) ?? {}
    expect(clients?.map(({ client }) => client)).toEqual(
      Array.from({ length: mostClients }, (_, n) => clientOf(1_499 - n))
    )
    expect(moreClients).toBe(1_500 - mostClients)
  })

  it('of a zone that was counted before it was kept comes with the next run, which counts nothing again', async () => {
    const { zone, checkpoint, write, count } = await counted(someItems())
    const kept = await allTimeUsage(zone, today)
    const content = checkpoint()
    delete content.top
    for (const part of Object.values<{ sum?: object }>(content.days)) delete part.sum
    await write(content)
    expect(await allTimeUsage(zone, today)).toBeUndefined()
    expect((await count()).counts).toMatchObject({ published: 1 })
    expect(await allTimeUsage(zone, today)).toEqual({ ...kept, countedAt: expect.any(Number) })
    expect((await count()).counts.published).toBeUndefined()
  })

  it('grows with what is new', async () => {
    const { zone, buckets, count } = await counted(someItems())
    const more = [found(start + 3 * day, clientOf(99), 7)]
    await buckets.lab.put(
      `logs/log-${new Date(start + 100 * day).toISOString()}.json`,
      Buffer.from(JSON.stringify(more))
    )
    await count()
    const kept = await allTimeUsage(zone, today)
    expect(kept).toEqual(await usageReport(zone, allTime))
    expect(kept?.total.downloadCount).toBe(501)
    expect(kept?.clients.map(({ client }) => client)).toContain(clientOf(99))
  })

  it.each([
    undefined,
    'no json',
    { days: 7, top: { clients: [], more: 0 } },
    { days: { '2010-01-01': { key: 'x', size: 1 } }, top: { clients: [], more: 0 } },
    { days: { '2010-01-01': { key: 'x', size: 1, sum: 7 } }, top: { clients: [], more: 0 } },
    { days: {} }
  ])('is not made up of a checkpoint that is %j', async content => {
    const { zone, buckets, write } = await counted(someItems())
    if (content === undefined) await buckets.lab.remove(checkpointKey)
    else await write(content)
    const kept = await allTimeUsage(zone, today)
    expect(kept?.days ?? []).toEqual([])
  })

  it('leaves out clients that are none, and days that are still to come', async () => {
    const { zone, checkpoint, write } = await counted(someItems())
    const content = checkpoint()
    const [first] = content.top.clients
    content.top.clients = [7, { ...first, client: 'x'.repeat(300) }, first, { ...first, uploadSize: -1, client: 'y' }]
    content.days['2031-01-01'] = Object.values(content.days)[0]
    content.days.yesterday = Object.values(content.days)[0]
    await write(content)
    const kept = await allTimeUsage(zone, today)
    expect(kept?.clients.map(({ client }) => client)).toEqual([first.client, 'y'])
    expect(kept?.days).toHaveLength(90)
  })
})
