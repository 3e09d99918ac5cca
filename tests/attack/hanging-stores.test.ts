/** Stores that hang: whichever call it is, the request ends within 10 s, and the next one does not wait behind it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { essence, fixtures, injectFaults, nextAnswer } from './fault-injection.ts'
import { type Answer, attackGateway, expectUnavailable } from './handler.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = () => new Promise<never>(() => {})

/** The answer, and after how many ms it came; the gateway's clock goes with the timers. */
async function timed(gateway: { pass(ms: number): void }, request: () => Promise<Answer>) {
  let answer: Answer | undefined
  void request().then(given => {
    answer = given
  })
  let ms = 0
  for (; ms <= 60_000; ms += 100) {
    await vi.advanceTimersByTimeAsync(100)
    gateway.pass(100)
    if (answer !== undefined) return { answer, ms }
  }
  throw new Error('no answer within a minute')
}

describe.each(Object.entries(fixtures))('%s', (_, open) => {
  it('where any one call hangs for ever is right or 503 within 10 s, and right again at once', async () => {
    const whole = await open()
    const { calls } = injectFaults(whole.gateway)
    const right = essence(await whole.request())
    for (const [at, call] of calls.entries()) {
      const { gateway, request } = await open()
      const plan = injectFaults(gateway)
      plan.hits = number => number === at
      plan.instead = never
      const { answer, ms } = await timed(gateway, request)
      expect(ms, call).toBeLessThan(10_000)
      if (answer.status === 200) expect(essence(answer), call).toEqual(right)
      else expectUnavailable(answer)
      plan.hits = () => false
      const next = await timed(gateway, request)
      expect(essence(next.answer), `after a hanging ${call}`).toEqual(nextAnswer(right, answer, call))
      expect(next.ms, `after a hanging ${call}`).toBeLessThan(2_000)
    }
  })

  it.each([1_000, 3_000])('where every call takes %d ms is right or 503 within 10 s', async pause => {
    const { gateway, request } = await open()
    const plan = injectFaults(gateway)
    plan.slow = pause
    const { answer, ms } = await timed(gateway, request)
    expect(ms).toBeLessThan(10_000)
    if (answer.status !== 200) expectUnavailable(answer)
  })
})

describe('a store of one zone that hangs', () => {
  it('keeps no cached answer of another waiting, nor one of its own', async () => {
    const gateway = attackGateway()
    const find = (zone: string, content: string) =>
      gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash: sha1(content), zone })
    const hash = sha1('known')
    const place = contentKey(hash)
    await gateway.buckets.default.put(place, Buffer.from('known'))
    await gateway.buckets.lab.put(place, Buffer.from('known'))
    await find('default', 'known')
    await find('lab', 'known')
    const plan = injectFaults(gateway)
    plan.hits = (_, call) => call.startsWith('lab.') || call.startsWith('registry.')
    plan.instead = never
    const hanging = Array.from({ length: 50 }, (_, at) => timed({ pass: () => {} }, () => find('lab', `new ${at}`)))
    for (const zone of ['default', 'lab']) {
      const { answer, ms } = await timed(gateway, () => find(zone, 'known'))
      expect(answer.json).toMatchObject({ found: true, cacheHit: true })
      expect(ms).toBe(0)
    }
    for (const { answer } of await Promise.all(hanging)) expectUnavailable(answer)
  })
})
