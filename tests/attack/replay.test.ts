/** Time: a request is good for 125 s around the gateway's clock, so that a recorded one is soon worth nothing. */
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
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

describe('a deletion that was recorded', () => {
  const content = Buffer.from('content')
  const place = contentKey(find.hash)
  const remove = { ...find, type: 'deleteFile' }

  async function recorded() {
    const gateway = attackGateway()
    const bucket = gateway.buckets.default
    await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: [{userId: ann, admin: true}]')
    const client = await gateway.registered('ann')
    const payload = { ...remove, timestamp: gateway.clock.now }
    const store = () => bucket.put(place, content)
    return { gateway, bucket, client, store, sending: JSON.stringify({ payload, ...signed(payload, client) }) }
  }

  it('deletes nothing that was stored after it, for as long as its timestamp is good and ever after', async () => {
    const { gateway, bucket, store, sending } = await recorded()
    await store()
    expect((await gateway.send(sending)).json).toMatchObject({ success: true })
    await store()
    for (const later of [0, 124_000, 1_000]) {
      gateway.pass(later)
      expectRefusal(await gateway.send(sending), 409, 'auth.repeated_request')
    }
    gateway.pass(1)
    expectRefusal(await gateway.send(sending), 401, 'auth.wrong_clock')
    expect(await bucket.head(place)).toBeDefined()
  })

  it('counts once also where the file was not there yet, or its deletion failed', async () => {
    const { gateway, bucket, store, sending } = await recorded()
    expect((await gateway.send(sending)).json).toMatchObject({ success: false })
    await store()
    expectRefusal(await gateway.send(sending), 409, 'auth.repeated_request')
    expect(await bucket.head(place)).toBeDefined()
  })

  it('counts once however many arrive at the same moment, in whatever spelling of the body', async () => {
    const { gateway, store, sending } = await recorded()
    await store()
    const { payload, ...identity } = JSON.parse(sending)
    const turned = Object.fromEntries(Object.entries(payload).toReversed())
    const bodies = [sending, JSON.stringify({ ...identity, payload: turned }, null, 2), sending, sending]
    const answers = await Promise.all(bodies.map(body => gateway.send(body)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
  })

  it('ahead of the gateway’s clock is remembered until it is out of date', async () => {
    const { gateway, client, store } = await recorded()
    const payload = { ...remove, timestamp: gateway.clock.now + 125_000 }
    const sending = JSON.stringify({ payload, ...signed(payload, client) })
    await store()
    expect((await gateway.send(sending)).json).toMatchObject({ success: true })
    gateway.pass(250_000)
    await store()
    expectRefusal(await gateway.send(sending), 409, 'auth.repeated_request')
  })

  it('by who may not delete is not remembered, and nothing is kept for longer than it is needed', async () => {
    const { gateway, client, store } = await recorded()
    const stranger = await gateway.registered('bob')
    expectRefusal(await gateway.ask(remove, { client: stranger }), 403, 'access.not_permitted')
    const scope = { kind: 'spent-signature', zone: 'default' } as const
    const kept = async () =>
      (await gateway.registry.list(scope, { limit: 1000 })).items.flatMap(({ entry }) => Object.keys(entry.value))
    expect(await kept()).toEqual([])
    for (let deletions = 0; deletions < 600; deletions++) {
      gateway.pass(10_000)
      await store()
      expect((await gateway.ask(remove, { client })).json).toMatchObject({ success: true })
    }
    expect((await kept()).length).toBeLessThan(256 + 32)
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
