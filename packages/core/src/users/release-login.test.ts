import { expect, it, vi } from 'vitest'
import { facts, testGateway } from '../../testing/test-gateway.ts'
import { UserLabel } from '../ids/user-label.ts'
import { signInAccount } from './account.ts'
import { boundAccount } from './bindings.ts'
import { releaseLogin } from './release-login.ts'

it('a login that is released is free when its release is answered', async () => {
  const { deps, registry } = testGateway()
  const ann = UserLabel.parse('ann')
  await signInAccount(deps, { accountId: '101', login: ann })
  const remove = registry.remove.bind(registry)
  vi.spyOn(registry, 'remove').mockImplementation(async key => {
    await new Promise(resolve => setTimeout(resolve, 5))
    return remove(key)
  })
  await releaseLogin(deps, ann, facts)
  expect(await boundAccount(deps, ann)).toBeUndefined()
  await signInAccount(deps, { accountId: '202', login: ann })
  expect(await boundAccount(deps, ann)).toBe('202')
})

it('a login that nobody has is not released', async () => {
  const { deps, registry } = testGateway()
  await expect(releaseLogin(deps, UserLabel.parse('nobody'), facts)).rejects.toMatchObject({ code: 'user.not_found' })
  expect(registry.calls.map(({ method }) => method)).toEqual(['get'])
})
