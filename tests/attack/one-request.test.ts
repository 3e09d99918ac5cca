/** One request through the handler: the order of its steps, and the limits on its time. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { gatewayHandler } from '@kachery-gateway/functions/handlers/gateway.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { postEvent } from '../../packages/client/src/api-gateway-event.ts'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { answerOf, attackGateway, context, expectUnavailable, openToAll } from './handler.ts'

const hash = sha1('content')
const find = { type: 'findFile', hashAlg: 'sha1', hash }
const never = () => new Promise<never>(() => {})

describe('a request', () => {
  it('is decoded, identified, allowed, done, recorded and answered in this order', async () => {
    const gateway = attackGateway()
    await gateway.settings('default', openToAll)
    const client = await gateway.registered('ann')
    gateway.forget()
    const answer = await gateway.ask(find, { client })
    expect(answer).toMatchObject({
      status: 200,
      json: { type: 'findFile', found: false },
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }
    })
    const { objects, ephemeral } = gateway.touched()
    expect(objects[0]).toBe('get settings/authorizationSettings.yaml')
    expect(objects.at(-1)).toMatch(/^head sha1\//)
    expect(ephemeral).toEqual(['findFound', 'addLogItems'])
  })

  it('that is malformed, late or badly signed asks no store', async () => {
    const gateway = attackGateway()
    const bad = [
      await gateway.ask({ type: 'nonsense' }),
      await gateway.ask({ ...find, timestamp: 0 }),
      await gateway.ask(find, { envelope: { fromClientId: 'ab'.repeat(32), signature: '00'.repeat(64) } })
    ]
    expect(bad.map(({ status }) => status)).toEqual([400, 401, 401])
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('that the gateway cannot be made for is 500, and the next one tries to make it again', async () => {
    const { gateway, clock } = attackGateway()
    const source = vi.fn(async () => gateway).mockRejectedValueOnce(new Error('not yet'))
    const handler = gatewayHandler(source)
    const body = JSON.stringify({ payload: { ...find, timestamp: clock.now } })
    const line = vi.spyOn(console, 'error').mockReturnValue()
    expect(answerOf(await handler(postEvent(body), context))).toMatchObject({ status: 500 })
    line.mockRestore()
    expect(answerOf(await handler(postEvent(body), context))).toMatchObject({ status: 200 })
  })
})

describe('the limit on a request', () => {
  let gateway = attackGateway()
  beforeEach(async () => {
    vi.useFakeTimers()
    gateway = attackGateway()
    await gateway.settings('default', openToAll)
    // Settings are read in slices, which wait for the real event loop: here they are known already.
    await ask()
  })
  afterEach(() => void vi.useRealTimers())

  async function endsWithin(ms: number, answering: Promise<Awaited<ReturnType<typeof ask>>>) {
    let ended = false
    const answer = answering.then(given => {
      ended = true
      return given
    })
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(ended).toBe(true)
    return answer
  }
  const ask = () => gateway.ask(find)

  it('is 7.5 s where a store hangs', async () => {
    gateway.buckets.default.head = never
    expectUnavailable(await endsWithin(7_500, ask()))
  })

  it('is 9.5 s in all where recording hangs', async () => {
    gateway.ephemeral.addLogItems = never
    expectUnavailable(await endsWithin(9_500, ask()))
    gateway.ephemeral.addLogItems = () => Promise.reject(errors.storeUnavailable('it', new Error('away')))
    gateway.gateway.outbox = { keep: never }
    expectUnavailable(await endsWithin(9_500, ask()))
  })

  it('is 28 s for a finalize of a large file alone', async () => {
    const client = await gateway.registered('ann')
    gateway.buckets.default.head = never
    const objectKey = `uploads/${contentKey(hash)}/${'1'.repeat(32)}`
    const finalize = (size: number) =>
      gateway.ask({ type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size, objectKey }, { client })
    expectUnavailable(await endsWithin(7_500, finalize(1_000)))
    expectUnavailable(await endsWithin(28_000, finalize(1_001)))
  })
})
