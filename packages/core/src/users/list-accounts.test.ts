import { expect, it, vi } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { signInAccount } from './account.ts'
import { bindIfFree, boundAccount } from './bindings.ts'
import { listAccounts, releaseLogin } from './list-accounts.ts'
import { UserLabel } from './user-label.ts'

it('users are found by their login, by the names they had before, and by their account', async () => {
  const { deps, registry } = testGateway()
  for (const [accountId, login] of [
    ['101', 'Ann-Marie'],
    ['102', 'b-ohm'],
    ['203', 'curie']
  ] as const)
    await signInAccount(deps, { accountId, login: UserLabel.parse(login) })
  await bindIfFree(registry, UserLabel.parse('github|ann.ohm'), '203')
  const found = async (search: string) =>
    (await listAccounts(deps, { limit: 10, search })).items.map(({ login }) => login)
  expect(await found('marie')).toEqual(['Ann-Marie'])
  expect(await found('ohm')).toEqual(['b-ohm', 'curie'])
  expect(await found('ann ohm')).toEqual(['curie'])
  expect(await found('10')).toEqual(['Ann-Marie', 'b-ohm'])
  expect(await found('rie')).toEqual([])
  expect(await found('')).toHaveLength(3)
})

it('a login that is released is free when its release is answered', async () => {
  const { deps, registry } = testGateway()
  const ann = UserLabel.parse('ann')
  await signInAccount(deps, { accountId: '101', login: ann })
  const remove = registry.remove.bind(registry)
  vi.spyOn(registry, 'remove').mockImplementation(async key => {
    await new Promise(resolve => setTimeout(resolve, 5))
    return remove(key)
  })
  await releaseLogin(deps, ann)
  expect(await boundAccount(registry, ann)).toBeUndefined()
  await signInAccount(deps, { accountId: '202', login: ann })
  expect(await boundAccount(registry, ann)).toBe('202')
})

it('a login that nobody has is not released', async () => {
  const { deps, registry } = testGateway()
  await expect(releaseLogin(deps, UserLabel.parse('nobody'))).rejects.toMatchObject({ code: 'user.not_found' })
  expect(registry.calls.map(({ method }) => method)).toEqual(['get'])
})
