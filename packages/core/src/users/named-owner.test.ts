import { describe, expect, it } from 'vitest'
import { facts, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { IdentityProvider } from '../stores/identity-provider.ts'
import { addZone } from '../zones/add-zone.ts'
import { changeZoneInfo } from '../zones/manage-zones.ts'
import { signInAccount } from './account.ts'
import { bindAdministrators } from './bind-administrators.ts'
import { releaseLabel } from './bindings.ts'

const label = (login: string) => UserLabel.parse(login)
/** As GitHub: it knows carol and root, in any case. */
const lookUp: NonNullable<IdentityProvider['lookUp']> = async login =>
  ['carol', 'root'].includes(login.toLowerCase())
    ? { accountId: `id-of-${login.toLowerCase()}`, login: label(login.toLowerCase()) }
    : undefined

async function open(asked: NonNullable<IdentityProvider['lookUp']> | 'by name' = lookUp) {
  const gateway = testGateway()
  const { deps, registry } = gateway
  deps.identityProvider = { identify: async () => undefined, ...(asked === 'by name' ? {} : { lookUp: asked }) }
  const ann = await signInAccount(deps, { accountId: 'id-of-ann', login: label('ann') })
  await addZone(deps, ann.user, zoneName('ann.lab'), facts)
  return {
    ...gateway,
    give: (login: string) => changeZoneInfo(deps, zoneName('ann.lab'), { ownerId: label(login) }, facts),
    owner: async () => (await registry.get({ kind: 'zone', id: 'ann.lab' }))?.value,
    signIn: (accountId: string, login: string) => signInAccount(deps, { accountId, login: label(login) })
  }
}

describe('a zone that is given to a login', () => {
  it('is the account’s that has it at GitHub at that moment, by any spelling', async () => {
    const { give, owner, signIn } = await open()
    await give('Carol')
    expect(await owner()).toMatchObject({ ownerId: 'carol', ownerAccountId: 'id-of-carol' })
    await expect(signIn('id-of-thief', 'carol')).rejects.toMatchObject({ code: 'auth.login_bound_elsewhere' })
  })

  it('is the account’s that the login means here, whoever has it at GitHub', async () => {
    const { give, owner, signIn } = await open(async login => ({ accountId: 'id-of-newcomer', login }))
    await signIn('id-of-bob', 'bob')
    await give('BOB')
    expect(await owner()).toMatchObject({ ownerAccountId: 'id-of-bob' })
  })

  it('that GitHub does not know, or does not tell of, stays whose it was', async () => {
    const { give, owner } = await open()
    await expect(give('carrol')).rejects.toMatchObject({ kind: 'unprocessable', code: 'user.unknown_login' })
    const away = await open(() => Promise.reject(errors.storeUnavailable('GitHub', new Error('403'))))
    await expect(away.give('carol')).rejects.toMatchObject({ kind: 'unavailable' })
    for (const of of [owner, away.owner]) expect(await of()).toMatchObject({ ownerAccountId: 'id-of-ann' })
  })

  it('where people sign in by name is whoever’s signs in under it, and nobody’s who had it before', async () => {
    const { deps, give, owner, signIn } = await open('by name')
    await give('bob')
    expect(await owner()).toMatchObject({ ownerId: 'bob' })
    expect(await owner()).not.toHaveProperty('ownerAccountId')
    await signIn('local:carol', 'carol')
    await releaseLabel(deps, label('carol'))
    await expect(give('carol')).rejects.toMatchObject({ code: 'user.login_free' })
  })
})

describe('a gateway administrator in the configuration', () => {
  it('is who has the login at GitHub when anybody first signs in, not who signs in first under it', async () => {
    const { deps, signIn } = await open()
    expect(await bindAdministrators(deps)).toEqual([])
    await expect(signIn('id-of-thief', 'Root')).rejects.toMatchObject({ code: 'auth.login_bound_elsewhere' })
    expect(await signIn('id-of-root', 'root')).toMatchObject({ user: { labels: ['root'] } })
  })

  it('whom GitHub does not know is named, and asked for again a minute later', async () => {
    let known = false
    const { deps, pass } = await open(async login => (known ? { accountId: 'id-of-root', login } : undefined))
    expect(await bindAdministrators(deps)).toEqual([
      { userId: 'root', reason: 'GitHub has no such user; check the spelling.' }
    ])
    known = true
    pass(60_000)
    expect(await bindAdministrators(deps)).toEqual([])
  })
})
