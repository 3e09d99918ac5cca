/** The local pages in a whole gateway, as browsers and attackers ask for them. */
import { describe, expect, it } from 'vitest'
import { KacheryClient } from '../../../../tests/client/kachery-client.ts'
import { registerLocally, signInLocally } from '../../../../tests/client/register-locally.ts'
import { rawHttp } from '../../testing/raw-http.ts'
import { startTestGateway } from '../../testing/test-local-gateway.ts'

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

const isRegistered = async (client: KacheryClient) =>
  (await client.ask({ type: 'getClientInfo', clientId: client.clientId })).found

describe('every page', () => {
  it('runs no script, loads its own style alone, is framed by nobody and kept by nobody', async () => {
    const { url } = await startTestGateway()
    for (const path of ['/', '/sign-in', '/nowhere', '/client/x']) {
      const { headers, text } = await get(url + path)
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
      )
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(text).not.toMatch(/<script|style=|onclick/)
    }
    const [, stylesheet = ''] = /href="(\/assets\/[^"]+)"/.exec((await get(url)).text) ?? []
    const style = await get(url + stylesheet)
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
  })

  it('the first says how to begin, with this gateway’s own address', async () => {
    const { url } = await startTestGateway()
    const { text } = await get(url)
    for (const line of [
      'pip install kachery-cloud numpy',
      `export KACHERY_GATEWAY_URL=${url}`,
      'kachery-cloud-init',
      'local use'
    ]) {
      expect(text).toContain(line)
    }
  })

  it('that is not there is a page for browsers and a sentence for programs', async () => {
    const { url } = await startTestGateway()
    const page = await get(`${url}/nowhere`)
    expect([page.status, page.code, page.headers.get('content-type')]).toEqual([
      404,
      'route.not_found',
      'text/html; charset=utf-8'
    ])
    const sentence = await get(`${url}/nowhere`, { accept: '*/*' })
    expect([sentence.status, sentence.code]).toEqual([404, 'route.not_found'])
    expect(sentence.text).toBe('There is nothing at GET /nowhere.')
  })
})

describe('signing in', () => {
  it('takes a name, sets a cookie that scripts cannot read, and signs out again', async () => {
    const { url } = await startTestGateway()
    const origin = { origin: url }
    const signedIn = await post(`${url}/sign-in`, origin, { name: ' ada ' })
    expect([signedIn.status, signedIn.location]).toEqual([303, '/'])
    const [cookie = ''] = signedIn.headers.getSetCookie()
    expect(cookie).toMatch(/^kachery_session_\d+=eyJ[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
    expect((await get(url, { cookie })).text).toContain('signed in as <b><bdi>ada</bdi></b>')
    const signedOut = await post(`${url}/sign-out`, { ...origin, cookie })
    expect(signedOut.headers.getSetCookie()[0]).toMatch(/=; .*Max-Age=0$/)
  })

  it('explains what is wrong with a name and keeps what was typed', async () => {
    const { url } = await startTestGateway()
    const page = await post(`${url}/sign-in`, { origin: url }, { name: 'Ada "Lovelace"', return: '/client/x' })
    expect(page.status).toBe(400)
    expect(page.text).toContain('no spaces')
    expect(page.text).toContain('value="Ada &quot;Lovelace&quot;"')
    expect(page.text).toContain('value="/client/x"')
    expect(page.headers.getSetCookie()).toEqual([])
  })

  it('never leads out of this gateway', async () => {
    const { url } = await startTestGateway()
    for (const wanted of ['//evil.example', '/\\evil.example', 'https://evil.example', '/.//evil.example']) {
      expect((await post(`${url}/sign-in`, { origin: url }, { name: 'ada', return: wanted })).location).toBe('/')
      expect((await get(`${url}/sign-in?return=${encodeURIComponent(wanted)}`)).text).not.toContain('evil')
    }
  })

  it('with a forged cookie is signing in as nobody', async () => {
    const { url } = await startTestGateway()
    const cookie = await signInLocally(url, 'ada')
    for (const forged of [cookie.replace('=', '=A'), cookie.replace(/=.*/, '=ada'), `${cookie.slice(0, -3)}AAA`]) {
      expect((await get(url, { cookie: forged })).text).not.toContain('signed in as')
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
      for (const answer of [await ask('GET /sign-in'), await ask('POST /sign-in', posted)]) {
        expect([answer.statuses, answer.text], host).toEqual([[403], expect.stringContaining('sign_in.off')])
        expect(answer.text).toContain('start it without PUBLIC_URL')
        expect(answer.text.toLowerCase()).not.toContain('set-cookie')
      }
      expect((await ask('GET /admin', `Cookie: ${own}\r\n`)).statuses).toEqual([403])
      expect((await ask('GET /', `Cookie: ${own}\r\n`)).text).not.toMatch(/ada|Sign in/)
      const client = new KacheryClient(url)
      const link = client.registrationLink().replace(url, '')
      expect((await ask(`POST ${link}`, posted)).statuses).toEqual([403])
      expect(await isRegistered(client)).toBe(false)
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
    expect((await ask('GET /sign-in')).statuses).toEqual([403])
    expect((await ask('GET /admin', `Cookie: ${own}\r\n`)).statuses).toEqual([403])
    expect((await ask('GET /', `Cookie: ${own}\r\n`)).text).not.toContain('ada')
    for (const scheme of ['http', 'https']) {
      const origin = `Origin: ${scheme}://localhost:1\r\nCookie: ${own}\r\n`
      expect((await ask('POST /sign-out', origin)).statuses).toEqual([403])
    }
    const client = new KacheryClient(url)
    const link = client.registrationLink().replace(url, '')
    expect((await ask(`GET ${link}`)).text).toContain(`open the same page there, at ${url}/registerClient/`)
  })

  it('the token stands for its user on the wire as well', async () => {
    const { url } = await startTestGateway()
    const cookie = await signInLocally(url, 'ada')
    const [, token = ''] = cookie.split('=')
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

describe('forms', () => {
  it('sent from elsewhere do nothing', async () => {
    const { url } = await startTestGateway()
    const cookie = await signInLocally(url, 'ada')
    const client = new KacheryClient(url)
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
    for (const headers of foreign) {
      for (const form of [client.registrationLink(), `${url}/sign-in`, `${url}/sign-out`]) {
        const page = await post(form, { cookie, ...headers }, { name: 'eve' })
        expect([page.status, page.code], JSON.stringify(headers)).toEqual([403, 'request.foreign_origin'])
        expect(page.headers.getSetCookie()).toEqual([])
      }
    }
    expect(await isRegistered(client)).toBe(false)
    expect((await post(client.registrationLink(), { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(303)
    expect(await isRegistered(client)).toBe(true)
  })
})

describe('the registration link', () => {
  it('leads by the sign-in to one button, and then back to the terminal', async () => {
    const { url } = await startTestGateway()
    const client = new KacheryClient(url)
    const link = client.registrationLink('lab: a b')
    const first = await get(link)
    expect(first.status).toBe(303)
    const back = new URL(first.location ?? '', url).searchParams.get('return') ?? ''
    expect(url + back).toBe(link)
    const signedIn = await post(`${url}/sign-in`, { origin: url }, { name: 'ada', return: back })
    expect(signedIn.location).toBe(back)
    const [cookie = ''] = signedIn.headers.getSetCookie()
    const question = await get(link, { cookie })
    for (const part of ['lab: a b', client.clientId, 'default', url, 'ada (you)', '<button>Register client</button>']) {
      expect(question.text).toContain(part)
    }
    expect(await isRegistered(client), 'asking changes nothing').toBe(false)
    const pressed = await post(link, { cookie, origin: url })
    expect([pressed.status, url + pressed.location]).toEqual([303, link])
    expect((await get(link, { cookie })).text).toContain('Go back to your terminal and press Enter')
    const page = await get(`${url}/client/${client.clientId}`)
    for (const part of ['lab: a b', 'ada', 'default', 'UTC']) expect(page.text).toContain(part)
  })

  it('that is wrong is explained before anybody is asked to sign in', async () => {
    const { url } = await startTestGateway()
    const client = new KacheryClient(url)
    const link = client.registrationLink()
    const other = new KacheryClient(url)
    const cases: [string, number, string][] = [
      [link.replace(client.clientId, client.clientId.slice(1)), 400, 'client.bad_id'],
      [link.replace(client.clientId, client.clientId.toUpperCase()), 400, 'client.bad_id'],
      [link.replace(client.clientId, '..%2f..%2fetc'), 400, 'client.bad_id'],
      [link.replace(client.clientId, other.clientId), 400, 'client.bad_link'],
      [link.replace(/signature=\w+/, 'signature='), 400, 'client.bad_link'],
      [link.replace(/signature=\w+&/, ''), 400, 'client.bad_link'],
      [link.replace(/signature=\w/, 'signature=g'), 400, 'client.bad_link'],
      [link.replace('zone=default', 'zone=nowhere'), 404, 'zone.not_found'],
      [link.replace('zone=default', 'zone=a..b'), 400, 'zone.bad_name'],
      [`${link}${'x'.repeat(1000)}`, 400, 'client.bad_label']
    ]
    for (const [wrong, status, code] of cases) {
      const page = await get(wrong)
      expect([page.status, page.code], wrong).toEqual([status, code])
      expect(page.text).toMatch(/<h1>[^<]{10,}<\/h1>\s*<p class="lead">[^<]{40,}<\/p>/)
      const pressed = await post(wrong, { origin: url, cookie: await signInLocally(url, 'ada') })
      expect([pressed.status, pressed.code], wrong).toEqual([status, code])
    }
  })

  it('of somebody else’s client gives it to nobody', async () => {
    const { url } = await startTestGateway()
    const client = new KacheryClient(url)
    await registerLocally(client, 'ada')
    const cookie = await signInLocally(url, 'bob')
    for (const page of [
      await get(client.registrationLink(), { cookie }),
      await post(client.registrationLink(), { cookie, origin: url })
    ]) {
      expect([page.status, page.code]).toEqual([409, 'client.owned_by_other'])
      expect(page.text).toContain('registered by user ada already')
    }
    expect(await client.ask({ type: 'getClientInfo', clientId: client.clientId })).toMatchObject({
      client: { ownerId: 'ada' }
    })
  })

  it('of a client that is one’s own already says so, however one’s name is cased', async () => {
    const { url } = await startTestGateway()
    const client = new KacheryClient(url)
    await registerLocally(client, 'Ada')
    const cookie = await signInLocally(url, 'ada')
    expect((await get(client.registrationLink(), { cookie })).text).toContain('belongs to <bdi>Ada</bdi> (you)')
  })

  it('shows what is in it and runs none of it', async () => {
    const { url } = await startTestGateway()
    const nasty = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`
    const client = new KacheryClient(url)
    const cookie = await signInLocally(url, 'ada')
    const link = client.registrationLink(nasty)
    const pages = [
      await get(link, { cookie }),
      await get(link),
      await get(`${link}&zone=${encodeURIComponent(nasty)}`),
      await get(link.replace('zone=default', `zone=${encodeURIComponent(nasty)}`)),
      await get(link.replace(client.clientId, encodeURIComponent(nasty))),
      await get(`${url}/client/${encodeURIComponent(nasty)}`),
      await get(`${url}/client/${client.clientId}?zone=${encodeURIComponent(nasty)}`),
      await get(`${url}/admin?zone=${encodeURIComponent(nasty)}`, { cookie }),
      await get(`${url}/${encodeURIComponent(nasty)}`),
      await get(`${url}/sign-in?return=${encodeURIComponent(`/x?${nasty.replaceAll(' ', '+')}`)}`),
      await post(`${url}/sign-in`, { origin: url }, { name: nasty, return: nasty })
    ]
    await post(link, { cookie, origin: url })
    pages.push(await get(link, { cookie }), await get(`${url}/client/${client.clientId}`))
    for (const { text } of pages) expect(text).not.toMatch(/<script|<img|"'&|onerror=alert\(1\)>/)
    expect(pages.at(-1)?.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })
})

describe('the settings page', () => {
  it('is for the zone’s administrators', async () => {
    const { url, directory } = await startTestGateway()
    const ada = await signInLocally(url, 'ada')
    const bob = await signInLocally(url, 'bob')
    const shown = await get(`${url}/admin?zone=default`, { cookie: ada })
    expect(shown.status).toBe(200)
    expect(shown.text).toContain(`${directory}/object-store/`)
    expect(shown.text).toContain('- { userId: ada, upload: true, download: true, admin: true }')
    const refused = await get(`${url}/admin?zone=default`, { cookie: bob })
    expect([refused.status, refused.code]).toEqual([403, 'access.not_permitted'])
    expect(refused.text).not.toContain('ada')
    expect((await get(`${url}/admin`)).location).toBe('/sign-in?return=%2Fadmin')
  })
})
