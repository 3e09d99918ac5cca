/** Walking back through activity, page by page, while new items come and others are archived. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interrupted, killedAt } from '../../testing/interrupted.ts'
import { newClient, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { runJob } from '../jobs/run-job.ts'
import type { StoredLogItem } from '../stores/log-items.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { readPlace } from './activity-place.ts'
import { recentActivity } from './recent-activity.ts'

async function open(name = 'lab') {
  const gateway = testGateway()
  const zone = await resolveZone(gateway.deps, zoneName(name))
  let made = 0
  const all: StoredLogItem[] = []
  /** Each with a hash of its own, by which it is known again. */
  const add = async (time: number, more: object = {}) => {
    const hash = String(made++).padStart(40, '0')
    const request = { payload: { type: 'findFile', hash, zone: name }, ...more }
    const item = {
      request,
      response: { type: 'findFile' },
      requestTimestamp: time,
      elapsed: 1,
      requestHeaders: {},
      zone: name
    }
    const stored = { id: hash, item }
    all.push(stored)
    await gateway.ephemeral.addLogItems([stored])
    return hash
  }
  /** As where the answer to its writing was lost. */
  const addAgain = async (which: number) => {
    const stored = all[which % all.length]
    if (stored !== undefined) await gateway.ephemeral.addLogItems([stored])
  }
  const archive = (items = 3) =>
    runJob(gateway.deps, 'archive-logs', { timeLeft: () => 600_000, archive: { items, bytes: 100_000 } })
  const page = (limit: number, after?: string | null, more: Partial<Parameters<typeof recentActivity>[2]> = {}) =>
    recentActivity(gateway.deps, zone, { limit, after: after ?? undefined, ...more })
  const walk = async (limit: number, more: Partial<Parameters<typeof recentActivity>[2]> = {}) => {
    const lines = []
    for (let after: string | null | undefined; after !== null; ) {
      const { items, next } = await page(limit, after, more)
      lines.push(...items)
      after = next
    }
    return lines
  }
  return { ...gateway, zone, add, addAgain, archive, page, walk }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('page' as const),
      limit: fc.integer({ min: 1, max: 4 }),
      /** The call of the page at which items are archived, if it has so many. */
      during: fc.integer({ min: 0, max: 8 })
    })
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('again' as const), which: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('new' as const), late: fc.integer({ min: 0, max: 60 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('archive' as const),
      items: fc.integer({ min: 1, max: 5 }),
      dies: fc.option(
        fc.record({ at: fc.integer({ min: 1, max: 25 }), how: fc.constantFrom('before', 'halfway', 'after') }),
        { nil: undefined }
      )
    })
  }
)

describe('walking back through activity', () => {
  it('shows each item that was there when it began once, whatever comes and is archived meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ time: fc.integer({ min: 0, max: 30 }), archived: fc.boolean() }), { maxLength: 25 }),
        fc.array(step, { maxLength: 40 }),
        async (before, steps) => {
          const { deps, clock, zone, add, addAgain, pass } = await open()
          const at = clock.now - 100
          const there: string[] = []
          const run = async (items: number, dies?: { at: number; how: 'before' | 'halfway' | 'after' }) => {
            const killed = dies && killedAt(dies.at, dies.how)
            const its = killed === undefined ? deps : interrupted(deps, killed.onCall)
            const options = { timeLeft: () => 600_000, archive: { items, bytes: 100_000 } }
            await runJob(its, 'archive-logs', options).catch(() => undefined)
            // Leases of runs that were killed end.
            pass(100_000)
          }
          for (const { time, archived } of before) {
            there.push(await add(at + time))
            if (archived) await run(2)
          }
          const shown: string[] = []
          let after: string | null | undefined
          const next = async (limit: number, during = 0) => {
            if (after === null) return
            let calls = 0
            const archivedDuring = interrupted(deps, async ({ go }) => {
              if (++calls === during) await run(2)
              return go()
            })
            const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' }
            const bucket = await archivedDuring.openBucket({ uri: zone.bucket.uri, credentials })
            const { items, ...rest } = await recentActivity(archivedDuring, { ...zone, bucket }, { limit, after })
            shown.push(...items.map(({ hash }) => hash ?? ''))
            after = rest.next
          }
          await next(1)
          for (const one of steps) {
            if (one.what === 'page') await next(one.limit, one.during)
            else if (one.what === 'again') await addAgain(one.which)
            else if (one.what === 'new') await add(at + one.late)
            else await run(one.items, one.dies as Parameters<typeof run>[1])
          }
          while (after !== null) await next(5)
          expect(new Set(shown).size).toBe(shown.length)
          expect(there.filter(hash => !shown.includes(hash))).toEqual([])
        }
      ),
      { numRuns: Number(process.env.ACTIVITY_RUNS ?? 150) }
    )
  }, 300_000)

  it('shows the newest first, over all archives there are, however long ago', async () => {
    const { clock, add, archive, walk, pass } = await open()
    const days = [400, 100, 40, 3, 0]
    for (const day of days) {
      const now = clock.now
      clock.now = now - day * 86_400_000
      for (let n = 0; n < 4; n++) await add(clock.now + n)
      await archive()
      clock.now = now
      pass(100_000)
    }
    await add(clock.now)
    const hashes = (await walk(3)).map(({ hash }) => Number(hash))
    expect(hashes).toEqual(Array.from({ length: 21 }, (_, n) => 20 - n))
  })

  it('reads of more than a thousand that wait the newest first', async () => {
    const { clock, add, walk } = await open()
    for (let n = 0; n < 2_300; n++) await add(clock.now - 10_000 + Math.floor(n / 3))
    const lines = await walk(200)
    expect(lines).toHaveLength(2_300)
    expect(new Set(lines.map(({ hash }) => hash)).size).toBe(2_300)
    expect(lines[0]?.time).toBe(clock.now - 10_000 + 766)
  })

  it('gets on where more than a thousand came in one millisecond', async () => {
    const { clock, add, walk } = await open()
    for (let n = 0; n < 1_200; n++) await add(clock.now)
    const old = await add(clock.now - 1)
    expect((await walk(200)).at(-1)?.hash).toBe(old)
  })

  it('of a filter that finds little opens a few archives a page, and says how far it has looked', async () => {
    const { clock, buckets, add, archive, page, walk, pass, forget } = await open()
    const { clientId } = newClient()
    const wanted = await add(clock.now - 1_000, { fromClientId: clientId })
    await archive()
    for (let n = 0; n < 8; n++) {
      pass(3_600_000)
      await add(clock.now)
      await archive()
    }
    forget()
    const first = await page(50, undefined, { clientId })
    expect(first.items).toEqual([])
    expect(first.lookedBackTo).toBeLessThan(clock.now)
    expect(first.lookedBackTo).toBeGreaterThan(clock.now - 4 * 3_600_000)
    expect(buckets.lab.calls.filter(({ method }) => method === 'read')).toHaveLength(3)
    expect((await walk(50, { clientId })).map(({ hash }) => hash)).toEqual([wanted])
    expect(await walk(50, { clientId, type: 'deleteFile' })).toEqual([])
  })

  it('of the default zone shows what has no zone too', async () => {
    const { ephemeral, clock, walk } = await open('default')
    const item = { request: { payload: { type: 'findFile' } }, response: {}, requestTimestamp: clock.now }
    await ephemeral.addLogItems([{ id: 'none', item }])
    expect(await walk(1)).toHaveLength(1)
  })

  it.each([
    '',
    'x',
    'bnVsbA',
    ...[
      { waiting: null, seen: [], archive: ['../../settings/authorizationSettings.yaml', null] },
      { waiting: null, seen: [['a/../b', null]], archive: null },
      { waiting: ['1', 2], seen: [], archive: null }
    ].map(place => Buffer.from(JSON.stringify(place)).toString('base64url'))
  ])('does not begin at what is no place of it: %j', async after => {
    const { page, buckets, forget } = await open()
    forget()
    await expect(page(5, after)).rejects.toMatchObject({ code: 'request.invalid' })
    expect(buckets.lab.calls).toEqual([])
    expect(() => readPlace(after)).toThrow()
  })
})
