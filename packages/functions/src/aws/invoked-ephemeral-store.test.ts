/** The ephemeral store behind a function, with a Lambda of our own between: the contract, what it cannot give, and in time. */
import type { GatewayError } from '@kachery-gateway/core/errors.ts'
import { foundFilesContract } from '@kachery-gateway/core/stores/found-files.contract.ts'
import { logItemsContract } from '@kachery-gateway/core/stores/log-items.contract.ts'
import type { StoredLogItem } from '@kachery-gateway/core/stores/log-items.ts'
import { answerWith } from '@kachery-gateway/core/stores/remote-ephemeral-store.ts'
import { describe, expect, it } from 'vitest'
import { inMemoryEphemeralStore } from '../../../core/testing/in-memory-ephemeral-store.ts'
import { answeredBy } from '../../testing/fake-aws.ts'
import { invokeFunction } from './invoke-function.ts'
import { invokedEphemeralStore } from './invoked-ephemeral-store.ts'
import { signedCalls } from './signed-call.ts'

/** bytes; Lambda's own limit. */
const maxPayload = 6_291_456

interface Fixture {
  /** Instead of an answer of the function. */
  lambda?: (payload: string) => Response | Promise<Response>
  timeLimits?: { usual: number }
  partBytes?: number
}

function setUp({ lambda, ...options }: Fixture = {}) {
  const behind = inMemoryEphemeralStore()
  const invocations: { url: string; payload: string }[] = []
  const call = signedCalls({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    send: answeredBy(async ({ href: url }, { body: payload }) => {
      invocations.push({ url, payload })
      if (lambda !== undefined) return lambda(payload)
      if (Buffer.byteLength(payload) > maxPayload) return new Response('{}', { status: 413 })
      return Response.json(await answerWith(behind, JSON.parse(payload), Date.now))
    })
  })
  const invoke = (payload: string, timeLimit: number) => invokeFunction(call, 'stage-store', payload, timeLimit)
  return { behind, invocations, store: invokedEphemeralStore({ invoke, now: Date.now, ...options }) }
}

async function openBehindFunction() {
  const { store, behind } = setUp()
  return {
    store,
    logItems: async () => [...behind.logItems],
    quarantined: async () => [...behind.setAside].map(([id, aside]) => ({ id, ...aside })),
    close: async () => {}
  }
}
foundFilesContract('behind a function', openBehindFunction)
logItemsContract('behind a function', openBehindFunction)

const failureOf = (work: Promise<unknown>): Promise<GatewayError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    error => error
  )
const item = (id: string, fields = {}): StoredLogItem => ({ id, item: fields })

describe('what is asked', () => {
  it('is one invocation of exactly that function, which waits for the answer', async () => {
    const { store, invocations } = setUp()
    await store.findFound('z', 'a'.repeat(40), 0)
    expect(invocations.map(({ url }) => url)).toEqual([
      'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/stage-store/invocations'
    ])
  })

  it('is flat JSON of good text where log items are deep and their text is not', async () => {
    const { store, invocations } = setUp()
    let deep: unknown = '\ud800'
    for (let level = 0; level < 2000; level++) deep = [deep]
    await store.addLogItems([item('a', { deep })])
    const question: unknown = JSON.parse(invocations[0]?.payload ?? '')
    expect(Object.values(Object(question)).every(value => typeof value !== 'object')).toBe(true)
    expect(invocations[0]?.payload.isWellFormed()).toBe(true)
  })

  it('keeps odd values of log items as the database would', async () => {
    const { store, behind } = setUp()
    const odd = { none: undefined, list: [undefined, Number.NaN], minus: -0, large: 1.7976931348623157e308 }
    await store.addLogItems([item('a', odd)])
    expect(behind.logItems[0]?.item).toEqual({ list: [null, null], minus: 0, large: 1.7976931348623157e308 })
  })

  it('is nothing where there are no log items', async () => {
    const { store, invocations } = setUp()
    await store.addLogItems([])
    expect(invocations).toEqual([])
  })

  it('is in parts where log items are more than Lambda takes at once, and all are stored', async () => {
    const { store, invocations, behind } = setUp()
    const items = Array.from({ length: 120 }, (_, n) => item(`${n}`, { text: '"\u0001'.repeat(12_000) }))
    await store.addLogItems(items)
    expect(behind.logItems).toHaveLength(120)
    expect(invocations.length).toBeGreaterThan(1)
    for (const { payload } of invocations) expect(Buffer.byteLength(payload)).toBeLessThan(maxPayload)
  })

  it('that is too late is not done', async () => {
    const { behind } = setUp()
    const question = { method: 'forgetFound', given: '["z","h",1]', givenUp: 1000 }
    expect(await answerWith(behind, question, () => 1000)).toEqual({ failure: 'too late' })
    expect(behind.calls).toEqual([])
  })

  it.each([
    undefined,
    'findFound',
    { method: 'close', given: '[]', givenUp: 1 },
    { method: 'constructor', given: '[]', givenUp: 1 },
    { method: 'findFound', given: '["z"]', givenUp: 1 },
    { method: 'findFound', given: 'no JSON', givenUp: 1 },
    { method: 'addLogItems', given: '[[{"id":"a","item":[]}]]', givenUp: 1 },
    { method: 'findFound', given: '["z","h",0]', givenUp: 1, more: 1 }
  ])('that makes no sense is a failure, and reaches no store: %j', async question => {
    const { behind } = setUp()
    expect(await answerWith(behind, question, () => 0)).toEqual({ failure: expect.any(String) })
    expect(behind.calls).toEqual([])
  })
})

describe('a function that gives no answer', () => {
  const answers: Record<string, () => Response | Promise<Response>> = {
    'runs as often as it may': () => new Response('{"Reason":"x"}', { status: 429 }),
    'does not exist': () => new Response('{}', { status: 404 }),
    'may not be invoked': () => new Response('{}', { status: 403 }),
    'is broken at Lambda': () => new Response('', { status: 500 }),
    threw: () => new Response('{"errorMessage":"x"}', { headers: { 'x-amz-function-error': 'Unhandled' } }),
    'answers no JSON': () => new Response('<html>'),
    'answers something else': () => Response.json({ result: 7 }),
    'answers of another method': () => Response.json({ result: '{"zone":1}' }),
    'answers a result that is no JSON': () => Response.json({ result: '{' }),
    'says why not': () => Response.json({ failure: 'the database is away' }),
    'cannot be reached': () => Promise.reject(new TypeError('fetch failed')),
    hangs: () => new Promise(() => {})
  }

  for (const [name, lambda] of Object.entries(answers)) {
    it(`because it ${name}: every call is store.unavailable within about a second`, async () => {
      const { store } = setUp({ lambda })
      const since = performance.now()
      const failures = await Promise.all([
        failureOf(store.findFound('z', 'h', 0)),
        failureOf(store.forgetFound('z', 'h', 1)),
        failureOf(store.rememberFound({ zone: 'z', hash: 'h', size: 1, bucketUri: 'b', objectKey: 'k' }, 0, 1)),
        failureOf(store.addLogItems([item('a')]))
      ])
      expect(performance.now() - since).toBeLessThan(1250)
      expect(failures.map(({ code }) => code)).toEqual(failures.map(() => 'store.unavailable'))
      expect(failures.every(({ cause }) => cause instanceof Error)).toBe(true)
    })
  }

  it('while its database is away: says so without being asked for a moment, and is asked again then', async () => {
    let hangs = true
    const { store, invocations } = setUp({
      timeLimits: { usual: 100 },
      lambda: () => (hangs ? new Promise(() => {}) : Response.json({}))
    })
    await failureOf(store.findFound('z', 'h', 0))
    const asked = invocations.length
    await Promise.all(Array.from({ length: 20 }, () => failureOf(store.findFound('z', 'h', 0))))
    expect(invocations.length).toBe(asked)
    hangs = false
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(await store.findFound('z', 'h', 0)).toBeUndefined()
  })

  it('but fails fast is asked for every call: one item’s fault is not another’s', async () => {
    const { store } = setUp({
      lambda: payload => Response.json(payload.includes('bad') ? { failure: 'refused' } : {})
    })
    await failureOf(store.addLogItems([item('bad')]))
    await store.addLogItems([item('good')])
  })

  it('is no secret of the database: its failure says what the adapter says without credentials', async () => {
    const { store, behind } = setUp()
    behind.away = true
    const { message, cause } = await failureOf(store.findFound('z', 'h', 0))
    expect(`${message} ${cause}`).toContain('away')
  })
})
