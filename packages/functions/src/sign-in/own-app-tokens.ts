/**
 * GitHub's word on who holds an access token, for a gateway that takes only those of its own OAuth app: what another site
 * obtained from its visitors is no token here. GitHub tells an app of its own tokens alone
 * (https://docs.github.com/en/rest/apps/oauth-applications#check-a-token: 404 for all others).
 */

import type { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import type { Identity, IdentityProvider, Profile } from '@kachery-gateway/core/stores/identity-provider.ts'
import * as z from 'zod'
import type { Config } from '../config.ts'
import { type Github, githubAt } from './github-addresses.ts'
import { askGithub, GithubUser, GithubUsers, githubAway, githubPatience, parsed } from './github-users.ts'

const Authorization = z.object({ app: z.object({ client_id: z.string() }), user: GithubUser })

export class OwnAppTokens implements IdentityProvider {
  readonly #github: Github
  readonly #app: NonNullable<Config['github']>
  readonly #users: GithubUsers
  readonly #patience: number

  /** `patience`: ms for one call. */
  constructor(github: Github, app: NonNullable<Config['github']>, patience = githubPatience) {
    this.#github = github
    this.#app = app
    this.#users = new GithubUsers(github, patience, app)
    this.#patience = patience
  }

  async identify(login: UserLabel, accessToken: string): Promise<Identity | undefined> {
    const { clientId, clientSecret } = this.#app
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
    const { status, text } = await askGithub(
      this.#github.tokenCheck(clientId),
      {
        method: 'POST',
        headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
        body: JSON.stringify({ access_token: accessToken })
      },
      this.#patience
    )
    if (status === 404) return undefined
    if (status !== 200) throw githubAway(new Error(`the check of tokens answers ${status}`))
    const authorization = Authorization.safeParse(parsed(text))
    if (!authorization.success || authorization.data.app.client_id !== clientId)
      throw githubAway(new Error('the check of tokens tells of no user of this app'))
    const { id, login: today } = authorization.data.user
    return today.toLowerCase() === login.toLowerCase()
      ? { accountId: this.#github.accountId(id), login: today }
      : undefined
  }

  lookUp(login: UserLabel): Promise<Profile | undefined> {
    return this.#users.lookUp(login)
  }
}

/** undefined: nobody can say who holds a token. */
export function githubIdentities({
  github,
  githubUrl,
  githubTokens
}: Pick<Config, 'github' | 'githubUrl' | 'githubTokens'>): IdentityProvider | undefined {
  if (githubUrl === undefined || githubTokens === 'none') return undefined
  if (githubTokens === undefined) return new GithubUsers(githubAt(githubUrl), githubPatience, github)
  return github === undefined ? undefined : new OwnAppTokens(githubAt(githubUrl), github)
}
