import { describe, expect, it, vi } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { IdentityProvider } from '../stores/identity-provider.ts'
import { identifyUser } from './identify-user.ts'

const login = UserLabel.parse('ann')

function setting() {
  const gateway = testGateway()
  const identify = vi.fn<IdentityProvider['identify']>(async (name, token) =>
    token === 'good' ? { accountId: '1', login: name } : undefined
  )
  gateway.deps.identityProvider = { identify }
  return { gateway, identify, ask: (token: string, name = login) => identifyUser(gateway.deps, name, token) }
}

describe('a user with a token', () => {
  it('is whom the provider says, with the labels of the account, for 60 s', async () => {
    const { gateway, identify, ask } = setting()
    expect(await ask('good')).toEqual({ accountId: '1', login, labels: [login] })
    gateway.pass(59_999)
    await ask('good')
    expect(identify).toHaveBeenCalledTimes(1)
    gateway.pass(1)
    await ask('good')
    expect(identify).toHaveBeenCalledTimes(2)
  })

  it('whom the provider does not know is refused, and asked about again 2 s later', async () => {
    const { gateway, identify, ask } = setting()
    for (const _ of [1, 2]) await expect(ask('bad')).rejects.toMatchObject({ code: 'auth.bad_github_token' })
    expect(identify).toHaveBeenCalledTimes(1)
    expect(gateway.registry.calls).toEqual([])
    gateway.pass(2_000)
    identify.mockResolvedValueOnce({ accountId: '1', login })
    expect(await ask('bad')).toMatchObject({ accountId: '1' })
  })

  it('is not remembered for another token or another login', async () => {
    const { identify, ask } = setting()
    await ask('good')
    await expect(ask('bad')).rejects.toMatchObject({ kind: 'unauthenticated' })
    identify.mockResolvedValueOnce(undefined)
    await expect(ask('good', UserLabel.parse('eve'))).rejects.toMatchObject({ kind: 'unauthenticated' })
    // The two are told apart also where one's end could be the other's beginning.
    identify.mockResolvedValueOnce(undefined)
    await expect(ask('\ngood', UserLabel.parse('ann'))).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('is an error while the provider does not answer, and that is not remembered', async () => {
    const { identify, ask } = setting()
    identify.mockRejectedValueOnce(errors.storeUnavailable('GitHub', new Error('502')))
    await expect(ask('good')).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await ask('good')).toMatchObject({ accountId: '1' })
  })

  it('of a login that belongs to another account is refused each time', async () => {
    const { gateway, ask } = setting()
    await gateway.registry.create({ kind: 'login', id: 'ann' }, { accountId: '2' }, { owner: '2' })
    for (const _ of [1, 2]) await expect(ask('good')).rejects.toMatchObject({ code: 'auth.login_bound_elsewhere' })
  })

  it('has no use at a gateway without a provider', async () => {
    const { deps } = testGateway()
    await expect(identifyUser(deps, login, 'good')).rejects.toMatchObject({ code: 'auth.github_not_configured' })
  })
})
