import { describe, expect, it } from 'vitest'
import { testGateway, user } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { IdentityProvider } from '../stores/identity-provider.ts'
import { signInAccount } from './account.ts'
import { bind } from './bindings.ts'
import { lookUpPeople } from './look-up-people.ts'

const root = user('root').user
const label = (login: string) => UserLabel.parse(login)
const github: NonNullable<IdentityProvider['lookUp']> = async login =>
  login === 'nobody' ? undefined : { accountId: '583231', login: label('Ann'), name: 'Ann Lee' }

function open(lookUp = github) {
  const gateway = testGateway()
  const asked: string[] = []
  gateway.deps.identityProvider = {
    identify: async () => undefined,
    lookUp: async login => {
      asked.push(login)
      return lookUp(login)
    }
  }
  const look = (logins: string[], ask = true) => lookUpPeople(gateway.deps, root, logins.map(label), ask)
  return { ...gateway, asked, look }
}

describe('issue 13, number 12: who is behind a login', () => {
  it('is told by name and picture, and whether they have signed in yet', async () => {
    const { look, deps } = open()
    const ann = { login: 'Ann', exists: true, name: 'Ann Lee', signedIn: false }
    const avatarUrl = 'https://avatars.githubusercontent.com/u/583231?s=48'
    const nobody = { login: 'nobody', exists: false, name: null, avatarUrl: null, signedIn: false }
    expect(await look(['ann', 'nobody'])).toEqual([{ ...ann, avatarUrl }, nobody])
    await bind(deps, label('ann'), '583231')
    expect(await look(['ann']), 'a binding is no sign-in').toEqual([{ ...ann, avatarUrl }])
    await signInAccount(deps, { accountId: '583231', login: label('ann') })
    expect(await look(['ann'])).toEqual([{ ...ann, avatarUrl, signedIn: true }])
  })

  it('GitHub is asked only where somebody wants to know, and 200 times an hour', async () => {
    const { look, asked } = open()
    expect(await look(['ann'], false)).toMatchObject([{ login: 'ann', exists: null, name: null }])
    expect(asked).toEqual([])
    const logins = Array.from({ length: 100 }, (_, at) => `user${at}`)
    await look(logins)
    await look(logins)
    expect(asked).toHaveLength(200)
    expect(await look(['ann'])).toMatchObject([{ exists: null }])
  })

  it('a GitHub that does not answer leaves it open, and nothing fails', async () => {
    const { look } = open(() => Promise.reject(errors.storeUnavailable('GitHub', new Error('403'))))
    expect(await look(['ann'])).toMatchObject([{ login: 'ann', exists: null, signedIn: false }])
  })
})
