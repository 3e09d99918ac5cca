import { describe, expect, it } from 'vitest'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { IdentityProvider } from '../stores/identity-provider.ts'
import { absentEtag, saveSettings, switchSettings } from '../zones/edit-settings.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { signInAccount } from './account.ts'
import { boundAccount } from './bindings.ts'

const root = user('root').user
const label = (login: string) => UserLabel.parse(login)
const yamlOf = (logins: readonly string[], rights = 'upload: true') =>
  `allowPublicUpload: false\nauthorizedUsers:\n${logins.map(login => `  - { userId: ${login}, ${rights} }\n`).join('')}`

async function open(lookUp: IdentityProvider['lookUp'] = async login => ({ accountId: `id-of-${login}`, login })) {
  const gateway = testGateway()
  const asked: string[] = []
  gateway.deps.identityProvider = {
    identify: async () => undefined,
    lookUp: async login => {
      asked.push(login)
      return lookUp?.(login)
    }
  }
  const zone = await resolveZone(gateway.deps, zoneName('lab'))
  const save = (yaml: string, etag = absentEtag) => saveSettings(gateway.deps, zone, root, { yaml, etag }, facts)
  const turn = (login: string, rights: object | null) =>
    switchSettings(gateway.deps, zone, root, { switches: { users: { [login]: rights } } }, facts)
  const bound = (login: string) => boundAccount(gateway.deps, label(login))
  return { ...gateway, asked, save, turn, bound }
}

describe('logins that are added to a zone’s settings', () => {
  it('as text or by switches are bound to the account that has them now', async () => {
    const { save, turn, bound, asked, deps } = await open()
    await save(yamlOf(['ann', 'ann', '"@nobody"']))
    await turn('bob', { download: true })
    expect([await bound('ann'), await bound('bob')]).toEqual(['id-of-ann', 'id-of-bob'])
    expect(asked.toSorted()).toEqual(['@nobody', 'ann', 'bob'])
    const thief = signInAccount(deps, { accountId: 'thief', login: label('ann') })
    await expect(thief).rejects.toMatchObject({ code: 'auth.login_bound_elsewhere' })
  })

  it('are those that have a right which they had not: others are not looked up again', async () => {
    const { save, turn, asked } = await open(async () => undefined)
    const { etag } = await save(yamlOf(['ann', 'bob']))
    asked.length = 0
    const again = await save(`# more\n${yamlOf(['ann', 'bob', 'curie'])}`, etag)
    expect(asked).toEqual(['curie'])
    await save(yamlOf(['bob', 'ann', 'curie'], 'upload: false'), again.etag)
    await turn('bob', null)
    expect(asked).toEqual(['curie'])
  })

  it('are looked up 200 times an hour for one user; the others are named, and bound by their first sign-in', async () => {
    const { save, turn, asked, bound, deps, pass } = await open()
    const { notBound } = await save(yamlOf(Array.from({ length: 230 }, (_, n) => `user${n}`)))
    expect(asked).toHaveLength(200)
    expect(notBound).toHaveLength(30)
    const [first] = notBound
    expect(first).toMatchObject({ reason: expect.stringContaining('200 logins') })
    expect(await bound(first?.userId ?? '')).toBeUndefined()
    await signInAccount(deps, { accountId: '25', login: label(first?.userId ?? '') })
    expect(await bound(first?.userId ?? '')).toBe('25')
    expect((await turn('bob', { upload: true })).notBound).toHaveLength(1)
    pass(3_600_000)
    expect((await turn('carol', { upload: true })).notBound).toEqual([])
  })

  it('that GitHub does not know are named', async () => {
    const { save } = await open(async login => (login === 'ann' ? { accountId: '1', login } : undefined))
    expect((await save(yamlOf(['ann', 'anne']))).notBound).toEqual([
      { userId: 'anne', reason: 'GitHub has no such user; check the spelling.' }
    ])
  })

  it('in a hundred spellings of one login bind one', async () => {
    const spellings = Array.from({ length: 64 }, (_, n) =>
      [...'victim'].map((letter, at) => (n & (1 << at) ? letter.toUpperCase() : letter)).join('')
    )
    const { save, asked, registry } = await open(async login => ({ accountId: 'id-of-victim', login }))
    await save(yamlOf(spellings))
    expect(asked).toHaveLength(1)
    expect((await registry.list({ kind: 'login' }, { limit: 99 })).items).toHaveLength(1)
  })

  it.each<[string, () => Promise<undefined>]>([
    ['fails', () => Promise.reject(errors.storeUnavailable('GitHub', new Error('503')))],
    ['never answers', () => new Promise(() => {})]
  ])('are saved although GitHub %s, and that is reported', async (_, lookUp) => {
    const { save, bound, reports, buckets } = await open(lookUp)
    expect(await save(yamlOf(['ann']))).toMatchObject({
      exists: true,
      notBound: [{ userId: 'ann', reason: expect.stringContaining('GitHub didn’t answer') }]
    })
    expect(buckets.lab.objects.has('settings/authorizationSettings.yaml')).toBe(true)
    expect(await bound('ann')).toBeUndefined()
    expect(reports).toContainEqual({ level: 'warn', event: 'login.not_bound' })
  })
})
