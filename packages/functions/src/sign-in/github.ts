/**
 * Signing in with GitHub, which answers 200 with an `error` in it: every answer is read by its schema, and whatever is
 * none of the known ones is an error.
 */
import { defined } from '@kachery-gateway/core/defined.ts'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import * as z from 'zod'
import type { Github } from './github-addresses.ts'
import type { OAuth } from './github-oauth.ts'
import { teamsOfHolder, teamsScope } from './github-teams.ts'
import { type GithubUsers, githubAway, githubPatience } from './github-users.ts'
import type { SignedIn, SignInProvider } from './sign-in-provider.ts'

const Granted = z.object({
  access_token: z.string().regex(/^[!-~]{1,4096}$/),
  /** With commas. Whoever allowed one before gives it each time, without being asked. */
  scope: z.string().nullish()
})
const Refused = z.object({ error: z.string() })

/** The code was used, is too old, or was not given to who shows it. */
const codeRefused = ['bad_verification_code', 'invalid_grant']
/** What the gateway says of itself is wrong. */
const appRefused = ['incorrect_client_credentials', 'redirect_uri_mismatch', 'application_suspended', 'invalid_client']

export class GithubSignIn implements SignInProvider {
  /** GitHub Apps, whose ids begin so, have no scopes. */
  readonly seesTeams: boolean
  readonly #oauth: OAuth
  readonly #github: Github
  readonly #users: GithubUsers
  readonly #patience: number

  /** `oauth`: of github-oauth.ts, of the app `clientId`. `patience`: ms for one call. */
  constructor(oauth: OAuth, clientId: string, github: Github, users: GithubUsers, patience = githubPatience) {
    this.seesTeams = !/^Iv\d/.test(clientId)
    this.#oauth = oauth
    this.#github = github
    this.#users = users
    this.#patience = patience
  }

  begin({ state, verifier }: { state: string; verifier: string }, teams = false): string {
    return this.#oauth.authorizationUrl(state, verifier, teams && this.seesTeams ? [teamsScope] : [])
  }

  async complete(code: string, { verifier }: { verifier: string }): Promise<SignedIn> {
    const answer = await this.#exchange(code, verifier)
    const refused = Refused.safeParse(answer)
    if (refused.success) {
      if (codeRefused.includes(refused.data.error)) throw siteErrors.signInExpired()
      const cause = new Error(`the token endpoint says ${printable(refused.data.error)}`)
      throw appRefused.includes(refused.data.error) ? siteErrors.signInMisconfigured(cause) : githubAway(cause)
    }
    const granted = Granted.safeParse(answer)
    if (!granted.success) throw githubAway(new Error('the token endpoint gives neither a token nor an error'))
    const { access_token: token, scope } = granted.data
    // Side by side: a sign-in has time for two calls.
    const [identity, githubTeams] = await Promise.all([
      this.#users.whoHolds(token),
      scope?.split(/[ ,]/).includes(teamsScope)
        ? teamsOfHolder(this.#github, token, this.#patience).catch(unanswered)
        : undefined
    ])
    if (identity === undefined) throw githubAway(new Error('GitHub does not know the token that it gave'))
    return { ...identity, ...defined({ githubTeams }) }
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

/** A sign-in doesn't wait for it; whoever asked for it is told. */
const unanswered = (error: unknown) => (error instanceof GatewayError ? error : githubAway(new Error('no teams')))

const printable = (text: string) => text.slice(0, 100).replace(/[^ -~]/g, '?')
