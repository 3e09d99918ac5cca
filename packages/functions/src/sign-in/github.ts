/**
 * Signing in with GitHub, which answers 200 with an `error` in it: every answer is read by its schema, and whatever is
 * none of the known ones is an error.
 */
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { Identity } from '@kachery-gateway/core/stores/identity-provider.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import * as z from 'zod'
import type { OAuth } from './github-oauth.ts'
import { type GithubUsers, githubAway, githubPatience } from './github-users.ts'
import type { SignInProvider } from './sign-in-provider.ts'

const Granted = z.object({ access_token: z.string().regex(/^[!-~]{1,4096}$/) })
const Refused = z.object({ error: z.string() })

/** The code was used, is too old, or was not given to who shows it. */
const codeRefused = ['bad_verification_code', 'invalid_grant']
/** What the gateway says of itself is wrong. */
const appRefused = ['incorrect_client_credentials', 'redirect_uri_mismatch', 'application_suspended', 'invalid_client']

export class GithubSignIn implements SignInProvider {
  readonly #oauth: OAuth
  readonly #users: GithubUsers
  readonly #patience: number

  /** `oauth`: of github-oauth.ts. `patience`: ms for one call. */
  constructor(oauth: OAuth, users: GithubUsers, patience = githubPatience) {
    this.#oauth = oauth
    this.#users = users
    this.#patience = patience
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
      throw appRefused.includes(refused.data.error) ? siteErrors.signInMisconfigured(cause) : githubAway(cause)
    }
    const granted = Granted.safeParse(answer)
    if (!granted.success) throw githubAway(new Error('the token endpoint gives neither a token nor an error'))
    const identity = await this.#users.whoHolds(granted.data.access_token)
    if (identity === undefined) throw githubAway(new Error('GitHub does not know the token that it gave'))
    return identity
  }

  async #exchange(code: string, verifier: string): Promise<object> {
    try {
      return await withTimeout(this.#patience, this.#oauth.exchange(code, verifier), () => {
        throw new Error('the token endpoint took too long')
      })
    } catch (error) {
      // The library's errors may hold the request, and with it our secret.
      throw githubAway(new Error(error instanceof Error ? `${error.name}: ${printable(error.message)}` : 'no answer'))
    }
  }
}

const printable = (text: string) => text.slice(0, 100).replace(/[^ -~]/g, '?')
