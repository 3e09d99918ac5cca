/** Signing in by name, at a whole gateway, as browsers and attackers do it. */
import { apiClient } from '@kachery-gateway/core/api/client.ts'
import { describe, expect, it } from 'vitest'
import { KacheryClient } from '../../../client/src/kachery-client.ts'
import { signInLocally } from '../../../client/src/register-locally.ts'
import { askSite, type Sent } from '../../../client/src/site-visitor.ts'
import { rawConnection } from '../../testing/raw-connection.ts'
import { startTestGateway } from '../../testing/test-local-gateway.ts'

const whoIs = async (url: string, cookie: string) =>
  (await apiClient({ base: url, fetch: withCookie(cookie) })('GET /api/me', {})).me?.login

const withCookie =
  (cookie: string): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, headers: { ...init?.headers, cookie } })

/** A sign-in that begins in some browser. */
async function begin(url: string, returnTo = '/account') {
  const { location, setCookies } = await askSite({ url }, 'GET', `/api/sign-in?return=${encodeURIComponent(returnTo)}`)
  return {
    location,
    state: new URL(location ?? '', url).searchParams.get('state') ?? '',
    cookies: setCookies.map(set => set.split(';', 1)[0] ?? '')
  }
}

const type = (url: string, name: string, state: string, headers?: Sent['headers']) =>
  askSite({ url }, 'POST', '/api/sign-in/name', [], { body: { name, state }, ...(headers && { headers }) })

describe('signing in by name', () => {
  it('leads to the site’s own page, which is told that this gateway asks for one', async () => {
    const { url } = await startTestGateway()
    const { location, state } = await begin(url)
    expect(location).toBe(`/sign-in?state=${state}`)
    expect((await askSite({ url }, 'GET', '/api/me')).json).toMatchObject({ signIn: true, signInByName: true })
  })

  it('takes a name; who comes back is signed in by a cookie that scripts cannot read', async () => {
    const { url } = await startTestGateway()
    const { state, cookies } = await begin(url)
    const typed = await type(url, ' ada ', state)
    expect([typed.status, typed.setCookies]).toEqual([200, []])
    const back = await askSite({ url }, 'GET', String(typed.json.leadsTo), cookies)
    expect([back.status, back.location]).toEqual([303, '/account'])
    const session = back.setCookies.find(set => set.startsWith('kachery_session')) ?? ''
    expect(session).toMatch(/^kachery_session_\d+=eyJ[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
    expect(await whoIs(url, session.split(';', 1)[0] ?? '')).toBe('ada')
  })

  it('signs in nobody who did not begin in this browser', async () => {
    const { url } = await startTestGateway()
    const { state } = await begin(url)
    const typed = await type(url, 'eve', state)
    const back = await askSite({ url }, 'GET', String(typed.json.leadsTo))
    expect([back.status, back.headers['x-error-code']]).toEqual([401, 'sign_in.expired'])
    expect(back.headers.refresh).toContain('/sign-in?problem=sign_in.expired')
    expect(back.setCookies.join()).not.toContain('kachery_session')
  })

  it('issue 13, number 22: a name that is too long is refused, not cut', async () => {
    const { url } = await startTestGateway()
    const { state } = await begin(url)
    const long = `ada${'x'.repeat(37)}`
    const typed = await type(url, long, state)
    expect([typed.status, typed.json.detail]).toEqual([400, 'A name has at most 39 characters; this one has 40.'])
    expect(JSON.stringify(typed.json)).not.toContain('leadsTo')
  })

  it('repeats nothing of what was typed', async () => {
    const { url } = await startTestGateway()
    const nasty = `"><script>alert(1)</script>`
    const typed = await type(url, nasty, nasty)
    expect([typed.status, typed.json.code]).toEqual([400, 'sign_in.bad_name'])
    expect(typed.text).not.toContain('script')
  })

  it('never leads out of this gateway', async () => {
    const { url } = await startTestGateway()
    for (const wanted of ['//evil.example', '/\\evil.example', 'https://evil.example', '/.//evil.example']) {
      const { state, cookies } = await begin(url, wanted)
      const typed = await type(url, 'ada', state)
      expect((await askSite({ url }, 'GET', String(typed.json.leadsTo), cookies)).location).toBe('/')
    }
  })

  it('takes nothing from a page of another site', async () => {
    const { url } = await startTestGateway()
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { origin: url.replace('127.0.0.1', 'localhost') },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }
    ]
    const { state } = await begin(url)
    for (const headers of foreign) {
      const typed = await type(url, 'eve', state, headers)
      expect([typed.status, typed.json.code], JSON.stringify(headers)).toEqual([403, 'request.foreign_origin'])
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await type(url, 'eve', state, form)).status).toBe(400)
  })

  it('with a forged cookie is signing in as nobody', async () => {
    const { url } = await startTestGateway()
    const cookie = await signInLocally(url, 'ada')
    expect(await whoIs(url, cookie)).toBe('ada')
    for (const forged of [cookie.replace('=', '=A'), cookie.replace(/=.*/, '=ada'), `${cookie.slice(0, -3)}AAA`]) {
      expect(await whoIs(url, forged)).toBeUndefined()
    }
  })

  it('is off behind a proxy for others, whatever Host it makes of theirs, and tokens count for nothing', async () => {
    const before = await startTestGateway()
    const own = await signInLocally(before.url, 'ada')
    const { port } = new URL(before.url)
    await before.close()
    const { url } = await startTestGateway({
      directory: before.directory,
      port: Number(port),
      environment: { PUBLIC_URL: 'https://gateway.lab.example' }
    })
    for (const [host, origin] of [
      [`127.0.0.1:${port}`, `http://127.0.0.1:${port}`],
      [`localhost:${port}`, `http://localhost:${port}`],
      ['gateway.lab.example', 'http://gateway.lab.example'],
      ['gateway.lab.example', 'https://gateway.lab.example']
    ]) {
      const ask = (line: string, more = '') =>
        rawConnection(url, [`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`])
      const body = '{"name":"mallory","state":"x"}'
      const posted = `Origin: ${origin}\r\nCookie: ${own}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
      const typed = await ask('POST /api/sign-in/name', posted)
      expect([typed.statuses, typed.text.toLowerCase()], host).toEqual([
        [403],
        expect.not.stringContaining('set-cookie')
      ])
      const begun = await ask('GET /api/sign-in')
      expect([begun.statuses, begun.text]).toEqual([[403], expect.stringContaining('/sign-in?problem=sign_in.off')])
      const me = await ask('GET /api/me', `Cookie: ${own}\r\n`)
      expect(me.text).toContain('"me":null')
      expect(me.text).toContain('"signInByName":false')
    }
    const [, token = ''] = own.split('=')
    const upload = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: '0'.repeat(40), size: 5 }
    const envelope = { githubUserId: 'ada', githubAccessToken: token }
    expect(await new KacheryClient(url).request(upload, { unsigned: true, envelope })).toMatchObject({
      code: 'auth.github_not_configured'
    })
  })

  it.each(['http://localhost:1', 'https://127.0.0.1:8443', 'http://localhost'])(
    'works where PUBLIC_URL is this machine’s own, as by a tunnel: %s; pages of other ports get nothing',
    async publicUrl => {
      const { url } = await startTestGateway({ environment: { PUBLIC_URL: publicUrl } })
      const own = await signInLocally(url, 'ada')
      const { host, origin } = new URL(publicUrl)
      const ask = (line: string, more = '') =>
        rawConnection(url, [`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`])
      expect((await ask('GET /api/sign-in')).text).toContain('location: /sign-in?state=')
      expect((await ask('GET /api/me', `Cookie: ${own}\r\n`)).text).toContain('"login":"ada"')
      const signOut = (from: string) => ask('POST /api/me/sign-out', `Origin: ${from}\r\nCookie: ${own}\r\n`)
      for (const foreign of [
        url,
        `${origin}1`,
        origin.replace(/^https?/, scheme => (scheme === 'http' ? 'https' : 'http'))
      ])
        expect((await signOut(foreign)).statuses, foreign).toEqual([403])
      expect((await signOut(origin)).statuses).toEqual([204])
    }
  )

  it('the token stands for its user on the wire as well', async () => {
    const { url } = await startTestGateway()
    const [, token = ''] = (await signInLocally(url, 'ada')).split('=')
    const client = new KacheryClient(url)
    const ask = (githubUserId: string, githubAccessToken: string) =>
      client.request(
        { type: 'initiateFileUpload', hashAlg: 'sha1', hash: '0'.repeat(40), size: 5 },
        { unsigned: true, envelope: { githubUserId, githubAccessToken } }
      )
    expect((await ask('ada', token)).status).toBe(200)
    expect(await ask('bob', token)).toMatchObject({ status: 401, code: 'auth.bad_github_token' })
    expect(await ask('ada', `${token}x`)).toMatchObject({ status: 401, code: 'auth.bad_github_token' })
  })
})
