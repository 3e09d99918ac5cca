import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { know } from '../../../leak-check/src/watch.ts'
import { type FakeGithub, startFakeGithub } from '../../testing/fake-github.ts'
import { origin, sentBack, testSite } from '../../testing/test-site.ts'
import { githubAt } from './github-addresses.ts'
import { githubSignIn } from './make-site-deps.ts'
import { makeSetupLink, setupLinkLife } from './setup-link.ts'
import type { SiteDeps } from './site-deps.ts'

let github: FakeGithub
beforeAll(async () => {
  github = await startFakeGithub({ clientId: 'none-yet', clientSecret: 'no-secret-yet' })
})
afterAll(() => github.close())
beforeEach(() => {
  github.misbehaves = {}
  github.manifests.length = 0
})

/** A gateway that was just deployed. `has`: it knows a sign-in app already. */
function fresh({ has = false } = {}) {
  const kept: { clientId: string; clientSecret: string }[] = []
  const at = githubAt(github.url)
  const setup: NonNullable<SiteDeps['signInSetup']> = {
    github: at,
    keep: async app => {
      kept.push(app)
    }
  }
  const provider = githubSignIn({ clientId: 'old', clientSecret: 'old-secret', publicUrl: origin }, at)
  const site = testSite({ signInSetup: setup, ...(has ? { provider } : {}) })
  const link = async (replaces = false) => {
    const token = await makeSetupLink(site.gateway, { replaces })
    know('setup token', token)
    return token
  }
  const open = (token: unknown, headers: Record<string, string> = {}, cookies: string[] = []) =>
    site.ask('POST /api/setup/sign-in', { body: { token }, headers, cookies })
  return { ...site, kept, setup, link, open }
}
type Fresh = ReturnType<typeof fresh>

/** As the browser of whoever opened the link sends the page's form, and is led back. */
async function atGithub({ open }: Pick<Fresh, 'open'>, token: string) {
  const opened = await open(token)
  expect([opened.status, opened.text]).toEqual([200, expect.stringContaining('formAction')])
  const { formAction, manifest } = opened.json
  const answer = await fetch(String(formAction), {
    method: 'POST',
    body: new URLSearchParams({ manifest: String(manifest) }),
    redirect: 'manual'
  })
  const back = (answer.headers.get('location') ?? '').replace(origin, '')
  return { back, cookies: opened.cookies.map(sentBack), form: opened.json }
}

const come = ({ ask }: Fresh, back: string, cookies: string[]) => ask(`GET ${back}`, { cookies })
const nothingMade = ({ kept }: Fresh) => expect(kept).toEqual([])
/** A refusal, from which browsers go on to the page that explains it. */
const explained = (problem: string) => `0; url=/setup?problem=${problem}`

describe('a fresh gateway is given its GitHub sign-in by the one-time link', () => {
  it('in one form: id and secret come from GitHub, and stand in no answer and no log', async () => {
    const site = fresh()
    const { back, cookies, form } = await atGithub(site, await site.link())
    const answer = await come(site, back, cookies)
    expect([answer.status, answer.headers.location]).toEqual([303, '/setup?done'])
    expect(site.kept).toEqual([{ clientId: expect.stringMatching(/^Iv/), clientSecret: expect.any(String) }])
    expect(answer.cookies).toEqual([expect.stringMatching(/^__Host-kachery-setup=; .*Max-Age=0$/)])
    expect(JSON.stringify([form, answer, site.lines])).not.toContain(site.kept[0]?.clientSecret)
  })

  it('as an app that anybody signs in with, which leads back here, and may do nothing', async () => {
    const site = fresh()
    await atGithub(site, await site.link())
    expect(github.manifests).toEqual([
      {
        name: 'Kachery gateway.test',
        url: origin,
        description: expect.any(String),
        redirect_url: `${origin}/github/app`,
        callback_urls: [`${origin}/github/auth`],
        hook_attributes: { url: origin, active: false },
        public: true,
        default_permissions: {},
        default_events: []
      }
    ])
  })

  it('and people sign in with that app, whose tokens expire', async () => {
    const site = fresh()
    const { back, cookies } = await atGithub(site, await site.link())
    await come(site, back, cookies)
    const [app] = site.kept
    if (app === undefined) throw new Error('no app')
    const { ask } = testSite({ provider: githubSignIn({ ...app, publicUrl: origin }, githubAt(github.url)) })
    github.visitor = { id: 101, login: 'ann' }
    const begun = await ask('GET /api/sign-in?return=/account')
    const led = await fetch(begun.headers.location ?? '', { redirect: 'manual' })
    const done = await ask(`GET ${(led.headers.get('location') ?? '').replace(origin, '')}`, {
      cookies: begun.cookies.map(sentBack)
    })
    expect(done.headers.location).toBe('/account')
  })

  it('or by hand: the form of an OAuth app comes filled in', async () => {
    const site = fresh()
    const { form } = await atGithub(site, await site.link())
    const { pathname, searchParams } = new URL(String(form.oauthAppForm))
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      '/settings/applications/new',
      {
        'oauth_application[name]': 'Kachery gateway.test',
        'oauth_application[url]': origin,
        'oauth_application[callback_url]': `${origin}/github/auth`
      }
    ])
  })

  it('which the registry keeps the hash of alone', async () => {
    const site = fresh()
    const token = await site.link()
    expect(JSON.stringify(await site.registry.get({ kind: 'setup-link', id: 'sign-in' }))).not.toContain(token)
    expect(token).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('nobody else gives a fresh gateway its sign-in', () => {
  const refused = async (site: Fresh, token: unknown, headers: Record<string, string> = {}) => {
    const answer = await site.open(token, headers)
    expect(answer.cookies).toEqual([])
    nothingMade(site)
    return [answer.status, answer.json.code]
  }

  it('without a token, with none that can be one, or where no link was made', async () => {
    const site = fresh()
    for (const token of [undefined, '', 7, 'a'.repeat(63), 'A'.repeat(64), { $ne: '' }])
      expect(await refused(site, token)).toEqual([400, 'request.invalid'])
    expect(await refused(site, 'a'.repeat(64))).toEqual([404, 'setup.link_refused'])
  })

  it('with a wrong token, or the stored hash of the right one', async () => {
    const site = fresh()
    const token = await site.link()
    const entry = await site.registry.get({ kind: 'setup-link', id: 'sign-in' })
    for (const wrong of ['0'.repeat(64), token.replace(/.$/, last => (last === '0' ? '1' : '0')), entry?.value.hash])
      expect(await refused(site, wrong)).toEqual([404, 'setup.link_refused'])
  })

  it('after an hour, neither at its beginning nor on the way back', async () => {
    const site = fresh()
    const token = await site.link()
    const { back, cookies } = await atGithub(site, token)
    site.pass(setupLinkLife)
    expect(await refused(site, token)).toEqual([404, 'setup.link_refused'])
    expect((await come(site, back, cookies)).headers.refresh).toBe(explained('setup.link_refused'))
    nothingMade(site)
  })

  it('with a link in whose place there is a newer one', async () => {
    const site = fresh()
    const before = await site.link()
    const { back, cookies } = await atGithub(site, before)
    await site.link()
    expect(await refused(site, before)).toEqual([404, 'setup.link_refused'])
    expect((await come(site, back, cookies)).headers.refresh).toBe(explained('setup.link_refused'))
    nothingMade(site)
  })

  it('with a link that was used, and of many who come back at once one goes on', async () => {
    const site = fresh()
    const token = await site.link()
    const ways = await Promise.all([atGithub(site, token), atGithub(site, token), atGithub(site, token)])
    const answers = await Promise.all(ways.map(({ back, cookies }) => come(site, back, cookies)))
    expect(answers.map(({ headers }) => headers.location ?? headers.refresh).sort()).toEqual(
      [explained('setup.link_refused'), explained('setup.link_refused'), '/setup?done'].sort()
    )
    expect(site.kept).toHaveLength(1)
    const again = await site.open(token)
    expect([again.status, again.json.code]).toEqual([404, 'setup.link_refused'])
    for (const { back, cookies } of ways)
      expect((await come(site, back, cookies)).headers.refresh).toBe(explained('setup.link_refused'))
    expect(site.kept).toHaveLength(1)
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a page without origin', { origin: 'null' }]
  ])('from %s, with the right token', async (_, headers) => {
    const site = fresh()
    expect(await refused(site, await site.link(), headers)).toEqual([403, 'request.foreign_origin'])
  })

  it('by leading the operator’s browser back with another’s code, or with another state', async () => {
    const [site, other] = [fresh(), fresh()]
    const own = await atGithub(site, await site.link())
    const theirs = await atGithub(other, await other.link())
    const [ownQuery, theirQuery] = [own, theirs].map(({ back }) => new URLSearchParams(back.split('?')[1]))
    const code = theirQuery?.get('code') ?? ''
    for (const state of [theirQuery?.get('state') ?? '', '', 'f'.repeat(64), `${ownQuery?.get('state')}0`]) {
      const back = `/github/app?${new URLSearchParams({ code, state })}`
      expect((await come(site, back, own.cookies)).headers.refresh).toBe(explained('setup.link_refused'))
    }
    nothingMade(site)
    expect((await come(site, own.back, own.cookies)).headers.location).toBe('/setup?done')
  })

  it('in another browser than the one that opened the link, or with a cookie made for something else', async () => {
    const site = fresh()
    const { back } = await atGithub(site, await site.link())
    const cookie = [await site.signIn('mallory')].map(text => text.replace('-session=', '-setup='))
    for (const cookies of [[], cookie, ['__Host-kachery-setup=forged']])
      expect((await come(site, back, cookies)).headers.refresh).toBe(explained('setup.link_refused'))
    nothingMade(site)
  })

  it('once it has one, with a link that was made before; the operator’s own new link replaces it', async () => {
    const site = fresh({ has: true })
    const refusal = await site.open(await site.link())
    expect([refusal.status, refusal.json.code, refusal.cookies]).toEqual([409, 'setup.done', []])
    const { back, cookies } = await atGithub(site, await site.link(true))
    expect((await come(site, back, cookies)).headers.location).toBe('/setup?done')
    expect(site.kept).toHaveLength(1)
  })

  it('where its sign-in is made elsewhere, as on one machine', async () => {
    const site = testSite()
    const token = await makeSetupLink(site.gateway, { replaces: false })
    know('setup token', token)
    const answer = await site.ask('POST /api/setup/sign-in', { body: { token } })
    expect([answer.status, answer.json.code]).toEqual([409, 'setup.off'])
    expect((await site.ask('GET /github/app?code=x&state=y')).headers.refresh).toBe(explained('setup.off'))
  })
})

describe('what goes wrong at GitHub is explained', () => {
  it.each(['', 'unknown', '../applications', 'a b', 'x'.repeat(300)])('a code "%s" is no app', async code => {
    const site = fresh()
    const { back, cookies } = await atGithub(site, await site.link())
    const query = new URLSearchParams(back.split('?')[1])
    query.set('code', code)
    expect((await come(site, `/github/app?${query}`, cookies)).headers.refresh).toBe(explained('setup.code_refused'))
    nothingMade(site)
  })

  it.each(['error_in_200', 'status_500', 'rate_limited', 'wrong_json', 'no_json'] as const)(
    'GitHub misbehaves (%s)',
    async how => {
      const site = fresh()
      const { back, cookies } = await atGithub(site, await site.link())
      github.misbehaves = { manifest: how }
      expect((await come(site, back, cookies)).headers.refresh).toBe(explained('store.unavailable'))
      nothingMade(site)
    }
  )

  it('the app was made and its secret could not be kept', async () => {
    const site = fresh()
    const { back, cookies } = await atGithub(site, await site.link())
    site.setup.keep = async () => {
      throw new Error('AccessDenied')
    }
    expect((await come(site, back, cookies)).headers.refresh).toBe(explained('setup.not_kept'))
    expect(JSON.stringify(site.lines)).toContain('setup.not_kept')
  })
})
