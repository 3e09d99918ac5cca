/** Issue 13, number 23: stored bytes and files per zone, counted by a job with a cursor; growth; cost at a price. */
import { describe, expect, it } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { runJob } from '../jobs/run-job.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { setStoragePrice, storedReport } from './count-stored.ts'

const day = 24 * 3600_000
const ample = { timeLeft: () => 600_000 }

async function open(files = 0) {
  const gateway = testGateway()
  const put = async (from: number, to: number) => {
    for (let n = from; n < to; n++)
      await gateway.buckets.default.put(`sha1/aa/aa/aa/${String(n).padStart(40, 'a')}`, Buffer.alloc(10))
  }
  await put(0, files)
  await gateway.buckets.default.put('uploads/x', Buffer.alloc(99))
  const zone = await resolveZone(gateway.deps, zoneName('default'))
  const report = () => storedReport(gateway.deps, zone)
  return { ...gateway, put, zone, report }
}

describe('what a zone stores', () => {
  it('is not known before it was counted, and is the files alone', async () => {
    const site = await open(3)
    expect(await site.report()).toEqual({
      stored: null,
      growth: null,
      price: null,
      costPerMonth: null,
      byAccount: null,
      adoption: null
    })
    await runJob(site.deps, 'sweep', ample)
    expect(await site.report()).toMatchObject({ stored: { at: site.clock.now, files: 3, bytes: 30 }, growth: null })
  })

  it('is counted once a day, and a report lists nothing', async () => {
    const site = await open(3)
    await runJob(site.deps, 'sweep', ample)
    site.forget()
    site.pass(3600_000)
    await runJob(site.deps, 'sweep', ample)
    await site.report()
    expect(site.buckets.default.calls.filter(({ method, key }) => method === 'list' && key === 'sha1/')).toEqual([])
  })

  it('goes on where a run had to stop, and is told as it was until the count has come to its end', async () => {
    const site = await open(2_500)
    const list = site.buckets.default.list.bind(site.buckets.default)
    let left = 600_000
    let pages = 0
    site.buckets.default.list = (prefix, page) => {
      if (prefix === 'sha1/' && ++pages === 1) left = 0
      return list(prefix, page)
    }
    expect((await runJob(site.deps, 'sweep', { timeLeft: () => left, zone: 'default' })).outcome).toBe('continues')
    expect(await site.report()).toMatchObject({ stored: null })
    left = 600_000
    site.pass(day)
    await runJob(site.deps, 'sweep', { timeLeft: () => left, zone: 'default' })
    expect(pages).toBe(3)
    expect(await site.report()).toMatchObject({ stored: { files: 2_500, bytes: 25_000 } })
  })

  it('grows over 30 days, or over as long as it was counted', async () => {
    const site = await open(1)
    for (let n = 0; n < 50; n++) {
      await runJob(site.deps, 'sweep', { ...ample, zone: 'default' })
      const { growth } = await site.report()
      if (n === 0) expect(growth).toBeNull()
      else
        expect(growth).toEqual({
          since: site.clock.now - Math.min(n, 30) * day,
          files: Math.min(n, 30),
          bytes: Math.min(n, 30) * 10
        })
      await site.put(n + 1, n + 2)
      site.pass(day)
    }
  })

  it('costs what the price says that is set, until it is taken back', async () => {
    const site = await open(3)
    await runJob(site.deps, 'sweep', ample)
    await setStoragePrice(site.deps, site.zone, { perGbMonth: 1_000_000, currency: 'EUR' })
    await setStoragePrice(site.deps, site.zone, { perGbMonth: 100_000, currency: 'USD' })
    expect(await site.report()).toMatchObject({
      price: { perGbMonth: 100_000, currency: 'USD' },
      costPerMonth: expect.closeTo(0.003)
    })
    await setStoragePrice(site.deps, site.zone, null)
    expect(await site.report()).toMatchObject({ price: null, costPerMonth: null })
  })

  it('is only looked at in a dry run', async () => {
    const site = await open(3)
    await runJob(site.deps, 'sweep', { ...ample, dryRun: true })
    expect(await site.report()).toMatchObject({ stored: null })
  })
})
