/** Where people sign in with GitHub, nothing that was said by name on this machine counts. */
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { signInAccount } from '@kachery-gateway/core/users/account.ts'
import { boundAccount } from '@kachery-gateway/core/users/bindings.ts'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { KacheryClient } from '../../../client/src/kachery-client.ts'
import { signInLocally } from '../../../client/src/register-locally.ts'
import { askSite } from '../../../client/src/site-visitor.ts'
import { startFakeGithub } from '../../../functions/testing/fake-github.ts'
import { startTestGateway } from '../../testing/test-local-gateway.ts'

const app = { clientId: 'the-app', clientSecret: 'the-secret-of-the-app' }
const upload = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: '0'.repeat(40), size: 5 }
const environment = { GITHUB_CLIENT_ID: app.clientId, GITHUB_CLIENT_SECRET: app.clientSecret }
const meAt = async (url: string, cookie: string): Promise<unknown> =>
  (await fetch(`${url}/api/me`, { headers: { cookie } })).json()

describe('a local gateway with an OAuth app', () => {
  it('knows no sign-in by name, and no session of one, under the same administrators', async () => {
    const before = await startTestGateway()
    const cookie = await signInLocally(before.url, 'ada')
    expect(await meAt(before.url, cookie)).toMatchObject({ me: { login: 'ada' } })
    const port = Number(new URL(before.url).port)
    await before.close()

    const { directory } = before
    const github = await startFakeGithub(app)
    onTestFinished(() => github.close())
    const { url } = await startTestGateway({
      directory,
      port,
      environment: { ...environment, GITHUB_URL: github.url, ADMINISTRATORS: '["ada"]' }
    })
    const session = cookie.slice(cookie.indexOf('=') + 1)
    for (const forged of [cookie, `__Host-kachery-session=${session}`])
      expect(await meAt(url, forged)).toMatchObject({ me: null })
    const typed = await askSite({ url }, 'POST', '/api/sign-in/name', [], { body: { name: 'ada', state: 'x' } })
    expect([typed.status, typed.json.code, typed.setCookies]).toEqual([409, 'sign_in.by_github', []])
    expect(await meAt(url, '')).toMatchObject({ signIn: true, signInByName: false })
  })

  it('binds its administrators to whoever has their logins when it starts', async () => {
    const github = await startFakeGithub(app)
    onTestFinished(() => github.close())
    github.accounts.ada = 7
    const { gateway } = await startTestGateway({
      environment: { ...environment, GITHUB_URL: github.url, ADMINISTRATORS: '["ada"]' }
    })
    const ada = UserLabel.parse('ada')
    await vi.waitFor(async () => expect(await boundAccount(gateway, ada)).toBeDefined())
    expect(github.lookedUp).toEqual(['the app'])
    const thief = signInAccount(gateway, { accountId: 'id-of-a-thief', login: ada })
    await expect(thief).rejects.toMatchObject({ code: 'auth.login_bound_elsewhere' })
  })

  it('takes GitHub’s tokens on the wire, and none of a sign-in by name', async () => {
    const byName = await startTestGateway()
    const [, session = ''] = (await signInLocally(byName.url, 'ada')).split('=')
    const github = await startFakeGithub(app)
    onTestFinished(() => github.close())
    const { url } = await startTestGateway({ environment: { ...environment, GITHUB_URL: github.url } })
    const ask = (githubAccessToken: string) =>
      new KacheryClient(url).request(upload, { unsigned: true, envelope: { githubUserId: 'ada', githubAccessToken } })
    expect(await ask(session)).toMatchObject({ status: 401, code: 'auth.bad_github_token' })
    expect(await ask(github.tokenFor({ id: 7, login: 'ada' }))).toMatchObject({
      status: 403,
      text: expect.stringContaining('User ada')
    })
  })

  it('leads to GitHub, which sends people back to PUBLIC_URL, under a cookie that is bound to it', async () => {
    const { url } = await startTestGateway({
      environment: { ...environment, PUBLIC_URL: 'https://kachery.lab.example' }
    })
    const begun = await fetch(`${url}/api/sign-in?return=/account`, { redirect: 'manual' })
    const location = new URL(begun.headers.get('location') ?? '')
    expect(location.origin + location.pathname).toBe('https://github.com/login/oauth/authorize')
    expect(location.searchParams.get('redirect_uri')).toBe('https://kachery.lab.example/github/auth')
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-kachery-sign-in=.*; Secure; HttpOnly/)
    ])
  })

  it('does not start where others would read on the way who is signed in', async () => {
    const start = (PUBLIC_URL: string) => startTestGateway({ environment: { ...environment, PUBLIC_URL } })
    await expect(start('http://kachery.lab.example')).rejects.toThrow('PUBLIC_URL must begin with https://')
    await start('http://localhost:8080')
  })

  it('makes nobody an administrator for being the first, and lets nobody upload before one says so', async () => {
    const { url, gateway } = await startTestGateway({ environment })
    expect((await gateway.site?.())?.signedIn).toBeUndefined()
    const client = new KacheryClient(url)
    expect((await client.request(upload)).status).toBe(403)
  })
})
