/**
 * GitHub's word on who holds an access token. Whatever is none of its known answers is an error, never "nobody". The
 * token is used once and kept nowhere.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import { cleanLabel } from '@kachery-gateway/core/ids/clean-label.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import type { Identity, IdentityProvider, Profile } from '@kachery-gateway/core/stores/identity-provider.ts'
import * as z from 'zod'
import { answerText } from '../http/answer-text.ts'
import type { Github } from './github-addresses.ts'

/** ms: of one call to GitHub. A sign-in makes two, within a request of 10 s. */
export const githubPatience = 3_500
/** GitHub's answer about a user has some 2 kB. */
const longestAnswer = 100_000

const Login = UserLabel.refine(login => /^[A-Za-z0-9_-]{1,100}$/.test(login))
export const GithubUser = z.object({
  id: z.int().positive(),
  login: Login,
  name: z.string().nullish(),
  created_at: z.string().nullish()
})

export class GithubUsers implements IdentityProvider {
  readonly #github: Github
  readonly #patience: number
  readonly #asApp: Record<string, string>

  /** `patience`: ms for one call. `app`: with its credentials GitHub tells whose a login is 5,000 times an hour, not 60. */
  constructor(github: Github, patience = githubPatience, app?: { clientId: string; clientSecret: string }) {
    this.#github = github
    this.#patience = patience
    const credentials = app && Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
    this.#asApp = credentials === undefined ? {} : { authorization: `Basic ${credentials}` }
  }

  /** GitHub's logins are the same in upper and lower case; the answer has them as GitHub spells them. */
  async identify(login: UserLabel, accessToken: string): Promise<Identity | undefined> {
    const identity = await this.whoHolds(accessToken)
    return identity?.login.toLowerCase() === login.toLowerCase() ? identity : undefined
  }

  async whoHolds(accessToken: string): Promise<Identity | undefined> {
    const profile = await this.#user(this.#github.user, 401, { authorization: `Bearer ${accessToken}` })
    return profile && { accountId: profile.accountId, login: profile.login }
  }

  /** Older gateways' labels are no logins of GitHub's. */
  async lookUp(login: UserLabel): Promise<Profile | undefined> {
    if (!Login.safeParse(login).success) return undefined
    const identity = await this.#user(`${this.#github.user}s/${login}`, 404, this.#asApp)
    return identity?.login.toLowerCase() === login.toLowerCase() ? identity : undefined
  }

  /** `nobody`: the status that says so. */
  async #user(url: string, nobody: number, headers: Record<string, string>): Promise<Profile | undefined> {
    const { status, text } = await askGithub(url, { headers }, this.#patience)
    if (status === nobody) return undefined
    if (status !== 200) throw githubAway(new Error(`the user endpoint answers ${status}`))
    const user = GithubUser.safeParse(parsed(text))
    if (!user.success) throw githubAway(new Error('the user endpoint gives no user'))
    const { id, login } = user.data
    const name = cleanLabel(user.data.name ?? '').slice(0, 100)
    const createdAt = Date.parse(user.data.created_at ?? '')
    return {
      accountId: this.#github.accountId(id),
      login,
      ...(name ? { name } : {}),
      ...(Number.isNaN(createdAt) ? {} : { createdAt })
    }
  }
}

/** `patience`: ms; `longest`: bytes of an answer. Throws `store.unavailable`, which says nothing of what was sent. */
export async function askGithub(
  url: string,
  { headers, ...request }: { method?: string; body?: string; headers: Record<string, string> },
  patience: number,
  longest = longestAnswer
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      ...request,
      headers: { accept: 'application/vnd.github+json', 'user-agent': 'kachery-gateway', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(patience)
    })
    return { status: response.status, text: await answerText(response, longest) }
  } catch (error) {
    throw githubAway(new Error(error instanceof Error ? error.name : 'no answer'))
  }
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const githubAway = (cause: Error) => errors.storeUnavailable('GitHub', cause)
