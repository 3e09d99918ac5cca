import { describe, expect, it } from 'vitest'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { absentEtag, saveSettings, switchSettings } from '../zones/edit-settings.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { signInAccount } from './account.ts'
import { boundAccount } from './bindings.ts'
import type { IdentityProvider } from './identity-provider.ts'
import { UserLabel } from './user-label.ts'

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

  it('are looked up twenty at once at most; the others are bound by their first sign-in', async () => {
    const { save, asked, bound, deps } = await open()
    await save(yamlOf(Array.from({ length: 30 }, (_, n) => `user${n}`)))
    expect(asked).toHaveLength(20)
    expect(await bound('user25')).toBeUndefined()
    await signInAccount(deps, { accountId: '25', login: label('user25') })
    expect(await bound('user25')).toBe('25')
  })

  it.each<[string, () => Promise<undefined>]>([
    ['fails', () => Promise.reject(errors.storeUnavailable('GitHub', new Error('503')))],
    ['never answers', () => new Promise(() => {})]
  ])('are saved although GitHub %s, and that is reported', async (_, lookUp) => {
    const { save, bound, reports, buckets } = await open(lookUp)
    expect(await save(yamlOf(['ann']))).toMatchObject({ exists: true })
    expect(buckets.lab.objects.has('settings/authorizationSettings.yaml')).toBe(true)
    expect(await bound('ann')).toBeUndefined()
    expect(reports).toContainEqual({ level: 'warn', event: 'login.not_bound' })
  })
})
