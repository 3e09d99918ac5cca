import { expect, it } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { UserLabel } from '../ids/user-label.ts'
import { signInAccount } from './account.ts'
import { bind } from './bindings.ts'
import { listAccounts } from './list-accounts.ts'

it('users are found by their login, by the names they had before, and by their account', async () => {
  const { deps } = testGateway()
  for (const [accountId, login] of [
    ['101', 'Ann-Marie'],
    ['102', 'b-ohm'],
    ['203', 'curie']
  ] as const)
    await signInAccount(deps, { accountId, login: UserLabel.parse(login) })
  await bind(deps, UserLabel.parse('github|ann.ohm'), '203')
  const found = async (search: string) =>
    (await listAccounts(deps, { limit: 10, search })).items.map(({ login }) => login)
  expect(await found('marie')).toEqual(['Ann-Marie'])
  expect(await found('ohm')).toEqual(['b-ohm', 'curie'])
  expect(await found('ann ohm')).toEqual(['curie'])
  expect(await found('10')).toEqual(['Ann-Marie', 'b-ohm'])
  expect(await found('rie')).toEqual([])
  expect(await found('')).toHaveLength(3)
})
