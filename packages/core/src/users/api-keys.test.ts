import { expect, it } from 'vitest'
import { testGateway, user } from '../../testing/test-gateway.ts'
import { apiKeyRecord, hashOfApiKey, holderOfApiKey } from './api-key-holder.ts'
import { makeApiKey, mostApiKeys, revokeApiKeys } from './api-keys.ts'

const wanted = { name: 'rig', zone: null, rights: 'upload-and-download', endsAt: null } as const

it('a key that the account has no room for leaves nothing, and one that is revoked neither', async () => {
  const { deps, registry } = testGateway()
  const ann = user('ann').user
  await registry.create({ kind: 'account', id: ann.accountId }, { login: 'ann', generation: 0, signedInAt: 1 })
  const kept = async () => (await registry.list({ kind: 'api-key' }, { limit: 100 })).items.length
  const get = registry.get.bind(registry)
  // As a registry elsewhere answers: later.
  registry.get = async key => {
    await new Promise(resolve => setImmediate(resolve))
    return get(key)
  }
  for (let made = 0; made < mostApiKeys; made++) await makeApiKey(deps, ann, wanted)
  await expect(makeApiKey(deps, ann, wanted)).rejects.toMatchObject({ code: 'api_key.too_many' })
  expect(await kept()).toBe(mostApiKeys)
  expect(await revokeApiKeys(deps, ann)).toHaveLength(mostApiKeys)
  expect(await kept()).toBe(0)
})

it('when a key was last used is written once an hour, and not more often', async () => {
  const { deps, registry, pass } = testGateway()
  const ann = user('ann').user
  await registry.create({ kind: 'account', id: ann.accountId }, { login: 'ann', generation: 0, signedInAt: 1 })
  const { apiKey } = await makeApiKey(deps, ann, wanted)
  const use = async () => {
    await holderOfApiKey(deps, apiKey)
    await new Promise(resolve => setImmediate(resolve))
    const entry = await registry.get(apiKeyRecord(hashOfApiKey(apiKey)))
    return entry?.state === 'present' ? entry.value : undefined
  }
  const first = deps.now()
  expect(await use()).toMatchObject({ usedAt: first })
  pass(3600_000 - 1)
  expect(await use()).toMatchObject({ usedAt: first })
  pass(1)
  expect(await use()).toMatchObject({ usedAt: first + 3600_000 })
})
