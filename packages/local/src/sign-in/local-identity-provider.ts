/** The identity provider of a gateway on one machine: it believes whoever shows a token that its sign-in gave out. */
import type { IdentityProvider } from '@kachery-gateway/core/users/identity-provider.ts'
import type { SessionTokens } from './session-tokens.ts'
import { accountOf } from './user-name.ts'

export class LocalIdentityProvider implements IdentityProvider {
  readonly #tokens: SessionTokens
  readonly #now: () => number

  /** `now`: ms since the epoch */
  constructor(tokens: SessionTokens, now: () => number) {
    this.#tokens = tokens
    this.#now = now
  }

  async identify(login: string, accessToken: string) {
    const name = this.#tokens.read(accessToken, this.#now())
    return name === undefined || name !== login ? undefined : { accountId: accountOf(name), login: name }
  }
}
