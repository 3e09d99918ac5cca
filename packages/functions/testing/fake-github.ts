/**
 * A GitHub Enterprise Server on the loopback, as far as signing in goes: PKCE, codes that count once, tokens, and apps made
 * of manifests. It can misbehave in the ways that the real GitHub was seen to.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod'
import { fakeServer } from '../../leak-check/src/fake-servers.ts'
import { know } from '../../leak-check/src/watch.ts'

type Misbehaviour = 'error_in_200' | 'status_500' | 'slow' | 'wrong_json' | 'no_json' | 'rate_limited'

export interface FakeGithub {
  url: string
  /** Who is signed in at GitHub in the browser that comes; undefined: who comes presses Cancel. */
  visitor: { id: number; login: string } | undefined
  /** Whether it shows a page and waits for the person, as it does at their first time. */
  asksFirst: boolean
  misbehaves: {
    token?: Misbehaviour | undefined
    user?: Misbehaviour | undefined
    teams?: Misbehaviour | undefined
    manifest?: Misbehaviour | undefined
  }
  /** Manifests that it made apps of; people sign in with the latest of them, as with any GitHub App. */
  readonly manifests: Manifest[]
  /** What the authorize endpoint was asked. */
  readonly asked: URLSearchParams[]
  /** Every token that was given out. */
  readonly tokens: readonly string[]
  /** Ids by login, as GitHub tells anyone; with wrong credentials of an app nobody. */
  accounts: Record<string, number>
  /** By login: teams as ORGANIZATION/TEAM; `accounts` says which number an organization has. */
  teams: Record<string, string[]>
  /** Logins whose users let the app see their teams; it counts for each token from then on. */
  readonly letSee: Set<string>
  /** Tokens that it gave to other apps. */
  readonly foreign: Set<string>
  /** As whom it was asked for logins. */
  readonly lookedUp: ('anyone' | 'the app')[]
  tokenFor(user: { id: number; login: string }, scope?: string): string
  close(): Promise<void>
}

/** As GitHub has it, and no field more. */
const Manifest = z.strictObject({
  name: z.string().min(1).max(34),
  url: z.url(),
  description: z.string(),
  redirect_url: z.url(),
  callback_urls: z.array(z.url()).max(10),
  hook_attributes: z.strictObject({ url: z.url(), active: z.boolean() }),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string())
})
type Manifest = z.infer<typeof Manifest>

/** Everything that it gives out is secret. `wantedPort`: 0 for any free one. */
export async function startFakeGithub(
  first: { clientId: string; clientSecret: string },
  wantedPort = 0
): Promise<FakeGithub> {
  const codes = new Map<string, { user: { id: number; login: string }; challenge: string; callback: string }>()
  const holders = new Map<string, { id: number; login: string }>()
  const scopes = new Map<string, string>()
  const asked: URLSearchParams[] = []
  let app = first
  /** Codes of apps that wait for whoever asked for them. */
  const made = new Set<string>()
  const manifests: Manifest[] = []

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    asked.push(query)
    const callback = query.get('redirect_uri') ?? ''
    const back = new URL(callback)
    back.searchParams.set('state', query.get('state') ?? '')
    if (github.visitor === undefined) back.searchParams.set('error', 'access_denied')
    else {
      const code = randomBytes(10).toString('hex')
      know('OAuth code', code)
      if (app === first && query.get('scope') === 'read:org') github.letSee.add(github.visitor.login)
      codes.set(code, { user: github.visitor, challenge: query.get('code_challenge') ?? '', callback })
      back.searchParams.set('code', code)
    }
    if (!github.asksFirst) return void response.writeHead(302, { location: back.href }).end()
    const page = `<!doctype html><title>GitHub</title><a href="${back.href.replaceAll('&', '&amp;')}">Authorize</a>`
    response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  }

  /** Its page asks once more and lets the person change the name; here the person agrees at once. */
  async function makeApp(request: IncomingMessage, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const manifest = Manifest.parse(JSON.parse(new URLSearchParams(await bodyOf(request)).get('manifest') ?? ''))
    manifests.push(manifest)
    const code = randomBytes(20).toString('hex')
    know('OAuth code', code)
    made.add(code)
    const back = new URL(manifest.redirect_url)
    back.searchParams.set('code', code)
    back.searchParams.set('state', query.get('state') ?? '')
    response.writeHead(302, { location: back.href }).end()
  }

  function convert(code: string, response: ServerResponse): void {
    if (!made.delete(code)) return void json(response, { message: 'Not Found' }, 404)
    app = {
      clientId: `Iv23li${randomBytes(7).toString('hex')}`,
      clientSecret: randomBytes(20).toString('hex')
    }
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${randomBytes(96).toString('base64')}\n-----END RSA PRIVATE KEY-----\n`
    for (const secret of [app.clientSecret, pem]) know('GitHub client secret', secret)
    const { clientId: client_id, clientSecret: client_secret } = app
    const { name, url: external_url } = manifests.at(-1) ?? {}
    const owner = { login: 'ada', id: 7 }
    json(response, { id: 3, name, external_url, owner, client_id, client_secret, pem, webhook_secret: null }, 201)
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const inJson = request.headers['content-type'] === 'application/json'
    const fields = new URLSearchParams(inJson ? Object.entries<string>(JSON.parse(body)) : body)
    know('PKCE verifier', fields.get('code_verifier') ?? '')
    // GitHub takes the app's credentials in either place.
    const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
    const within = fields.get('client_id') === app.clientId && fields.get('client_secret') === app.clientSecret
    if (request.headers.authorization !== `Basic ${basic}` && !within)
      return json(response, { error: 'incorrect_client_credentials' })
    const code = fields.get('code') ?? ''
    const grant = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256')
      .update(fields.get('code_verifier') ?? '')
      .digest('base64url')
    const good = grant?.challenge === challenge && grant.callback === fields.get('redirect_uri')
    // GitHub says this with status 200.
    if (!good) return json(response, { error: 'bad_verification_code', error_description: 'The code is incorrect.' })
    const expiring = { expires_in: 28_800, refresh_token: `ghr_${code}`, refresh_token_expires_in: 15_897_600 }
    const scope = app === first && github.letSee.has(grant.user.login) ? 'read:org' : ''
    const answer = { access_token: github.tokenFor(grant.user, scope), token_type: 'bearer', scope }
    json(response, { ...answer, ...(app === first ? {} : expiring) })
  }

  function user(request: IncomingMessage, response: ServerResponse): void {
    const holder = holders.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
    if (holder === undefined) json(response, { message: 'Bad credentials' }, 401)
    else json(response, { ...holder, avatar_url: 'https://example.test/a.png', name: null })
  }

  function teams(request: IncomingMessage, query: URLSearchParams, response: ServerResponse): void {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const holder = holders.get(token)
    if (holder === undefined) return void json(response, { message: 'Bad credentials' }, 401)
    if (scopes.get(token) !== 'read:org') return void json(response, { message: 'Not Found' }, 404)
    const [page, size] = [Number(query.get('page')), Number(query.get('per_page'))]
    const lines = (github.teams[holder.login] ?? []).slice((page - 1) * size, page * size).map(name => {
      const [login = '', slug = ''] = name.split('/')
      return { id: 1, slug, name: slug, organization: { id: github.accounts[login], login } }
    })
    json(response, lines)
  }

  /** GitHub tells an app of its own tokens alone. */
  async function tokenCheck(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
    const { access_token: token } = JSON.parse(await bodyOf(request))
    if (request.headers.authorization !== `Basic ${basic}`) return json(response, { message: 'Bad credentials' }, 401)
    const holder = github.foreign.has(token) ? undefined : holders.get(token)
    if (holder === undefined) return json(response, { message: 'Not Found' }, 404)
    json(response, { id: 1, app: { name: 'app', client_id: app.clientId }, user: { ...holder, name: null } })
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://github.test')
    const { token: ofToken, user: ofUser, manifest: ofManifest, teams: ofTeams } = github.misbehaves
    if (url.pathname === '/login/oauth/authorize') return authorize(url.searchParams, response)
    if (url.pathname === '/login/oauth/access_token') {
      if (ofToken !== undefined) return misbehave(ofToken, response)
      void token(request, response)
      return
    }
    if (url.pathname === '/settings/apps/new' && request.method === 'POST')
      return void makeApp(request, url.searchParams, response)
    const [, code] = /^\/api\/v3\/app-manifests\/([^/]+)\/conversions$/.exec(url.pathname) ?? []
    if (code !== undefined && request.method === 'POST')
      return ofManifest === undefined ? convert(code, response) : misbehave(ofManifest, response)
    const [, login] = /^\/api\/v3\/users\/([\w-]+)$/.exec(url.pathname) ?? []
    const known = login === undefined ? undefined : github.accounts[login]
    const shown = request.headers.authorization
    const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
    if (login !== undefined) github.lookedUp.push(shown === undefined ? 'anyone' : 'the app')
    if (login !== undefined && shown !== undefined && shown !== `Basic ${basic}`)
      return json(response, { message: 'Bad credentials' }, 401)
    if (known !== undefined) return json(response, { id: known, login, created_at: '2020-01-01T00:00:00Z' })
    if (url.pathname === `/api/v3/applications/${app.clientId}/token` && request.method === 'POST') {
      if (ofUser !== undefined) return misbehave(ofUser, response)
      void tokenCheck(request, response)
      return
    }
    if (url.pathname === '/api/v3/user/teams')
      return ofTeams === undefined ? teams(request, url.searchParams, response) : misbehave(ofTeams, response)
    if (url.pathname === '/api/v3/user')
      return ofUser === undefined ? user(request, response) : misbehave(ofUser, response)
    json(response, { message: 'Not Found' }, 404)
  })
  know('GitHub client secret', first.clientSecret)
  fakeServer(server)
  await new Promise<void>(resolve => server.listen(wantedPort, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const github: FakeGithub = {
    url: `http://127.0.0.1:${port}`,
    visitor: undefined,
    asksFirst: false,
    misbehaves: {},
    accounts: {},
    teams: {},
    letSee: new Set(),
    foreign: new Set(),
    lookedUp: [],
    asked,
    manifests,
    get tokens() {
      return [...holders.keys()]
    },
    tokenFor(holder, scope = '') {
      const made = `gho_${randomBytes(18).toString('hex')}`
      know('GitHub token', made)
      holders.set(made, holder)
      scopes.set(made, scope)
      return made
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
  return github
}

function misbehave(how: Misbehaviour, response: ServerResponse): void {
  switch (how) {
    case 'error_in_200':
      json(response, { error: 'server_error', error_description: 'sorry' })
      break
    case 'status_500':
      json(response, { message: 'Server Error' }, 500)
      break
    case 'rate_limited':
      json(response, { message: 'API rate limit exceeded' }, 403)
      break
    case 'wrong_json':
      json(response, { access_token: 7, id: 'seven', login: ['x'] })
      break
    case 'no_json':
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>Unicorn!</html>')
      break
    case 'slow':
      // Until the caller gives up.
      break
  }
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
