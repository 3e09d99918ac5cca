import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../../testing/fake-github.ts'
import { githubAt } from './github-addresses.ts'
import { GithubUsers } from './github-users.ts'
import { githubIdentities, OwnAppTokens } from './own-app-tokens.ts'

const app = { clientId: 'the-own-app', clientSecret: 'the-secret-of-the-own-app' }
const ann = UserLabel.parse('ann')
let github: FakeGithub

beforeAll(async () => {
  github = await startFakeGithub(app)
})
afterAll(() => github.close())
beforeEach(() => {
  github.misbehaves = {}
})

const open = (own = app) => new OwnAppTokens(githubAt(github.url), own, 1_000)

describe('a gateway that takes only tokens of its own app', () => {
  it('knows who holds one, whatever the case of the login', async () => {
    const token = github.tokenFor({ id: 101, login: 'Ann' })
    const accountId = `101@${new URL(github.url).host}`
    expect(await open().identify(ann, token)).toEqual({ accountId, login: 'Ann' })
    expect(await open().identify(UserLabel.parse('eve'), token)).toBeUndefined()
  })

  it('knows nobody by a token that another site obtained from its visitor, and any app would', async () => {
    const token = github.tokenFor({ id: 101, login: 'ann' })
    github.foreign.add(token)
    expect(await new GithubUsers(githubAt(github.url), 1_000).identify(ann, token)).toMatchObject({ login: 'ann' })
    expect(await open().identify(ann, token)).toBeUndefined()
    expect(await open().identify(ann, 'gho_of_nobody_at_all_in_this_test')).toBeUndefined()
  })

  it.each(['error_in_200', 'status_500', 'slow', 'wrong_json', 'no_json', 'rate_limited'] as const)(
    'says that GitHub is away where it answers %s, never "nobody"',
    async how => {
      const token = github.tokenFor({ id: 101, login: 'ann' })
      github.misbehaves.user = how
      const error = await open()
        .identify(ann, token)
        .catch(error => error)
      expect(error).toMatchObject({ kind: 'unavailable' })
      expect(`${error.message} ${error.cause}`).not.toMatch(/gho_|secret/)
    }
  )

  it('lets nobody in where its own credentials are wrong', async () => {
    const token = github.tokenFor({ id: 101, login: 'ann' })
    const other = open({ ...app, clientSecret: 'not-the-secret-of-the-app' })
    await expect(other.identify(ann, token)).rejects.toMatchObject({ kind: 'unavailable' })
  })
})

describe('who says whose a token is', () => {
  it.each([
    [{}, GithubUsers],
    [{ github: app }, GithubUsers],
    [{ github: app, githubTokens: 'own-app' }, OwnAppTokens],
    [{ githubTokens: 'own-app' }, undefined],
    [{ github: app, githubTokens: 'none' }, undefined]
  ] as const)('with %j', (given, kind) => {
    const identities = githubIdentities({ githubUrl: github.url, ...given })
    if (kind === undefined) expect(identities).toBeUndefined()
    else expect(identities).toBeInstanceOf(kind)
  })
})
