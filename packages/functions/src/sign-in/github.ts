/**
 * GitHub: who signs in, and who holds an access token. GitHub answers 200 with an `error` in it, so that every answer is
 * read by its schema; whatever is none of the known ones is an error, never "nobody". Tokens are used once and dropped.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { Identity, IdentityProvider } from '@kachery-gateway/core/users/identity-provider.ts'
import { UserLabel } from '@kachery-gateway/core/users/user-label.ts'
import { within } from '@kachery-gateway/core/within.ts'
import * as z from 'zod'
import type { OAuth } from './github-oauth.ts'
import type { SignInProvider } from './sign-in-provider.ts'

export const githubEndpoints = {
  authorizeUrl: 'https://github.com/login/oauth/authorize',
  tokenUrl: 'https://github.com/login/oauth/access_token',
  userUrl: 'https://api.github.com/user'
}

/** ms: of one call to GitHub. A sign-in makes two, within a request of 10 s. */
const patience = 3_500
/** GitHub's answer about a user has some 2 kB. */
const longestAnswer = 100_000

const Login = UserLabel.refine(login => /^[A-Za-z0-9_-]{1,100}$/.test(login))
const GithubUser = z.object({ id: z.int().positive(), login: Login })
const Granted = z.object({ access_token: z.string().regex(/^[!-~]{1,4096}$/) })
const Refused = z.object({ error: z.string() })

/** The code was used, is too old, or was not given to who shows it. */
const codeRefused = ['bad_verification_code', 'invalid_grant']
/** What the gateway says of itself is wrong. */
const appRefused = ['incorrect_client_credentials', 'redirect_uri_mismatch', 'application_suspended', 'invalid_client']

export class Github implements SignInProvider, IdentityProvider {
  readonly #oauth: OAuth
  readonly #userUrl: string
  readonly #patience: number

  /** `oauth`: of github-oauth.ts. `patience`: ms for one call. */
  constructor(oauth: OAuth, options: { userUrl: string; patience?: number }) {
    this.#oauth = oauth
    this.#userUrl = options.userUrl
    this.#patience = options.patience ?? patience
  }

  begin({ state, verifier }: { state: string; verifier: string }): string {
    return this.#oauth.authorizationUrl(state, verifier)
  }

  async complete(code: string, { verifier }: { verifier: string }): Promise<Identity> {
    const answer = await this.#exchange(code, verifier)
    const refused = Refused.safeParse(answer)
    if (refused.success) {
      if (codeRefused.includes(refused.data.error)) throw siteErrors.signInExpired()
      const cause = new Error(`the token endpoint says ${printable(refused.data.error)}`)
      throw appRefused.includes(refused.data.error) ? siteErrors.signInMisconfigured(cause) : away(cause)
    }
    const granted = Granted.safeParse(answer)
    if (!granted.success) throw away(new Error('the token endpoint gives neither a token nor an error'))
    const identity = await this.#whoHolds(granted.data.access_token)
    if (identity === undefined) throw away(new Error('GitHub does not know the token that it gave'))
    return identity
  }

  /** GitHub's logins are the same in upper and lower case; the answer has them as GitHub spells them. */
  async identify(login: UserLabel, accessToken: string): Promise<Identity | undefined> {
    const identity = await this.#whoHolds(accessToken)
    return identity?.login.toLowerCase() === login.toLowerCase() ? identity : undefined
  }

  async #exchange(code: string, verifier: string): Promise<object> {
    try {
      return await within(this.#patience, this.#oauth.exchange(code, verifier), () => {
        throw new Error('the token endpoint took too long')
      })
    } catch (error) {
      // The library's errors may hold the request, and with it our secret.
      throw away(new Error(error instanceof Error ? `${error.name}: ${printable(error.message)}` : 'no answer'))
    }
  }

  async #whoHolds(accessToken: string): Promise<Identity | undefined> {
    const { status, text } = await this.#askUser(accessToken).catch(error => {
      throw away(new Error(error instanceof Error ? error.name : 'no answer'))
    })
    if (status === 401) return undefined
    if (status !== 200) throw away(new Error(`the user endpoint answers ${status}`))
    const user = GithubUser.safeParse(parsed(text))
    if (!user.success) throw away(new Error('the user endpoint gives no user'))
    return { accountId: String(user.data.id), login: user.data.login }
  }

  async #askUser(accessToken: string): Promise<{ status: number; text: string }> {
    const response = await fetch(this.#userUrl, {
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${accessToken}`,
        'user-agent': 'kachery-gateway'
      },
      redirect: 'error',
      signal: AbortSignal.timeout(this.#patience)
    })
    return { status: response.status, text: await textOf(response) }
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > longestAnswer) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const away = (cause: Error) => errors.storeUnavailable('GitHub', cause)

const printable = (text: string) => text.slice(0, 100).replace(/[^ -~]/g, '?')
