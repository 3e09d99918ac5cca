/**
 * Giving a gateway its GitHub sign-in: whoever holds the one-time link of `npm run setup` has GitHub make an app of a
 * manifest, and its id and secret come from GitHub to the gateway, never through anybody's hands. The state that leads
 * back lies sealed in a cookie of the browser that opened the link.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import * as z from 'zod'
import type { Gateway } from '../http/route.ts'
import { askGithub, githubAway, parsed } from './github-users.ts'
import { orExplain, redirect } from './redirects.ts'
import { sameText } from './same-text.ts'
import { openSetupLink, type SetupLink, setupTokenHash, spendSetupLink } from './setup-link.ts'
import type { SignInSetup, SiteDeps } from './site-deps.ts'

/** ms: it makes an app. The request has 10 s in all. */
const patience = 6_000

/** Sealed in the cookie. */
const UnderWay = z.object({ state: z.string(), hash: z.string() })

const MadeApp = z.object({
  client_id: z.string().regex(/^[!-~]{1,200}$/),
  client_secret: z.string().regex(/^[!-~]{1,200}$/)
})

/** What the page sends GitHub. Throws `setup.off`, `setup.link_refused` or `setup.done`. `cookies`: of the answer. */
export async function beginSetup(
  gateway: Gateway,
  site: SiteDeps,
  token: string,
  cookies: string[]
): Promise<AnswerOf<'POST /api/setup/sign-in'>> {
  const { github } = offered(site)
  const hash = setupTokenHash(token)
  const { until } = await mayBeUsed(gateway, site, hash)
  const state = gateway.randomHex(32)
  const life = until - gateway.now()
  cookies.push(site.cookies.setup.set(await site.tokens.seal('setup', { state, hash }, life, gateway.now()), life))
  const homepage = gateway.publicUrl
  const callback = `${homepage}/github/auth`
  const name = appName(homepage)
  return {
    formAction: github.newApp(state),
    manifest: JSON.stringify(manifestOf(name, homepage, callback)),
    oauthAppForm: github.newOAuthApp({ name, homepage, callback })
  }
}

/** Back from GitHub, which made the app. Whatever is wrong is explained in the page. */
export async function completeSetup(
  gateway: Gateway,
  site: SiteDeps,
  event: APIGatewayProxyEventV2
): Promise<APIGatewayProxyStructuredResultV2> {
  const { state = '', code = '' } = event.queryStringParameters ?? {}
  const used = site.cookies.setup.end()
  const explained = (problem: string) => `/setup?${new URLSearchParams({ problem })}`
  return orExplain({ gateway, site, event }, explained, [used], async () => {
    const setup = offered(site)
    const hash = await hashOfState(gateway, site, event, state)
    const link = await mayBeUsed(gateway, site, hash)
    if (!/^[\w-]{1,200}$/.test(code)) throw siteErrors.setupCodeRefused()
    // Before anything comes of it: of two at once, one goes on.
    await spendSetupLink(gateway, link)
    await keep(setup, await madeApp(setup, code))
    gateway.logger.info('setup.sign_in_made', {})
    return redirect(site, '/setup?done', [used])
  })
}

function offered({ signInSetup }: SiteDeps): SignInSetup {
  if (signInSetup === undefined) throw siteErrors.setupOff()
  return signInSetup
}

async function mayBeUsed(gateway: Gateway, site: SiteDeps, hash: string): Promise<SetupLink> {
  const link = await openSetupLink(gateway, hash)
  if (site.provider !== undefined && !link.replaces) throw siteErrors.setupDone()
  return link
}

/** Throws `setup.link_refused` where this browser did not begin what leads back here. */
async function hashOfState(
  gateway: Gateway,
  site: SiteDeps,
  event: APIGatewayProxyEventV2,
  state: string
): Promise<string> {
  for (const token of site.cookies.setup.sent(event)) {
    const begun = await site.tokens.open('setup', token, UnderWay, gateway.now())
    if (begun !== undefined && sameText(begun.state, state)) return begun.hash
  }
  throw siteErrors.setupLinkRefused()
}

async function madeApp({ github }: SignInSetup, code: string): Promise<z.infer<typeof MadeApp>> {
  const { status, text } = await askGithub(github.appOf(code), { method: 'POST', headers: {} }, patience)
  if (status === 404 || status === 422) throw siteErrors.setupCodeRefused()
  const app = MadeApp.safeParse(parsed(text))
  if (status === 201 && app.success) return app.data
  throw githubAway(new Error(`the manifest endpoint answers ${status}${app.success ? '' : ' and gives no app'}`))
}

async function keep(setup: SignInSetup, app: z.infer<typeof MadeApp>): Promise<void> {
  try {
    await setup.keep({ clientId: app.client_id, clientSecret: app.client_secret })
  } catch (error) {
    throw siteErrors.setupNotKept(error)
  }
}

/** No two apps of GitHub have the same name, and none a longer one. */
const appName = (homepage: string) =>
  `Kachery ${new URL(homepage).hostname.replace(/\.cloudfront\.net$/, '')}`.slice(0, 34)

/** Public, so that others than its owner can sign in with it. It asks for no permission and is told of nothing. */
const manifestOf = (name: string, homepage: string, callback: string) => ({
  name,
  url: homepage,
  description: 'Sign in to a Kachery gateway',
  redirect_url: `${homepage}/github/app`,
  callback_urls: [callback],
  hook_attributes: { url: homepage, active: false },
  public: true,
  default_permissions: {},
  default_events: []
})
