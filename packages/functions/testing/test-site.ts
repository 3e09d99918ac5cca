/** The site's handlers over stores in memory: requests in as a browser makes them, answers out. */

import { defined } from '@kachery-gateway/core/defined.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { signInAccount } from '@kachery-gateway/core/users/account.ts'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { testGateway } from '../../core/testing/test-gateway.ts'
import { sent } from '../../leak-check/src/sent.ts'
import { answered, know, logged } from '../../leak-check/src/watch.ts'
import { defaultAllowedOrigins } from '../src/http/cors.ts'
import type { Gateway } from '../src/http/route.ts'
import { routes } from '../src/routes.ts'
import { siteCookies } from '../src/sign-in/cookies.ts'
import { sealedTokens } from '../src/sign-in/sealed-tokens.ts'
import { beginSession } from '../src/sign-in/sessions.ts'
import type { SiteDeps } from '../src/sign-in/site-deps.ts'

/** What seals sessions. */
const sessionKey = Buffer.from('the-session-key-of-the-test-site')

export const origin = 'https://gateway.test'

export interface Sent {
  cookies?: readonly string[]
  body?: unknown
  headers?: Record<string, string>
}

export interface Answered {
  status: number
  headers: Record<string, string>
  /** As they were set, with attributes. */
  cookies: string[]
  text: string
  json: Record<string, unknown>
}

export type Ask = (request: string, sent?: Sent) => Promise<Answered>

export function testSite(deps: Partial<SiteDeps> = {}, options: Parameters<typeof testGateway>[0] = {}) {
  const base = testGateway(options)
  know('gateway key', sessionKey)
  const site: SiteDeps = {
    tokens: sealedTokens(sessionKey),
    cookies: siteCookies(),
    originOf: () => origin,
    basePath: '',
    ...deps
  }
  const lines: string[] = []
  const startedJobs: string[] = []
  const gateway: Gateway = Object.assign(base.deps, {
    allowedOrigins: defaultAllowedOrigins,
    site: async () => site,
    startJob: async (job: string) => {
      startedJobs.push(job)
    },
    logger: loggerTo((...line) => {
      logged('the gateway', ...line)
      lines.push(JSON.stringify(line))
    })
  })

  /** `request`: method and address; writes come from our own page unless `headers` says otherwise. */
  const ask: Ask = async (request, { cookies = [], body, headers = {} } = {}) => {
    const [method = '', address = ''] = request.split(' ')
    const [path = '', query = ''] = address.split(/\?(.*)/s)
    const { load, parameters } = handlerOf(method, path)
    const handler = (await load())(() => gateway)
    const event: APIGatewayProxyEventV2 = {
      version: '2.0',
      routeKey: '',
      rawPath: path,
      rawQueryString: query,
      headers: {
        ...(method === 'GET' || method === 'HEAD' ? {} : { origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers
      },
      cookies: [...cookies],
      queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
      pathParameters: parameters,
      requestContext: {
        http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
        requestId: 'request-id'
      },
      isBase64Encoded: false,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) })
    } as unknown as APIGatewayProxyEventV2
    sent({
      url: address,
      headers: { ...headers, cookie: cookies.join('; ') },
      ...defined({ body: event.body })
    })
    const result = await handler(event, {} as Context)
    answered(`${method} ${path}`, result)
    const text = result.body ?? ''
    return {
      status: result.statusCode ?? 200,
      headers: Object.fromEntries(Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)])),
      cookies: result.cookies ?? [],
      text,
      json: jsonOf(text)
    }
  }

  /** The cookie of somebody who signed in. */
  async function signIn(login: string, accountId = `id-of-${login}`): Promise<string> {
    const { account } = await signInAccount(gateway, { accountId, login: UserLabel.parse(login) })
    return sentBack(await beginSession(gateway, site, accountId, account.generation))
  }

  return { ...base, gateway, site, startedJobs, lines, ask, signIn }
}

export type TestSite = ReturnType<typeof testSite>

/** As a browser sends it back. */
export const sentBack = (setCookie: string) => setCookie.split(';', 1)[0] ?? ''

/** Made once: some tests ask thousands of times. */
const patterns = routes.map(({ method, path, load }) => ({
  method,
  load,
  names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)').replaceAll('.', '\\.')}$`)
}))

/** HEAD goes where GET goes. */
function handlerOf(asked: string, path: string) {
  for (const { method, load, names, pattern } of patterns) {
    const found = method === (asked === 'HEAD' ? 'GET' : asked) ? pattern.exec(path) : null
    if (found === null) continue
    const parameters = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')]))
    return { load, parameters }
  }
  throw new Error(`no route for ${asked} ${path}`)
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}
