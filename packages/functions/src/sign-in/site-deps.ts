/** What the site needs of the place that it runs at, beside the gateway itself. */
import type { User } from '@kachery-gateway/core/model/user.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { SiteCookies } from './cookies.ts'
import type { SealedTokens } from './sealed-tokens.ts'
import type { SignInProvider } from './sign-in-provider.ts'

export interface SiteDeps {
  tokens: SealedTokens
  cookies: SiteCookies
  /** Absent: nobody can sign in. */
  provider?: SignInProvider
  /** The origin that our own pages have in this request; undefined: nobody signs in or is signed in there. */
  originOf(event: APIGatewayProxyEventV2): string | undefined
  /** Told of each sign-in. */
  signedIn?(user: User): Promise<void>
  /** Absent: nobody is asked to show that they are human. */
  captcha?: Captcha
}

export interface Captcha {
  /** For the page; not a secret. */
  siteKey: string
  /** Throws `captcha.failed`, or `unavailable` where nobody can say. */
  check(token: string | undefined, action: string): Promise<void>
}
