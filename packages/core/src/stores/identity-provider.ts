/** Port: who holds an access token. GitHub on AWS, the local sign-in on one machine. */
import type { UserLabel } from '../ids/user-label.ts'

export interface Identity {
  /** The account's id: never reused, never changes. github.com's is a decimal number; another GitHub's has its host behind it. */
  accountId: string
  /** Its login today. */
  login: UserLabel
}

/** What a login's account shows to everybody. */
export interface Profile extends Identity {
  /** As its user gave it. */
  name?: string
  /** When the account was made, ms since the epoch; absent: the provider does not say. */
  createdAt?: number
}

export interface IdentityProvider {
  /** undefined: the token is no valid one, or of another login. Throws `unavailable` where the provider cannot say. */
  identify(login: UserLabel, accessToken: string): Promise<Identity | undefined>
  /** Whose account a login is today; undefined: nobody's. Absent where the provider cannot tell. Throws `unavailable`. */
  lookUp?(login: UserLabel): Promise<Profile | undefined>
}
