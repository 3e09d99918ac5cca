/**
 * A store that answers 403, 500 or nonsense, at every call of every operation: the answer is right or 503, never "not
 * found", and right again with the next request.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import { describe, expect, it } from 'vitest'
import {
  essence,
  type FaultInjection,
  fixtures,
  injectFaults,
  isDispensable,
  isTriedAgain,
  isUnread,
  nextAnswer
} from './fault-injection.ts'
import { expectUnavailable } from './handler.ts'

async function undisturbed(open: NonNullable<(typeof fixtures)[string]>) {
  const fixture = await open()
  const calls = injectFaults(fixture.gateway)
  const answer = await fixture.request()
  expect(answer.status, answer.text).toBe(200)
  return { calls: [...calls.calls], right: essence(answer) }
}

const secret = 'https://bucket.test/key?X-Amz-Signature=0123'
const refusals: Record<string, () => Error> = {
  403: () => errors.storeRefused('the store', new Error('AccessDenied')),
  500: () => errors.storeUnavailable('the store', new Error('InternalError'))
}

describe.each(Object.entries(fixtures))('%s', (_, open) => {
  it.each(Object.keys(refusals))(
    'where any one call is answered %s is right or 503, and right again at once',
    async status => {
      const { calls, right } = await undisturbed(open)
      for (const [at, call] of calls.entries()) {
        const { gateway, request } = await open()
        const plan = injectFaults(gateway)
        plan.hits = number => number === at
        plan.instead = () => Promise.reject(refusals[status]?.())
        const answer = await request()
        const repeated = status === '500' && isTriedAgain(call)
        if (repeated || isDispensable(call, right)) expect(essence(answer), call).toEqual(right)
        else expectUnavailable(answer)
        plan.hits = () => false
        expect(essence(await request()), `after ${status} at ${call}`).toEqual(nextAnswer(right, answer, call))
      }
    }
  )

  it('where a whole store answers 500 is right or 503 as often as it is asked, and right when the store is back', async () => {
    const { calls, right } = await undisturbed(open)
    for (const store of new Set(calls.map(call => call.split('.')[0]))) {
      const { gateway, request } = await open()
      const plan = injectFaults(gateway)
      plan.hits = (_, call) => call.startsWith(`${store}.`)
      plan.instead = () => Promise.reject(refusals[500]?.())
      const needed = calls.some(call => call.startsWith(`${store}.`) && !isDispensable(call, right))
      for (const _ of [1, 2]) {
        const answer = await request()
        if (needed) expectUnavailable(answer)
        else expect(essence(answer), store).toEqual(right)
      }
      plan.hits = () => false
      expect(essence(await request()), `after ${store}`).toEqual(right)
    }
  })

  it('where the registry answers with a record that is none is 503, and says nothing of the record', async () => {
    const { calls, right } = await undisturbed(open)
    for (const [at, call] of calls.entries()) {
      const nonsense = nonsenseFor(call)
      if (nonsense === undefined) continue
      const { gateway, request } = await open()
      const plan: FaultInjection = injectFaults(gateway)
      plan.hits = number => number === at
      plan.instead = async () => nonsense
      const answer = await request()
      if (isUnread(call) || isDispensable(call, right)) expect(essence(answer), call).toEqual(right)
      else expectUnavailable(answer)
      expect(answer.text).not.toContain('X-Amz')
      plan.hits = () => false
      expect(essence(await request()), `after nonsense at ${call}`).toEqual(right)
    }
  })
})

/** What a broken or foreign writer may have left; undefined for calls whose answer is no record. */
function nonsenseFor(call: string): unknown {
  const entry = { state: 'present', version: 1, value: { nonsense: secret } }
  // Only whether it was created is looked at.
  if (['registry.create verification', 'registry.create spent-signature'].includes(call)) return undefined
  switch (call.split(' ')[0]) {
    case 'registry.get':
      return entry
    case 'registry.create':
      return { created: false, entry }
    case 'registry.list':
    case 'registry.listByOwner':
      return { items: [{ key: { kind: 'verification', zone: 'default', id: 'x' }, entry }] }
    default:
      return undefined
  }
}
