import { describe, expect, it } from 'vitest'
import { InMemoryRegistry } from '../../testing/in-memory-registry.ts'
import { bindIdentity, labelsBoundWith } from './bindings.ts'
import { UserLabel } from './user-label.ts'

const label = (text: string) => UserLabel.parse(text)
const identity = (accountId: string, login: string) => ({ accountId, login: label(login) })

describe('a login', () => {
  it('is bound to the account that signs in under it first, and stays so', async () => {
    const registry = new InMemoryRegistry()
    const ann = { accountId: '1', login: 'ann', labels: ['ann'] }
    expect(await bindIdentity(registry, identity('1', 'ann'))).toEqual(ann)
    expect(await bindIdentity(registry, identity('1', 'ann'))).toEqual(ann)
    expect(await registry.get({ kind: 'login', id: 'ann' })).toMatchObject({ version: 1, value: { accountId: '1' } })
  })

  it('that another account took over is refused, and means the first account still', async () => {
    const registry = new InMemoryRegistry()
    await bindIdentity(registry, identity('1', 'ann'))
    await expect(bindIdentity(registry, identity('2', 'ann'))).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'auth.login_bound_elsewhere'
    })
    expect((await registry.get({ kind: 'login', id: 'ann' }))?.value).toEqual({ accountId: '1' })
    expect((await registry.listByOwner({ kind: 'login', owner: '2' }, { limit: 10 })).items).toEqual([])
  })

  it('of an account that was renamed means it beside its older ones', async () => {
    const registry = new InMemoryRegistry()
    await bindIdentity(registry, identity('1', 'ann'))
    expect(await bindIdentity(registry, identity('1', 'ann-smith'))).toEqual({
      accountId: '1',
      login: 'ann-smith',
      labels: ['ann', 'ann-smith']
    })
    expect(await labelsBoundWith(registry, label('ann'))).toEqual(['ann', 'ann-smith'])
  })

  it('of two accounts at once is given to one of them', async () => {
    const registry = new InMemoryRegistry()
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => bindIdentity(registry, identity(String(at % 2), 'ann')))
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })

  it('that an administrator freed is bound anew, and the account before it has lost it', async () => {
    const registry = new InMemoryRegistry()
    await bindIdentity(registry, identity('1', 'ann'))
    await registry.remove({ kind: 'login', id: 'ann' })
    expect(await labelsBoundWith(registry, label('ann'))).toEqual(['ann'])
    expect(await bindIdentity(registry, identity('2', 'ann'))).toMatchObject({ accountId: '2' })
    expect(await bindIdentity(registry, identity('1', 'ann2'))).toMatchObject({ labels: ['ann2'] })
  })

  it('differs from one in other letters', async () => {
    const registry = new InMemoryRegistry()
    await bindIdentity(registry, identity('1', 'ann'))
    expect(await bindIdentity(registry, identity('2', 'Ann'))).toMatchObject({ labels: ['Ann'] })
    expect(await labelsBoundWith(registry, label('ann'))).toEqual(['ann'])
  })

  it('whose binding cannot be read is an error, never unbound', async () => {
    const registry = new InMemoryRegistry()
    await registry.create({ kind: 'login', id: 'ann' }, { account: 1 })
    for (const work of [labelsBoundWith(registry, label('ann')), bindIdentity(registry, identity('1', 'ann'))])
      await expect(work).rejects.toMatchObject({ kind: 'unavailable', code: 'registry.malformed_record' })
  })
})

describe('a label that is bound to nobody', () => {
  it.each(['github|ann', 'ann@lab.test', 'ann'])('%s means just itself', async text => {
    expect(await labelsBoundWith(new InMemoryRegistry(), label(text))).toEqual([text])
  })
})
