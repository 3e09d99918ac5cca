import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../../testing/fake-github.ts'
import { origin, sentBack, testSite } from '../../testing/test-site.ts'
import { githubAt } from './github-addresses.ts'
import { GithubUsers } from './github-users.ts'
import { githubSignIn } from './make-site-deps.ts'
import { sessionLife } from './sessions.ts'
import { signInContract } from './sign-in.contract.ts'

const app = { clientId: 'the-app', clientSecret: 'the-secret-of-the-app' }
const accounts: Record<string, number> = { ann: 101, eve: 102 }
let github: FakeGithub
const idOf = (number: number) => `${number}@${new URL(github.url).host}`

beforeAll(async () => {
  github = await startFakeGithub(app)
})
afterAll(() => github.close())
beforeEach(() => {
  github.misbehaves = {}
})

function open() {
  const at = githubAt(github.url)
  const users = new GithubUsers(at, 1_000)
  const provider = githubSignIn({ ...app, publicUrl: origin }, at, 1_000)
  return { users, ...testSite({ provider }) }
}

/** As a browser follows the redirect to GitHub, where `login` is signed in. */
async function consent(location: string, login: string | undefined): Promise<string> {
  github.visitor = login === undefined ? undefined : { id: accounts[login] ?? 999, login }
  const answer = await fetch(location, { redirect: 'manual' })
  return (answer.headers.get('location') ?? '').replace(origin, '')
}

signInContract('GitHub', async () => {
  const { ask } = open()
  return {
    async ask(method, path, cookies = []) {
      const answer = await ask(`${method} ${path}`, { cookies })
      return { ...answer, location: answer.headers.location, setCookies: answer.cookies }
    },
    consent
  }
})

async function signIn(site: Pick<ReturnType<typeof open>, 'ask'>, login: string | undefined) {
  const begun = await site.ask('GET /api/sign-in?return=/account')
  const back = await consent(begun.headers.location ?? '', login)
  return site.ask(`GET ${back}`, { cookies: begun.cookies.map(sentBack) })
}

describe('whose a login is', () => {
  const ann = UserLabel.parse('Ann')
  it('GitHub is asked as the app, which it tells more often than anyone', async () => {
    github.accounts.Ann = 101
    github.lookedUp.length = 0
    const users = new GithubUsers(githubAt(github.url), 1_000, app)
    expect(await users.lookUp(ann)).toEqual({ accountId: idOf(101), login: 'Ann', createdAt: Date.UTC(2020, 0, 1) })
    expect(await users.lookUp(UserLabel.parse('nobody'))).toBeUndefined()
    expect(github.lookedUp).toEqual(['the app', 'the app'])
  })

  it('is an error with wrong credentials of the app, never nobody’s', async () => {
    const users = new GithubUsers(githubAt(github.url), 1_000, { ...app, clientSecret: 'an-old-secret-of-the-app' })
    await expect(users.lookUp(ann)).rejects.toMatchObject({ kind: 'unavailable' })
  })
})

describe('signing in with GitHub', () => {
  it('asks for no scope, with a state and a challenge of its own each time', async () => {
    const site = open()
    github.asked.length = 0
    await signIn(site, 'ann')
    await signIn(site, 'ann')
    const [one, other] = github.asked
    expect(one?.get('scope')).toBeNull()
    expect(one?.get('code_challenge_method')).toBe('S256')
    expect(one?.get('redirect_uri')).toBe(`${origin}/github/auth`)
    for (const field of ['state', 'code_challenge']) {
      expect(one?.get(field)?.length).toBeGreaterThanOrEqual(32)
      expect(one?.get(field)).not.toBe(other?.get(field))
    }
  })

  it('stores the numeric id beside the login, and no token', async () => {
    const site = open()
    await signIn(site, 'ann')
    const accounts = await site.registry.list({ kind: 'account' }, { limit: 10 })
    expect(accounts.items.map(({ key, entry }) => [key.id, entry.value.login])).toEqual([[idOf(101), 'ann']])
    expect(JSON.stringify([accounts, site.lines])).not.toContain('gho_')
  })

  it('is over https: the cookies are bound to this host', async () => {
    const site = open()
    const begun = await site.ask('GET /api/sign-in')
    const done = await signIn(site, 'ann')
    for (const cookie of [...begun.cookies, ...done.cookies]) expect(cookie).toMatch(/^__Host-kachery-.*; Secure;/)
  })

  it('with Cancel is explained', async () => {
    expect((await signIn(open(), undefined)).headers.refresh).toContain('problem=sign_in.refused')
  })

  it.each(['error_in_200', 'status_500', 'slow', 'wrong_json', 'no_json'] as const)(
    'while GitHub misbehaves (%s) signs nobody in, says so, and is right again at once',
    async how => {
      const site = open()
      for (const where of ['token', 'user'] as const) {
        github.misbehaves = { [where]: how }
        const answer = await signIn(site, 'ann')
        expect(answer.headers.refresh).toContain('problem=store.unavailable')
        expect(answer.cookies.every(cookie => /Max-Age=0/.test(cookie))).toBe(true)
        expect((await site.registry.list({ kind: 'account' }, { limit: 10 })).items).toEqual([])
      }
      github.misbehaves = {}
      expect((await signIn(site, 'ann')).headers.location).toBe('/account')
      expect(JSON.stringify(site.lines)).not.toMatch(/gho_|the-secret-of-the-app/)
    }
  )

  it('with a wrong secret of the app is told to the operator, not blamed on the visitor', async () => {
    const provider = githubSignIn({ ...app, clientSecret: 'old', publicUrl: origin }, githubAt(github.url))
    const site = testSite({ provider })
    expect((await signIn(site, 'ann')).headers.refresh).toContain('problem=sign_in.misconfigured')
  })

  it('takes longer than ten minutes: it does not count', async () => {
    const site = open()
    const begun = await site.ask('GET /api/sign-in')
    const back = await consent(begun.headers.location ?? '', 'ann')
    site.pass(10 * 60_000 + 1_000)
    const answer = await site.ask(`GET ${back}`, { cookies: begun.cookies.map(sentBack) })
    expect(answer.headers.refresh).toContain('problem=sign_in.expired')
  })

  it('lasts 12 hours', async () => {
    const site = open()
    const session = (await signIn(site, 'ann')).cookies.filter(cookie => /Max-Age=43200/.test(cookie)).map(sentBack)
    site.pass(sessionLife - 1_000)
    expect((await site.ask('GET /api/me', { cookies: session })).json.me).toMatchObject({ login: 'ann' })
    site.pass(2_000)
    expect((await site.ask('GET /api/me', { cookies: session })).json.me).toBeNull()
  })

  it('under a login that another account has here is refused: a name that changed hands gives nothing', async () => {
    const site = open()
    await signIn(site, 'ann')
    accounts.ann = 555
    try {
      const taken = await signIn(site, 'ann')
      expect(taken.headers.refresh).toContain('problem=auth.login_bound_elsewhere')
      expect(taken.cookies.every(cookie => /Max-Age=0/.test(cookie))).toBe(true)
    } finally {
      accounts.ann = 101
    }
  })

  it('after a renaming at GitHub is the same account, under both names', async () => {
    const site = open()
    await signIn(site, 'ann')
    accounts.anna = 101
    const renamed = await signIn(site, 'anna')
    const session = renamed.cookies.filter(cookie => /Max-Age=43200/.test(cookie)).map(sentBack)
    expect((await site.ask('GET /api/me', { cookies: session })).json.me).toMatchObject({
      login: 'anna',
      labels: expect.arrayContaining(['ann', 'anna'])
    })
  })

  it('signs nobody in where the gateway has no OAuth app', async () => {
    expect((await testSite().ask('GET /api/sign-in')).headers.refresh).toContain('problem=sign_in.off')
  })
})

describe('a login that an administrator adds', () => {
  async function administered() {
    const site = open()
    site.gateway.identityProvider = site.users
    await site.settings('default', 'allowPublicUpload: false\nauthorizedUsers: [{userId: adam, admin: true}]')
    const cookies = [await site.signIn('adam')]
    const add = (login: string) =>
      site.ask('PATCH /api/zones/default/settings', { cookies, body: { users: { [login]: { upload: true } } } })
    return { ...site, add }
  }

  it('means the account that has it now: who takes the name over before its first sign-in gets nothing', async () => {
    const site = await administered()
    github.accounts = { eve: 777 }
    expect((await site.add('eve')).status).toBe(200)
    expect((await signIn(site, 'eve')).headers.refresh).toContain('problem=auth.login_bound_elsewhere')
    github.accounts = {}
  })

  it('that GitHub cannot tell of is added all the same, and bound by its first sign-in', async () => {
    const site = await administered()
    expect((await site.add('nobody-there')).status).toBe(200)
    github.misbehaves = { user: 'status_500' }
    expect((await site.add('old-label')).status).toBe(200)
    github.misbehaves = {}
    expect((await site.add('ann')).status).toBe(200)
    expect((await signIn(site, 'ann')).headers.location).toBe('/account')
  })
})

describe('a GitHub token on the wire', () => {
  const label = (login: string) => UserLabel.parse(login)

  it('is its holder’s, however the login is cased, and nobody else’s', async () => {
    const { users } = open()
    const token = github.tokenFor({ id: 101, login: 'ann' })
    expect(await users.identify(label('ANN'), token)).toEqual({ accountId: idOf(101), login: 'ann' })
    expect(await users.identify(label('eve'), token)).toBeUndefined()
    expect(await users.identify(label('ann'), 'gho_none')).toBeUndefined()
  })

  it.each(['error_in_200', 'status_500', 'rate_limited', 'slow', 'wrong_json', 'no_json'] as const)(
    'is neither good nor bad while GitHub misbehaves (%s)',
    async how => {
      github.misbehaves = { user: how }
      const asked = open().users.identify(label('ann'), github.tokenFor({ id: 101, login: 'ann' }))
      const error = await asked.catch(error => error)
      expect(error).toBeInstanceOf(GatewayError)
      expect(error).toMatchObject({ kind: 'unavailable' })
      expect(`${error.message} ${error.cause}`).not.toContain('gho_')
    }
  )
})
