/** Caches: one request's bad luck is nobody else's, and no failure is remembered. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { newClient, type TestClient } from '../../packages/core/testing/test-gateway.ts'
import { injectFaults } from './fault-injection.ts'
import { type AttackGateway, attackGateway, expectUnavailable, openToAll } from './handler.ts'

const hash = sha1('content')
const place = contentKey(hash)
const pause = () => new Promise(resolve => setTimeout(resolve, 5))

/** A client that an older gateway registered, which the registry does not know. */
async function leftInBucket({ buckets }: AttackGateway): Promise<TestClient> {
  const client = newClient()
  const record = { clientId: client.clientId, ownerId: 'ann', timestampCreated: 1, label: '' }
  await buckets.default.put(`clients/${client.clientId}`, Buffer.from(JSON.stringify(record)))
  return client
}

describe('of many requests that want the same', () => {
  it.each(['default.get settings', 'registry.get client', 'default.get clients', 'default.head'])(
    'only those fail whose own %s failed',
    async call => {
      const gateway = attackGateway()
      await gateway.settings('default', openToAll)
      const client = call === 'default.get clients' ? await leftInBucket(gateway) : await gateway.registered('ann')
      const plan = injectFaults(gateway)
      let failures = 0
      plan.hits = (_, name) => name.startsWith(call) && failures++ === 0
      plan.instead = async () => {
        await pause()
        throw errors.storeUnavailable('the store', new Error('once'))
      }
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          gateway.ask({ type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: 7 }, { client })
        )
      )
      expect(failures).toBeGreaterThan(0)
      const failed = answers.filter(({ status }) => status !== 200)
      expect(failed.length).toBeLessThanOrEqual(1)
      for (const answer of failed) expectUnavailable(answer)
    }
  )

  it('each store is asked once for what they share', async () => {
    const gateway = attackGateway()
    await gateway.settings('default', openToAll)
    const client = await gateway.registered('ann')
    const plan = injectFaults(gateway)
    await Promise.all(
      Array.from({ length: 50 }, () =>
        gateway.ask({ type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: 7 }, { client })
      )
    )
    expect(plan.calls.filter(call => call.includes('settings/'))).toHaveLength(1)
    expect(plan.calls.filter(call => call === 'registry.get client')).toHaveLength(1)
  })
})

describe('a failure', () => {
  it('is not remembered: the next request asks again', async () => {
    const gateway = attackGateway()
    await gateway.buckets.default.put(place, Buffer.from('content'))
    const plan = injectFaults(gateway)
    plan.hits = (_, call) => call.startsWith('default.') || call.startsWith('registry.')
    plan.instead = () => Promise.reject(errors.storeRefused('the store', new Error('403')))
    for (let tries = 0; tries < 5; tries++)
      expectUnavailable(await gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash }))
    plan.hits = () => false
    expect((await gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash })).json).toMatchObject({ found: true })
  })

  it('of a store spoils no answer that is in memory', async () => {
    const gateway = attackGateway()
    await gateway.buckets.default.put(place, Buffer.from('content'))
    const find = () => gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash })
    await find()
    const plan = injectFaults(gateway)
    plan.hits = () => true
    plan.instead = () => Promise.reject(errors.storeUnavailable('the store', new Error('away')))
    expect((await find()).json).toMatchObject({ found: true, cacheHit: true })
    expect(plan.calls).toEqual([])
  })
})
