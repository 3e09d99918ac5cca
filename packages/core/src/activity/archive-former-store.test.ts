/** A gateway is given another ephemeral store while log items wait in the one before: each ends in exactly one archive. */
import { expect, it } from 'vitest'
import { inMemoryEphemeralStore } from '../../testing/in-memory-ephemeral-store.ts'
import { interrupted, Killed, killedAt, seededRandom } from '../../testing/interrupted.ts'
import { archived, loggedItems, sorted } from '../../testing/logged-items.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import { runJob } from '../jobs/run-job.ts'
import { logItemsOfSeveral } from '../stores/log-items-of-several.ts'

const archive = (deps: GatewayDeps) => runJob(deps, 'archive-logs', { timeLeft: () => 600_000 })

/** Some items are in both stores: the answer to their writing was lost in the moment of the change. */
async function changed() {
  const gateway = testGateway()
  const former = inMemoryEphemeralStore()
  const items = loggedItems(seededRandom(7), 120, gateway.clock.now - 40 * 24 * 3600_000)
  await former.addLogItems(items.slice(0, 70))
  await gateway.ephemeral.addLogItems(items.slice(60))
  const deps: GatewayDeps = { ...gateway.deps, logItems: logItemsOfSeveral(gateway.ephemeral, [former]) }
  const expectEachOnce = () => {
    expect([...gateway.ephemeral.logItems, ...former.logItems]).toEqual([])
    const there = [...archived(gateway.buckets.default), ...archived(gateway.buckets.lab)]
    expect(sorted(there)).toEqual(sorted(items.map(({ item }) => item)))
  }
  return { ...gateway, former, items, deps, expectEachOnce }
}

it('what waits in the former store is archived, and what comes to the current one', async () => {
  const { deps, expectEachOnce } = await changed()
  expect(await archive(deps)).toMatchObject({ outcome: 'done' })
  expectEachOnce()
})

it('an item that comes once more, after the former store archived it, is not archived again', async () => {
  const { deps, former, ephemeral, items, expectEachOnce } = await changed()
  await runJob({ ...deps, logItems: former }, 'archive-logs', { timeLeft: () => 600_000 })
  await ephemeral.addLogItems(items.slice(0, 30))
  await archive(deps)
  expectEachOnce()
})

it.each(['before', 'halfway', 'after'] as const)(
  'a run that dies %s any call loses nothing and doubles nothing',
  async how => {
    for (let at = 1; at < 60; at += 2) {
      const { deps, pass, expectEachOnce } = await changed()
      const { onCall } = killedAt(at, how)
      await archive(interrupted(deps, onCall)).catch(error => expect(error).toBeInstanceOf(Killed))
      pass(600_000)
      await archive(deps)
      expectEachOnce()
    }
  }
)

it('nothing is archived while a store is away, and nothing is taken for missing', async () => {
  const { deps, former, ephemeral, items, pass, expectEachOnce } = await changed()
  former.away = true
  await expect(archive(deps)).rejects.toMatchObject({ code: 'store.unavailable' })
  expect(ephemeral.logItems).toHaveLength(items.length - 60)
  former.away = false
  pass(600_000)
  await archive(deps)
  expectEachOnce()
})
