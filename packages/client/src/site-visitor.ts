/**
 * A browser on the site of any gateway, as far as its API goes: it is led through the sign-in, keeps the session's cookie
 * and says which page its writes come from.
 */
import { objectIn } from './kachery-client.ts'

export interface Site {
  /** Where requests are sent. */
  url: string
  /** Where its pages say that they are; absent: `url`. */
  publicUrl?: string
  /** At the provider that the browser was led to: says to be `login`. Gives the path that one comes back under. */
  consent(location: string, login: string): Promise<string>
}

export interface SiteAnswer {
  status: number
  location: string | undefined
  setCookies: string[]
  /** The body as JSON where it is an object, else {}. */
  json: Record<string, unknown>
  text: string
  headers: Record<string, string>
}

export interface Sent {
  body?: unknown
  /** Put over those that a browser sends. */
  headers?: Record<string, string>
}

/** One request. `cookies`: as sent in the header `cookie`. */
export async function askSite(
  { url, publicUrl = url }: Pick<Site, 'url' | 'publicUrl'>,
  method: string,
  path: string,
  cookies: readonly string[] = [],
  { body, headers = {} }: Sent = {}
): Promise<SiteAnswer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
      ...(method === 'GET' ? {} : { origin: new URL(publicUrl).origin }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000)
  })
  const text = await response.text()
  return {
    status: response.status,
    location: response.headers.get('location') ?? undefined,
    setCookies: response.headers.getSetCookie(),
    json: objectIn(text),
    text,
    headers: Object.fromEntries(response.headers)
  }
}

export class SiteVisitor {
  readonly login: string
  readonly cookies: readonly string[]
  readonly #site: Site

  constructor(site: Site, login: string, cookies: readonly string[]) {
    this.#site = site
    this.login = login
    this.cookies = cookies
  }

  /** `operation`: `POST /api/zones`; whatever the gateway answers. */
  ask(operation: string, sent: Sent = {}): Promise<SiteAnswer> {
    const [method = '', path = ''] = operation.split(' ')
    return askSite(this.#site, method, path, this.cookies, sent)
  }

  /** The answer of an operation that succeeds; throws where it does not. */
  async done(
    operation: string,
    body?: unknown,
    headers: Record<string, string> = {}
  ): Promise<Record<string, unknown>> {
    const answer = await this.ask(operation, { body, headers })
    if (answer.status !== 200 && answer.status !== 204)
      throw new Error(`${operation}: ${answer.status} ${answer.text.slice(0, 500)}`)
    return answer.json
  }

  /** Sends what the page behind a registration link sends when its button is pressed. */
  async registerByLink(link: string): Promise<void> {
    const { pathname, searchParams } = new URL(link)
    await this.done(`POST /api/zones/${encodeURIComponent(searchParams.get('zone') ?? 'default')}/clients`, {
      clientId: pathname.split('/').at(-1),
      signature: searchParams.get('signature'),
      label: searchParams.get('label') ?? ''
    })
  }

  /** `scope`: what it may do; absent: all that its user may. */
  async newApiKey(scope: { zone?: string; rights?: string } = {}): Promise<string> {
    return String((await this.done('POST /api/me/api-keys', { name: 'made in a test', ...scope })).apiKey)
  }
}

/** Signs in, as a browser is led. Throws where it is led nowhere. */
export async function signIn(site: Site, login: string): Promise<SiteVisitor> {
  const begun = led(await askSite(site, 'GET', '/api/sign-in'))
  const back = await site.consent(begun.location, login)
  const { location, setCookies } = led(await askSite(site, 'GET', back, begun.cookies))
  const session = setCookies.filter(cookie => !/Max-Age=0/.test(cookie)).map(sentBack)
  if (session.length !== 1) throw new Error(`sign-in: no session, but ${location}`)
  return new SiteVisitor(site, login, session)
}

function led(answer: SiteAnswer) {
  const { status, location, setCookies, text } = answer
  if (status !== 303 || location === undefined) throw new Error(`sign-in: ${status} ${text}`)
  return { location, setCookies, cookies: setCookies.map(sentBack) }
}

/** As a browser sends it back. */
const sentBack = (setCookie: string) => setCookie.split(';', 1)[0] ?? ''
