/**
 * The sign-in of a gateway on one machine: it believes the name that somebody types. The site's page /sign-in, which asks
 * for it, is its authorize endpoint, and the code that comes back is the name, sealed for that one sign-in. Who holds a session's token
 * is known, too, so that clients can be tried with a user of their own.
 */

import type { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { Identity, IdentityProvider } from '@kachery-gateway/core/stores/identity-provider.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import type { SealedTokens } from '@kachery-gateway/functions/sign-in/sealed-tokens.ts'
import { accountOfSession } from '@kachery-gateway/functions/sign-in/sessions.ts'
import { signInLife } from '@kachery-gateway/functions/sign-in/sign-in.ts'
import type { SignInProvider, SignInSecrets } from '@kachery-gateway/functions/sign-in/sign-in-provider.ts'
import * as z from 'zod'
import { accountOf, readUserName } from './user-name.ts'

const TypedName = z.object({ name: z.string(), state: z.string() })

export class LocalIdentityProvider implements IdentityProvider, SignInProvider {
  readonly #tokens: SealedTokens
  readonly #gateway: () => Promise<Pick<Gateway, 'registry' | 'caches' | 'now' | 'logger'>>

  constructor(tokens: SealedTokens, gateway: () => Promise<Pick<Gateway, 'registry' | 'caches' | 'now' | 'logger'>>) {
    this.#tokens = tokens
    this.#gateway = gateway
  }

  begin({ state }: SignInSecrets): string {
    return `/sign-in?${new URLSearchParams({ state })}`
  }

  /** Throws `sign_in.bad_name`. */
  async takeName(typed: string, state: string): Promise<string> {
    const name = readUserName(typed)
    const { now } = await this.#gateway()
    const code = await this.#tokens.seal('local-name', { name, state }, signInLife, now())
    return `/github/auth?${new URLSearchParams({ state, code })}`
  }

  async complete(code: string, { state }: SignInSecrets): Promise<Identity> {
    const { now } = await this.#gateway()
    const typed = await this.#tokens.open('local-name', code, TypedName, now())
    if (typed === undefined || typed.state !== state) throw siteErrors.signInExpired()
    return identityOf(readUserName(typed.name))
  }

  async identify(login: UserLabel, accessToken: string): Promise<Identity | undefined> {
    const known = await accountOfSession(await this.#gateway(), { tokens: this.#tokens }, accessToken)
    return known?.user.accountId === accountOf(login) ? identityOf(login) : undefined
  }
}

const identityOf = (name: UserLabel): Identity => ({ accountId: accountOf(name), login: name })
