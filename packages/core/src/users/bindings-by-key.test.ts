import { describe, expect, it } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { Owned } from '../model/owner.ts'
import { bindIdentity, boundAccount, firstAccount, labelsOfAccount } from './bindings.ts'
import { listAccounts } from './list-accounts.ts'
import { isSameOwner, owns, withAccount } from './ownership.ts'

const label = (text: string) => UserLabel.parse(text)
const identity = (accountId: string, login: string) => ({ accountId, login: label(login) })

/** A registry in which bindings were kept by spelling. */
async function open(...bindings: [login: string, accountId: string, removed?: 'removed'][]) {
  const gateway = testGateway()
  const { registry, deps } = gateway
  deps.caches.bindingsByKey.delete('all')
  for (const [id, accountId, removed] of bindings) {
    await registry.create({ kind: 'login', id }, { accountId }, { owner: accountId })
    if (removed) await registry.remove({ kind: 'login', id })
  }
  return gateway
}

describe('a login that was bound by its spelling', () => {
  it('is its account’s by any spelling, from the first look on', async () => {
    for (const login of ['Lab7', 'lab7', 'LAB7']) {
      const { deps } = await open(['Lab7', '5'])
      await expect(bindIdentity(deps, identity('9', login))).rejects.toMatchObject({
        code: 'auth.login_bound_elsewhere'
      })
      expect(await boundAccount(deps, label(login))).toBe('5')
      expect(await firstAccount(deps, login)).toBe('5')
      expect(await bindIdentity(deps, identity('5', login))).toMatchObject({ labels: ['lab7'] })
    }
  })

  it('is spelled in lists as it was', async () => {
    const { deps, registry } = await open(['Lab7', '5'])
    const account = { login: 'lab8', generation: 0, signedInAt: 1 }
    await registry.create({ kind: 'account', id: '5' }, account)
    await boundAccount(deps, label('lab7'))
    for (const search of ['', 'lab'])
      expect((await listAccounts(deps, { limit: 9, search })).items).toMatchObject([{ labels: ['Lab7'] }])
  })

  it('by two accounts in two spellings is nobody’s until it is freed, and operators are told', async () => {
    const { deps, reports } = await open(['Lab7', '5'], ['lab7', '9'], ['ann', '1'])
    for (const accountId of ['5', '9', '11'])
      await expect(bindIdentity(deps, identity(accountId, 'lab7'))).rejects.toMatchObject({
        code: 'auth.login_bound_elsewhere'
      })
    expect(await firstAccount(deps, 'LAB7')).toBe('nobody')
    expect(await boundAccount(deps, label('ann'))).toBe('1')
    expect(reports).toContainEqual({ level: 'warn', event: 'login.contested' })
  })

  it('gives its clients nothing of another such login: no label, nothing that it owns', async () => {
    const { deps } = await open(['Lab7', '5'], ['lab7', '9'], ['Lab8', '5'], ['lab8', '9'])
    const owned = (login: string): Promise<Owned> => withAccount(deps, { ownerId: label(login) })
    const [one, other] = [await owned('lab7'), await owned('lab8')]
    expect(one.ownerAccountId).toBe('nobody')
    expect(await labelsOfAccount(deps, 'nobody', label('lab7'))).toEqual([])
    expect(owns({ accountId: 'nobody', labels: [] }, other)).toBe(false)
    expect(isSameOwner(one, other)).toBe(false)
  })

  it('and was freed by one spelling stays the first account’s by what it left', async () => {
    for (const bindings of [
      [
        ['lab7', '5', 'removed'],
        ['Lab7', '9']
      ],
      [['Lab7', '5', 'removed']]
    ] as Parameters<typeof open>[]) {
      const { deps } = await open(...bindings)
      await boundAccount(deps, label('lab7'))
      expect(await firstAccount(deps, 'Lab7')).toBe('5')
    }
  })

  it('is moved once, by however many processes', async () => {
    const { deps, registry } = await open(['Lab7', '5'], ['Ann', '1'])
    await Promise.all(Array.from({ length: 10 }, () => boundAccount(deps, label('LAB7'))))
    const { items } = await registry.list({ kind: 'login' }, { limit: 10 })
    expect(items.map(({ key, entry }) => [key.id, entry.value.accountId])).toEqual([
      ['ann', '1'],
      ['lab7', '5']
    ])
    registry.calls.length = 0
    await boundAccount(deps, label('Lab7'))
    expect(registry.calls).toHaveLength(1)
  })
})
