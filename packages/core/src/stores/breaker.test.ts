/** Who is asked, and who is told at once, while a server is away. */
import { describe, expect, it } from 'vitest'
import { Breaker } from './breaker.ts'

const pause = 250
const away = new Error('away')
const refusal = new Error('the server itself says no')

function setUp() {
  const clock = { now: 1000 }
  const breaker = new Breaker(pause, () => clock.now)
  let asked = 0
  const run = (ask: () => Promise<string>) =>
    breaker.run(
      () => {
        asked++
        return ask()
      },
      async error => error === away
    )
  const fail = () => run(() => Promise.reject(away))
  const succeed = () => run(async () => 'done')
  return { clock, run, fail, succeed, asked: () => asked }
}

describe('the breaker', () => {
  it('asks for every call as long as the server answers, be it a refusal', async () => {
    const { run, succeed, asked } = setUp()
    await expect(run(() => Promise.reject(refusal))).rejects.toBe(refusal)
    expect(await Promise.all([succeed(), succeed()])).toEqual(['done', 'done'])
    expect(asked()).toBe(3)
  })

  it('tells calls at once for a moment after a failure, with that failure', async () => {
    const { clock, fail, succeed, asked } = setUp()
    await expect(fail()).rejects.toBe(away)
    clock.now += pause - 1
    await expect(succeed()).rejects.toBe(away)
    expect(asked()).toBe(1)
  })

  it('lets one call find out then, and tells the others at once', async () => {
    const { clock, fail, run, succeed, asked } = setUp()
    await expect(fail()).rejects.toBe(away)
    clock.now += pause
    const answer = Promise.withResolvers<string>()
    const findingOut = run(() => answer.promise)
    await expect(succeed()).rejects.toBe(away)
    expect(asked()).toBe(2)
    answer.resolve('back')
    expect(await findingOut).toBe('back')
    expect(await Promise.all([succeed(), succeed()])).toEqual(['done', 'done'])
  })

  it('lets the next one find out when the last one failed', async () => {
    const { clock, fail, succeed } = setUp()
    for (let tries = 0; tries < 3; tries++) {
      await expect(fail()).rejects.toBe(away)
      clock.now += pause
    }
    expect(await succeed()).toBe('done')
  })

  it('takes a refusal for a sign of life', async () => {
    const { clock, fail, run, succeed } = setUp()
    await expect(fail()).rejects.toBe(away)
    clock.now += pause
    await expect(run(() => Promise.reject(refusal))).rejects.toBe(refusal)
    expect(await succeed()).toBe('done')
  })

  it('makes nothing of a call that fails while another succeeds', async () => {
    const { run, succeed } = setUp()
    const answer = Promise.withResolvers<string>()
    const slow = run(() => answer.promise)
    await succeed()
    answer.reject(away)
    await expect(slow).rejects.toBe(away)
    expect(await succeed()).toBe('done')
  })
})
