import { expect, it } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { usageReport } from './usage-report.ts'

const one = {
  uploadSize: 10,
  uploadCount: 1,
  downloadSize: 5,
  downloadCount: 2,
  fallbackDownloadSize: 0,
  fallbackDownloadCount: 0
}
const range = { from: '2026-01-02', to: '2026-01-31' }

async function zoneWith(files: Record<string, unknown>) {
  const { deps, buckets } = testGateway()
  const zone = await resolveZone(deps, zoneName('lab'))
  for (const [key, content] of Object.entries(files)) await buckets.lab.put(key, Buffer.from(JSON.stringify(content)))
  buckets.lab.calls.length = 0
  return { zone, calls: buckets.lab.calls }
}

const day = (date: string) => ({ date, clientUsage: { a: { ...one, ownerId: 'ann' } } })
const part = (date: string) => `usage/days/${date}-00.json`
const checkpoint = (dates: string[]) => ({
  version: 1,
  days: Object.fromEntries(dates.map(date => [date, { key: part(date), size: 1 }]))
})

it('of days that lie one by one only those that are asked for are read, and not usage.json', async () => {
  const dates = ['2026-01-01', '2026-01-02', '2026-01-03']
  const { zone, calls } = await zoneWith({
    'usage/checkpoint.json': checkpoint(dates),
    'usage/usage.json': { timestamp: 1, dailyUsage: [] },
    ...Object.fromEntries(dates.map(date => [part(date), day(date)]))
  })
  const { days, countedAt, clients } = await usageReport(zone, range)
  expect(days.map(({ date, uploadSize }) => [date, uploadSize])).toEqual([
    ['2026-01-02', 10],
    ['2026-01-03', 10]
  ])
  expect(clients).toMatchObject([{ client: 'a', ownerId: 'ann', uploadSize: 20 }])
  expect(countedAt).toBeGreaterThan(0)
  expect(JSON.stringify(calls)).not.toMatch(/2026-01-01|usage\.json/)
})

it('a day that is gone by now is left out, and the others are told', async () => {
  const { zone } = await zoneWith({
    'usage/checkpoint.json': checkpoint(['2026-01-02', '2026-01-03']),
    [part('2026-01-03')]: day('2026-01-03')
  })
  expect((await usageReport(zone, range)).days).toHaveLength(1)
})

it('a checkpoint that names what is not the zone’s usage has nothing of it read', async () => {
  const { zone, calls } = await zoneWith({
    'usage/checkpoint.json': { days: { '2026-01-02': { key: 'zones/other/usage/days/x.json' } } },
    'zones/other/usage/days/x.json': day('2026-01-02')
  })
  expect((await usageReport(zone, range)).days).toEqual([])
  expect(JSON.stringify(calls)).not.toContain('other')
})
