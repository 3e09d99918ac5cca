/** A user: an account at the identity provider and the labels that mean it in settings and records. */
import type { UserLabel } from './user-label.ts'

export interface User {
  accountId: string
  /** The login that the provider gave last. */
  login: UserLabel
  /** All labels bound to the account; `login` is among them. */
  labels: readonly UserLabel[]
}
