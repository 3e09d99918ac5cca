/** What the site needs of the place that it runs at, beside the gateway itself. */
import type { User } from '@kachery-gateway/core/model/user.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { SiteCookies } from './cookies.ts'
import type { Github } from './github-addresses.ts'
import type { SealedTokens } from './sealed-tokens.ts'
import type { SignInProvider } from './sign-in-provider.ts'

export interface SiteDeps {
  /** The path below which people reach the site, without a slash at its end; usually ''. */
  basePath: string
  tokens: SealedTokens
  cookies: SiteCookies
  /** Absent: nobody can sign in. */
  provider?: SignInProvider
  /** The origin that our own pages have in this request; undefined: nobody signs in or is signed in there. */
  originOf(event: APIGatewayProxyEventV2): string | undefined
  /** Told of each sign-in. */
  signedIn?(user: User): Promise<void>
  /** Absent: this gateway's sign-in is made elsewhere. */
  signInSetup?: SignInSetup
  /** Absent: nobody is asked to show that they are human. */
  captcha?: Captcha
}

/** What lets an operator make the gateway's GitHub sign-in by a link. */
export interface SignInSetup {
  github: Github
  /** Keeps both where the gateway reads them. */
  keep(app: { clientId: string; clientSecret: string }): Promise<void>
}

export interface Captcha {
  /** For the page; not a secret. */
  siteKey: string
  /** Throws `captcha.failed`, or `unavailable` where nobody can say. */
  check(token: string | undefined, action: string): Promise<void>
}
