/**
 * Port: who says who a person is. Adapters: github.ts, and the sign-in by name of a gateway on one machine
 * (packages/local). What each promises is sign-in.contract.ts.
 */
import type { GatewayError } from '@kachery-gateway/core/errors.ts'
import type { ListedTeam } from '@kachery-gateway/core/model/github-teams.ts'
import type { Identity } from '@kachery-gateway/core/stores/identity-provider.ts'

/** Made anew for each sign-in, and kept in the browser, sealed. */
export interface SignInSecrets {
  /** Comes back with the browser. */
  state: string
  /** Of PKCE: only who has it can use the code that comes back. */
  verifier: string
}

export interface SignedIn extends Identity {
  /** Absent: the provider was not let tell which teams they are in. An error: it didn't answer. */
  githubTeams?: readonly ListedTeam[] | GatewayError
}

export interface SignInProvider {
  /** Whether it can tell which teams somebody is in, where they let it. */
  seesTeams?: boolean
  /** Where the browser goes; it comes back to /github/auth with `state` and `code`, or with `error`. `teams`: asks for them, too. */
  begin(secrets: SignInSecrets, teams?: boolean): string
  /** Takes the name that somebody typed where `begin` led; gives the path that goes on. Absent: nobody types one. */
  takeName?(typed: string, state: string): Promise<string>
  /** Whose code it is. Throws `sign_in.expired`, `sign_in.misconfigured` or `store.unavailable`. */
  complete(code: string, secrets: SignInSecrets): Promise<SignedIn>
}
