import { describe, expect, it } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { mostClients } from '../usage/usage-summary.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { clientUsage, usageReport } from './usage-report.ts'

async function report(usage: unknown, wanted: { from?: string; to?: string; client?: string } = {}) {
  const { deps, buckets } = testGateway()
  const text = typeof usage === 'string' ? usage : JSON.stringify(usage)
  if (usage !== undefined) await buckets.lab.put('usage/usage.json', Buffer.from(text))
  const range = { from: '2026-01-01', to: '2026-01-31' }
  return usageReport(await resolveZone(deps, zoneName('lab')), { ...range, ...wanted })
}

const one = {
  uploadSize: 10,
  uploadCount: 1,
  downloadSize: 5,
  downloadCount: 2,
  fallbackDownloadSize: 0,
  fallbackDownloadCount: 0
}
const day = (date: string, clientUsage: object) => ({ date, clientUsage })

describe('a report of usage', () => {
  it('sums the days that were asked for, by day and by client', async () => {
    const answer = await report({
      timestamp: 7,
      clients: {},
      dailyUsage: [
        day('2026-01-31', { a: { ...one, ownerId: 'ann' }, b: one }),
        day('2026-01-01', { a: one }),
        day('2025-12-31', { a: one }),
        day('2026-02-01', { a: one })
      ]
    })
    expect(answer.countedAt).toBe(7)
    expect(answer.days.map(({ date, uploadSize, downloadCount }) => [date, uploadSize, downloadCount])).toEqual([
      ['2026-01-01', 10, 2],
      ['2026-01-31', 20, 4]
    ])
    expect(answer.clients.map(({ client, ownerId, uploadCount }) => [client, ownerId, uploadCount])).toEqual([
      ['a', 'ann', 2],
      ['b', null, 1]
    ])
    expect(answer.total).toMatchObject({ uploadSize: 30, uploadCount: 3, downloadSize: 15, downloadCount: 6 })
  })

  it.each([undefined, 'no json', '[]', '{"timestamp":"x"}'])('of %j says that nothing was counted yet', async usage => {
    expect(await report(usage)).toMatchObject({ countedAt: null, days: [], clients: [] })
  })

  it('tells the days of one client alone where that is asked for, and of the others only that they are there', async () => {
    const dailyUsage = [day('2026-01-05', { a: one, b: one }), day('2026-01-06', { b: one })]
    const { days, total, clients } = await report({ timestamp: 1, dailyUsage }, { client: 'a' })
    expect(days.map(({ uploadSize }) => uploadSize)).toEqual([10, 0])
    expect(total.uploadSize).toBe(10)
    expect(clients.map(({ client, uploadSize }) => [client, uploadSize])).toEqual([
      ['b', 20],
      ['a', 10]
    ])
  })

  it('leaves out what cannot be read, and counts the rest', async () => {
    const dailyUsage = [
      7,
      day('yesterday', { a: one }),
      day('2026-01-05', { a: 'x', b: { ...one, uploadSize: 'many' } })
    ]
    const { days, total } = await report({ timestamp: 1, dailyUsage })
    expect(days).toHaveLength(1)
    expect(total).toMatchObject({ uploadSize: 0, uploadCount: 1 })
  })

  it('is at most 1 MB, however many clients and days there are, and says how many are not named', async () => {
    const clients = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, n) => [
        n.toString(16).padStart(64, '0'),
        { ...one, uploadSize: n, ownerId: 'o'.repeat(100) }
      ])
    )
    const dates = Array.from(
      { length: 40 },
      (_, n) => `2026-${String(1 + Math.floor(n / 28)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`
    )
    const answer = await report(
      { timestamp: 1, dailyUsage: dates.map(date => day(date, clients)) },
      { from: '2026-01-01', to: '2026-12-31' }
    )
    expect(answer.clients).toHaveLength(mostClients)
    expect(answer.moreClients).toBe(3_000 - mostClients)
    expect(answer.clients[0]?.uploadSize).toBe(2_999 * 40)
    expect(JSON.stringify(answer).length).toBeLessThan(1_000_000)
  })
})

describe('usage of every client', () => {
  it('has each of 10,000 once, with the sums of the days that were asked for, in answers of at most 1 MB', async () => {
    const { deps, buckets } = testGateway()
    const usage = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n) => [
        n.toString(16).padStart(64, '0'),
        { ...one, uploadSize: n, ownerId: 'o'.repeat(100) }
      ])
    )
    const dailyUsage = ['2025-12-31', '2026-01-01', '2026-01-02'].map(date => day(date, usage))
    await buckets.lab.put('usage/usage.json', Buffer.from(JSON.stringify({ timestamp: 1, dailyUsage })))
    const zone = await resolveZone(deps, zoneName('lab'))
    const seen = new Map<string, number>()
    let answers = 0
    for (let after: string | null | undefined; after !== null; answers++) {
      const page = await clientUsage(zone, { from: '2026-01-01', to: '2026-01-31', after: after ?? undefined })
      expect(JSON.stringify(page).length).toBeLessThan(1_000_000)
      for (const { client, uploadSize } of page.items) {
        expect(seen.has(client)).toBe(false)
        seen.set(client, uploadSize)
      }
      after = page.next
    }
    expect(seen.size).toBe(10_000)
    expect(answers).toBeLessThan(10)
    expect([...seen.values()].reduce((a, b) => a + b)).toBe(9_999 * 10_000)
  })

  it('of a zone where nothing was counted is nobody’s', async () => {
    const zone = await resolveZone(testGateway().deps, zoneName('lab'))
    expect(await clientUsage(zone, { from: '2026-01-01', to: '2026-01-31' })).toEqual({ items: [], next: null })
  })
})
