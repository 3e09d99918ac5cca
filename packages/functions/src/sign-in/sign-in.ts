/**
 * Signing in: off to the provider, back with a code, and home to where one was. What belongs to one sign-in lies sealed
 * in a cookie of the browser that began it, for ten minutes; coming back uses it up.
 */
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import { signInAccount } from '@kachery-gateway/core/users/account.ts'
import { bindAdministrators } from '@kachery-gateway/core/users/bind-administrators.ts'
import { learnGithubTeams } from '@kachery-gateway/core/users/github-teams.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import * as z from 'zod'
import type { Gateway } from '../http/route.ts'
import { orExplain, redirect } from './redirects.ts'
import { returnPath } from './return-path.ts'
import { sameText } from './same-text.ts'
import { beginSession } from './sessions.ts'
import type { SiteDeps } from './site-deps.ts'

/** ms */
export const signInLife = 10 * 60_000

/** Sealed in the cookie. */
const SignInUnderWay = z.object({
  state: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  /** Whether their user asked to be known by their teams at GitHub. */
  teams: z.boolean().default(false)
})
type SignInUnderWay = z.infer<typeof SignInUnderWay>

type Answer = APIGatewayProxyStructuredResultV2

/** To the provider; where nobody can sign in, to the page that says so. */
export async function beginSignIn(gateway: Gateway, site: SiteDeps, event: APIGatewayProxyEventV2): Promise<Answer> {
  const returnTo = returnPath(event.queryStringParameters?.return)
  const teams = event.queryStringParameters?.teams === '1'
  return orExplain({ gateway, site, event }, explained(returnTo), [], async () => {
    if (site.provider === undefined || site.originOf(event) === undefined) throw siteErrors.signInOff()
    const secrets = { state: gateway.randomHex(16), verifier: gateway.randomHex(32) }
    const sealed = await site.tokens.seal('sign-in', { ...secrets, returnTo, teams }, signInLife, gateway.now())
    return redirect(site, site.provider.begin(secrets, teams), [site.cookies.signIn.set(sealed, signInLife)])
  })
}

/** Back from the provider. Whatever is wrong is explained in the page, which offers to start again. */
export async function completeSignIn(gateway: Gateway, site: SiteDeps, event: APIGatewayProxyEventV2): Promise<Answer> {
  const { state = '', code = '', error } = event.queryStringParameters ?? {}
  const underWay = await signInUnderWay(gateway, site, event, state)
  const used = site.cookies.signIn.end()
  return orExplain({ gateway, site, event }, explained(underWay?.returnTo ?? '/'), [used], async () => {
    if (site.provider === undefined || site.originOf(event) === undefined) throw siteErrors.signInOff()
    if (underWay === undefined) throw siteErrors.signInExpired()
    if (error === 'access_denied') throw siteErrors.signInRefused()
    if (error !== undefined) throw siteErrors.signInMisconfigured(new Error('the provider came back with an error'))
    if (!/^[!-~]{1,2000}$/.test(code)) throw siteErrors.signInExpired()
    const identity = await site.provider.complete(code, underWay)
    await bindAdministrators(gateway)
    const { account, user } = await signInAccount(gateway, identity)
    await learnGithubTeams(gateway, identity.accountId, identity.githubTeams, underWay.teams)
    await site.signedIn?.(user)
    const session = await beginSession(gateway, site, identity.accountId, account.generation)
    return redirect(site, underWay.returnTo, [used, session])
  })
}

async function signInUnderWay(
  gateway: Gateway,
  site: SiteDeps,
  event: APIGatewayProxyEventV2,
  state: string
): Promise<SignInUnderWay | undefined> {
  for (const token of site.cookies.signIn.sent(event)) {
    const begun = await site.tokens.open('sign-in', token, SignInUnderWay, gateway.now())
    if (begun !== undefined && sameText(begun.state, state)) return begun
  }
  return undefined
}

const explained = (returnTo: string) => (problem: string) =>
  `/sign-in?${new URLSearchParams({ problem, return: returnTo })}`
