/** A user: an account at the identity provider and the labels that mean it in settings and records. */
import type { LoginKey } from '../ids/login-key.ts'
import type { UserLabel } from '../ids/user-label.ts'

export interface User {
  accountId: string
  /** The login that the provider gave last. */
  login: UserLabel
  /** All logins and older labels that are bound to the account. */
  labels: readonly LoginKey[]
}

/** A login that means no account yet, and why: a sentence. */
export interface NotBound {
  userId: string
  reason: string
}
