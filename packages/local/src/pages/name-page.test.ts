/** The page that asks for a name, in a whole gateway, as browsers and attackers ask for it. */
import { apiClient } from '@kachery-gateway/core/api/client.ts'
import { describe, expect, it } from 'vitest'
import { KacheryClient } from '../../../client/src/kachery-client.ts'
import { signInLocally } from '../../../client/src/register-locally.ts'
import { rawHttp } from '../../testing/raw-http.ts'
import { startTestGateway } from '../../testing/test-local-gateway.ts'
import { namePath } from '../sign-in/local-identity-provider.ts'

interface Page {
  status: number
  text: string
  code: string | null
  location: string | null
  headers: Headers
}

async function get(url: string, headers: Record<string, string> = {}): Promise<Page> {
  return read(await fetch(url, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' }))
}

async function post(url: string, headers: Record<string, string>, fields: Record<string, string> = {}): Promise<Page> {
  const body = new URLSearchParams(fields).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return read(await fetch(url, { method: 'POST', headers: { ...type, ...headers }, body, redirect: 'manual' }))
}

const read = async (response: Response): Promise<Page> => ({
  status: response.status,
  text: await response.text(),
  code: response.headers.get('x-error-code'),
  location: response.headers.get('location'),
  headers: response.headers
})

const whoIs = async (url: string, cookie: string) =>
  (await apiClient({ base: url, fetch: withCookie(cookie) })('GET /api/me', {})).me?.login

const withCookie =
  (cookie: string): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, headers: { ...init?.headers, cookie } })

/** At the page, in a sign-in that begins there. */
async function begin(url: string, returnTo = '/account') {
  const { location, headers } = await get(`${url}/api/sign-in?return=${encodeURIComponent(returnTo)}`)
  const cookie = headers.getSetCookie().map(set => set.split(';', 1)[0] ?? '')
  return { page: url + location, state: new URL(location ?? '', url).searchParams.get('state') ?? '', cookie }
}

describe('the page that asks for a name', () => {
  it('runs no script, loads its own style alone, is framed by nobody and kept by nobody', async () => {
    const { url } = await startTestGateway()
    const { headers, text } = await get((await begin(url)).page)
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(text).not.toMatch(/<script|style=|onclick/)
    const [, stylesheet = ''] = /href="(\/assets\/[^"]+)"/.exec(text) ?? []
    const style = await get(url + stylesheet)
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
  })

  it('takes a name; who comes back is signed in by a cookie that scripts cannot read', async () => {
    const { url } = await startTestGateway()
    const { state, cookie } = await begin(url)
    const typed = await post(url + namePath, { origin: url }, { name: ' ada ', state })
    expect(typed.status).toBe(303)
    expect(typed.headers.getSetCookie()).toEqual([])
    const back = await get(url + typed.location, { cookie: cookie.join('; ') })
    expect([back.status, back.location]).toEqual([303, '/account'])
    const session = back.headers.getSetCookie().find(set => set.startsWith('kachery_session')) ?? ''
    expect(session).toMatch(/^kachery_session_\d+=eyJ[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
    expect(await whoIs(url, session.split(';', 1)[0] ?? '')).toBe('ada')
  })

  it('signs in nobody who did not begin in this browser', async () => {
    const { url } = await startTestGateway()
    const { state } = await begin(url)
    const typed = await post(url + namePath, { origin: url }, { name: 'eve', state })
    const back = await get(url + typed.location)
    expect(back.location).toContain('problem=sign_in.expired')
    expect(back.headers.getSetCookie().join()).not.toContain('kachery_session')
  })

  it('explains what is wrong with a name, keeps what was typed and runs none of it', async () => {
    const { url } = await startTestGateway()
    const nasty = `"><script>alert(1)</script>`
    const page = await post(url + namePath, { origin: url }, { name: nasty, state: nasty })
    expect(page.status).toBe(400)
    expect(page.text).toContain('no spaces')
    expect(page.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(page.text).not.toContain('<script')
    expect((await get(`${url}${namePath}?state=${encodeURIComponent(nasty)}`)).text).not.toContain('<script')
    expect(page.headers.getSetCookie()).toEqual([])
  })

  it('never leads out of this gateway', async () => {
    const { url } = await startTestGateway()
    for (const wanted of ['//evil.example', '/\\evil.example', 'https://evil.example', '/.//evil.example']) {
      const { state, cookie } = await begin(url, wanted)
      const typed = await post(url + namePath, { origin: url }, { name: 'ada', state })
      expect((await get(url + typed.location, { cookie: cookie.join('; ') })).location).toBe('/')
    }
  })

  it('takes nothing from a page of another site', async () => {
    const { url } = await startTestGateway()
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { origin: url.replace('127.0.0.1', 'localhost') },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }
    ]
    const { state } = await begin(url)
    for (const headers of foreign) {
      const page = await post(url + namePath, headers, { name: 'eve', state })
      expect([page.status, page.code], JSON.stringify(headers)).toEqual([403, 'request.foreign_origin'])
      expect(page.location).toBeNull()
    }
    expect((await post(url + namePath, { 'sec-fetch-site': 'same-origin' }, { name: 'ada', state })).status).toBe(303)
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
      ['gateway.lab.example', 'http://gateway.lab.example']
    ]) {
      const ask = (line: string, more = '') =>
        rawHttp(url, [`${line} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n${more}\r\n`])
      const posted = `Origin: ${origin}\r\nCookie: ${own}\r\nContent-Length: 12\r\n\r\nname=mallory`
      for (const answer of [await ask(`GET ${namePath}`), await ask(`POST ${namePath}`, posted)]) {
        expect([answer.statuses, answer.text], host).toEqual([[403], expect.stringContaining('sign_in.off')])
        expect(answer.text).toContain('start it without PUBLIC_URL')
        expect(answer.text.toLowerCase()).not.toContain('set-cookie')
      }
      expect((await ask('GET /api/sign-in')).text).toContain('/sign-in?problem=sign_in.off')
      expect((await ask('GET /api/me', `Cookie: ${own}\r\n`)).text).toContain('"me":null')
    }
    const [, token = ''] = own.split('=')
    const upload = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: '0'.repeat(40), size: 5 }
    const envelope = { githubUserId: 'ada', githubAccessToken: token }
    expect(await new KacheryClient(url).request(upload, { unsigned: true, envelope })).toMatchObject({
      code: 'auth.github_not_configured'
    })
  })

  it('works on the machine itself only, not through a proxy under another name', async () => {
    const { url } = await startTestGateway({ environment: { PUBLIC_URL: 'http://localhost:1' } })
    const own = await signInLocally(url, 'ada')
    const ask = (line: string, more = '') =>
      rawHttp(url, [`${line} HTTP/1.1\r\nHost: localhost:1\r\nAccept: text/html\r\nConnection: close\r\n${more}\r\n`])
    const page = await ask(`GET ${namePath}`)
    expect([page.statuses, page.text]).toEqual([[403], expect.stringContaining(`there, at ${url}.`)])
    expect((await ask('GET /api/me', `Cookie: ${own}\r\n`)).text).toContain('"me":null')
    for (const scheme of ['http', 'https']) {
      const origin = `Origin: ${scheme}://localhost:1\r\nCookie: ${own}\r\n`
      expect((await ask('POST /api/me/sign-out', origin)).statuses).toEqual([403])
    }
  })

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
