/** Usage through the site: of all time it is told whatever the days hold; of one client only where they can be read. */
import { expect, it } from 'vitest'
import { testSite } from '../../testing/test-site.ts'

const sum = {
  ...{ uploadSize: 10, uploadCount: 1, downloadSize: 20, downloadCount: 2 },
  ...{ fallbackDownloadSize: 0, fallbackDownloadCount: 0 }
}

it('issue 13, number 23: usage of all time is told at any age', async () => {
  const site = testSite()
  // Some 27 years, each day as large as one may be.
  const dates = Array.from({ length: 10_000 }, (_, n) => new Date(Date.UTC(2000, 0, 1 + n)).toISOString().slice(0, 10))
  const past = dates.filter(date => date <= '2026-01-01')
  const days = Object.fromEntries(past.map(date => [date, { key: `usage/days/${date}.json`, size: 16_000_000, sum }]))
  const top = { clients: [{ ...sum, client: 'a'.repeat(64), ownerId: 'ann' }], more: 4_000 }
  await site.buckets.lab.put('usage/checkpoint.json', Buffer.from(JSON.stringify({ version: 1, days, top })))
  const cookies = [await site.signIn('root')]
  const asked = (query: string) => site.ask(`GET /api/zones/lab/usage?${query}`, { cookies })

  const all = await asked('days=all')
  expect(all.status, all.text.slice(0, 300)).toBe(200)
  expect(all.json).toMatchObject({
    days: { length: past.length },
    clients: [{ client: 'a'.repeat(64), ownerId: 'ann', label: null }],
    moreClients: 4_000,
    total: { uploadSize: 10 * past.length }
  })
  expect(all.text.length, 'more than AWS lets out').toBeLessThan(6_000_000)
  for (const query of ['days=all&client=a', 'days=366'])
    expect(await asked(query)).toMatchObject({ status: 422, json: { code: 'usage.too_large' } })
})
