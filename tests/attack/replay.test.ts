/** Time: a request is good for 125 s around the gateway's clock, so that a recorded one is soon worth nothing. */
import { describe, expect, it } from 'vitest'
import { sha1 } from '../client/kachery-client.ts'
import { attackGateway, expectRefusal, openToAll, signed } from './handler.ts'

const find = { type: 'findFile', hashAlg: 'sha1', hash: sha1('content') }

describe('a timestamp', () => {
  it.each([-125_000, -1, 0, 0.5, 125_000])('%d ms from the gateway’s clock is accepted', async difference => {
    const gateway = attackGateway()
    const answer = await gateway.ask({ ...find, timestamp: gateway.clock.now + difference })
    expect(answer).toMatchObject({ status: 200, json: { found: false } })
  })

  it.each([
    [-125_001, '125 s behind'],
    [125_001, '125 s ahead of'],
    [-3_600_000, '3600 s behind'],
    [86_400_000, '86400 s ahead of']
  ])(
    '%d ms from the gateway’s clock is refused, with that clock and the difference, and nothing is read',
    async (difference, words) => {
      const gateway = attackGateway()
      const answer = await gateway.ask({ ...find, timestamp: gateway.clock.now + difference })
      expectRefusal(answer, 401, 'auth.wrong_clock')
      expect(answer.text).toContain(words)
      expect(answer.text).toContain('2026-01-01T12:00:00.000Z')
      expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
    }
  )

  it.each([0, 1e-300, 1.7e308, Number.MAX_SAFE_INTEGER])('of %d is one sentence about clocks', async timestamp => {
    expectRefusal(await attackGateway().ask({ ...find, timestamp }), 401, 'auth.wrong_clock')
  })

  it('in seconds, as some clients would write it, is refused', async () => {
    const gateway = attackGateway()
    expectRefusal(await gateway.ask({ ...find, timestamp: gateway.clock.now / 1000 }), 401, 'auth.wrong_clock')
  })

  it('beside the payload, where no signature covers it, does not count', async () => {
    const gateway = attackGateway()
    const answer = await gateway.ask(
      { ...find, timestamp: gateway.clock.now - 200_000 },
      { envelope: { timestamp: gateway.clock.now } }
    )
    expectRefusal(answer, 401, 'auth.wrong_clock')
  })
})

describe('a recorded request', () => {
  it('works for 125 s, and after that never again, whatever its signature', async () => {
    const gateway = attackGateway()
    await gateway.settings('default', openToAll)
    const client = await gateway.registered('ann')
    const payload = { ...find, timestamp: gateway.clock.now }
    const recorded = JSON.stringify({ payload, ...signed(payload, client) })
    expect((await gateway.send(recorded)).status).toBe(200)
    gateway.pass(125_000)
    expect((await gateway.send(recorded)).status).toBe(200)
    gateway.pass(1)
    gateway.forget()
    for (const _ of [1, 2]) expectRefusal(await gateway.send(recorded), 401, 'auth.wrong_clock')
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('made fresh by a new timestamp has lost its signature', async () => {
    const gateway = attackGateway()
    const client = await gateway.registered('ann')
    const payload = { ...find, timestamp: gateway.clock.now }
    const identity = signed(payload, client)
    gateway.pass(200_000)
    const answer = await gateway.ask({ ...payload, timestamp: gateway.clock.now }, { envelope: identity })
    expectRefusal(answer, 401, 'auth.bad_signature')
  })
})
