import { describe, expect, it } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { UserLabel } from '../ids/user-label.ts'
import { bindIdentity, boundAccount, firstAccount, labelsOfAccount, releaseLabel } from './bindings.ts'

const label = (text: string) => UserLabel.parse(text)
const identity = (accountId: string, login: string) => ({ accountId, login: label(login) })
const elsewhere = { kind: 'forbidden', code: 'auth.login_bound_elsewhere' }

function open() {
  const { deps, registry } = testGateway()
  return {
    deps,
    registry,
    signIn: (accountId: string, login: string) => bindIdentity(deps, identity(accountId, login)),
    meant: (login: string) => boundAccount(deps, label(login)),
    first: (login: string) => firstAccount(deps, login)
  }
}

describe('a login', () => {
  it('is bound to the account that signs in under it first, and stays so', async () => {
    const { registry, signIn } = open()
    const ann = { accountId: '1', login: 'ann', labels: ['ann'] }
    expect(await signIn('1', 'ann')).toEqual(ann)
    expect(await signIn('1', 'ann')).toEqual(ann)
    expect(await registry.get({ kind: 'login', id: 'ann' })).toMatchObject({ version: 1, value: { accountId: '1' } })
  })

  it('that another account took over is refused, and means the first account still', async () => {
    const { registry, signIn, meant } = open()
    await signIn('1', 'ann')
    await expect(signIn('2', 'ann')).rejects.toMatchObject(elsewhere)
    expect(await meant('ann')).toBe('1')
    expect((await registry.listByOwner({ kind: 'login', owner: '2' }, { limit: 10 })).items).toEqual([])
  })

  it('of an account that was renamed means it beside its older ones', async () => {
    const { deps, signIn } = open()
    await signIn('1', 'ann')
    expect(await signIn('1', 'ann-smith')).toEqual({ accountId: '1', login: 'ann-smith', labels: ['ann', 'ann-smith'] })
    expect(await labelsOfAccount(deps, '1')).toEqual(['ann', 'ann-smith'])
  })

  it('of an account that had 1100 of them is not lost among them', async () => {
    const { deps, registry } = open()
    for (let n = 0; n < 1100; n++) {
      const id = `ann-${String(n).padStart(4, '0')}`
      await registry.create({ kind: 'login', id }, { accountId: '1' }, { owner: '1' })
    }
    const labels = await labelsOfAccount(deps, '1')
    expect(labels).toHaveLength(1100)
    expect(labels).toContain('ann-1099')
  })

  it('of two accounts at once is given to one of them', async () => {
    const { signIn } = open()
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => signIn(String(at % 2), 'ann')))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })

  it('that an administrator freed is bound anew, and the account before it has lost it', async () => {
    const { deps, signIn, meant } = open()
    await signIn('1', 'ann')
    await releaseLabel(deps, label('ann'))
    expect(await meant('ann')).toBeUndefined()
    expect(await signIn('2', 'ann')).toMatchObject({ accountId: '2' })
    expect(await signIn('1', 'ann2')).toMatchObject({ labels: ['ann2'] })
  })

  it('means what was written under it before to the first account, however often it is freed', async () => {
    const { deps, signIn, first } = open()
    expect(await first('ann')).toBeUndefined()
    for (const accountId of ['1', '2', '3', '1']) {
      await signIn(accountId, 'ann')
      expect(await first('ann')).toBe('1')
      await releaseLabel(deps, label('ann'))
      expect(await first('ANN')).toBe('1')
    }
  })

  it('that was freed before first accounts were written down was the tombstone’s', async () => {
    const { registry, signIn, first } = open()
    await registry.create({ kind: 'login', id: 'ann' }, { accountId: '1' }, { owner: '1' })
    await registry.remove({ kind: 'login', id: 'ann' })
    expect(await first('ann')).toBe('1')
    await signIn('2', 'ann')
    expect(await first('ann')).toBe('1')
  })

  it('is one in all spellings', async () => {
    const { signIn, meant } = open()
    await signIn('1', 'ann')
    for (const login of ['Ann', 'ANN', 'aNn']) {
      await expect(signIn('2', login)).rejects.toMatchObject(elsewhere)
      expect(await meant(login)).toBe('1')
      expect(await signIn('1', login)).toMatchObject({ login, labels: ['ann'] })
    }
  })

  it('whose binding cannot be read is an error, never unbound', async () => {
    const { registry, signIn, meant } = open()
    await registry.create({ kind: 'login', id: 'ann' }, { account: 1 })
    for (const work of [meant('ann'), signIn('1', 'ann')])
      await expect(work).rejects.toMatchObject({ kind: 'unavailable', code: 'registry.malformed_record' })
  })
})

describe('a label that is no login', () => {
  it.each(['github|ann', 'ann@lab.test', 'ann.b'])('%s is bound as it is spelled', async text => {
    const { signIn, meant } = open()
    await signIn('1', text)
    expect(await meant(text)).toBe('1')
    expect(await meant(text.toUpperCase())).toBeUndefined()
  })
})
