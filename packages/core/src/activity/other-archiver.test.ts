import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/interrupted.ts'
import { archived, loggedItems } from '../../testing/logged-items.ts'
import { OlderGateway } from '../../testing/older-gateway.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import { runJob } from '../jobs/run-job.ts'
import { noteCutOver } from '../legacy/cut-over.ts'

const hour = 3600_000

/** Items of both gateways wait in one database; the older one's action archives from it. */
async function fixture(shared = true) {
  const gateway = testGateway()
  const { ephemeral, buckets, clock } = gateway
  const deps = { ...gateway.deps, sharesLogItems: shared }
  let seed = 0
  const wait = () => ephemeral.addLogItems(loggedItems(seededRandom(++seed), 20, clock.now - 40 * 24 * hour))
  const zones = { default: new OlderGateway(buckets.default), lab: new OlderGateway(buckets.lab) }
  const action = async () => {
    for (const zone of Object.values(zones)) await zone.archive([], clock.now)
  }
  const files = () => archived(buckets.default).length + archived(buckets.lab).length
  const archive = () => runJob(deps, 'archive-logs', { timeLeft: () => 600_000 })
  await wait()
  return { ...gateway, deps, wait, action, archive, files }
}

describe('beside the action of an older gateway on one database', () => {
  it('the archiver waits, removes nothing, and says whose archive it saw', async () => {
    const { action, archive, ephemeral, files, pass, reports } = await fixture()
    await action()
    pass(hour)
    const before = ephemeral.logItems.length
    const result = await archive()
    expect([ephemeral.logItems.length, files()]).toEqual([before, 0])
    expect(result.notable.flatMap(({ notes }) => notes).join()).toMatch(
      /An older gateway has just archived \(logs\/log-2026-01-01T12:00:00\.000Z\.json\)\. Stop its action/
    )
    expect(reports).toContainEqual({ level: 'warn', event: 'archive.older_gateway_at_work' })
  })

  it('it begins when the action is said to have stopped, and waits again where it had not', async () => {
    const { deps, action, archive, ephemeral, pass, wait } = await fixture()
    await action()
    pass(hour)
    await noteCutOver(deps, 'old-action', true)
    await archive()
    expect(ephemeral.logItems).toEqual([])
    await wait()
    pass(hour)
    await action()
    pass(hour)
    await archive()
    expect(ephemeral.logItems.length).toBeGreaterThan(0)
  })

  it('a run of the action that was under way at that moment counts for nothing', async () => {
    const { deps, action, archive, ephemeral, pass } = await fixture()
    await noteCutOver(deps, 'old-action', true)
    pass(10 * 60_000)
    await action()
    pass(hour)
    await archive()
    expect(ephemeral.logItems).toEqual([])
  })

  it('it begins by itself when the action has done nothing for 25 hours', async () => {
    const { action, archive, ephemeral, pass } = await fixture()
    await action()
    pass(26 * hour)
    await archive()
    expect(ephemeral.logItems).toEqual([])
  })

  it('its own archives never make it wait', async () => {
    const { archive, ephemeral, pass, wait } = await fixture()
    await archive()
    for (let run = 0; run < 3; run++) {
      pass(hour)
      await wait()
      await archive()
      expect(ephemeral.logItems).toEqual([])
    }
  })

  it('it does not wait where nobody shares its log items, and looks for nothing', async () => {
    const { action, archive, ephemeral, buckets } = await fixture(false)
    await action()
    buckets.default.calls.length = 0
    await archive()
    expect(ephemeral.logItems).toEqual([])
    expect(buckets.default.calls.filter(({ method }) => method === 'list')).toEqual([])
  })
})
