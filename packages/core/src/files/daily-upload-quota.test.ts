/** A scratch zone's day: who begins uploads and sends nothing does not use it up for everybody. */
import { describe, expect, it } from 'vitest'
import { testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import type { Caller } from '../access/caller.ts'
import { ScratchLimits } from '../model/scratch-limits.ts'
import { countScratchUpload } from './daily-upload-quota.ts'

const zone = zoneName('scratch')
const limits = ScratchLimits.parse({ fileBytes: 100, filesPerDay: 100, bytesPerDay: 1_000 })
const anyone: Caller = { kind: 'anyone' }
const ann: Caller = { ...user('ann'), labels: user('ann').user.labels, gatewayAdministrator: false }

function day() {
  const gateway = testGateway()
  const begin = (by: Caller, address: string | undefined, size = 1) =>
    countScratchUpload(gateway.deps, zone, limits, { size, by, address })
  /** How many are taken before one is refused, and the code of that refusal. */
  async function untilRefused(by: Caller, address: (at: number) => string | undefined, size = 1) {
    for (let taken = 0; ; taken++) {
      const refusal = await begin(by, address(taken), size).then(
        () => undefined,
        error => error.code
      )
      if (refusal !== undefined) return [taken, refusal]
    }
  }
  return { gateway, begin, untilRefused }
}

describe('uploads that nobody signs', () => {
  it('from one machine take half of the day, and all others the rest', async () => {
    const { begin, untilRefused } = day()
    expect(await untilRefused(anyone, () => '198.51.100.7')).toEqual([50, 'scratch.share_is_used'])
    await begin(anyone, '203.0.113.9')
    await begin(ann, '198.51.100.7')
  })

  it('from one machine take half of the bytes, and one file of the largest size whatever that is', async () => {
    const { untilRefused } = day()
    expect(await untilRefused(anyone, () => '198.51.100.7', 100)).toEqual([5, 'scratch.share_is_used'])
  })

  it('from an IPv6 network are one machine’s', async () => {
    const { untilRefused } = day()
    const address = (at: number) => `2001:db8:1:2:${at.toString(16)}::${at}`
    expect(await untilRefused(anyone, address)).toEqual([50, 'scratch.share_is_used'])
  })

  it('from wherever, leave a tenth to who is known', async () => {
    const { untilRefused } = day()
    expect(await untilRefused(anyone, at => `198.51.${at}.7`)).toEqual([90, 'scratch.day_is_full'])
    expect(await untilRefused(ann, () => '198.51.100.7')).toEqual([10, 'scratch.day_is_full'])
  })

  it('from the gateway’s own machine, or from who knows where, are not told apart', async () => {
    for (const own of ['127.0.0.1', '::1', '::ffff:127.0.0.1', undefined])
      expect(await day().untilRefused(anyone, () => own), own).toEqual([90, 'scratch.day_is_full'])
  })

  it('from any number of machines are counted in at most 4,096 records, and one', async () => {
    const { gateway, begin } = day()
    for (let at = 0; at < 90; at++) await begin(anyone, `198.51.${at}.7`)
    const { items } = await gateway.registry.list({ kind: 'daily-upload-quota', zone }, { limit: 1000 })
    const ids = items.map(({ key }) => key.id).filter(id => id !== 'uploads')
    expect(ids.length).toBeGreaterThan(80)
    for (const id of ids) expect(id).toMatch(/^from\/[0-9a-f]{3}$/)
  })

  it('count anew the next day', async () => {
    const { gateway, begin, untilRefused } = day()
    await untilRefused(anyone, () => '198.51.100.7')
    gateway.pass(12 * 3600_000)
    await begin(anyone, '198.51.100.7')
  })
})
