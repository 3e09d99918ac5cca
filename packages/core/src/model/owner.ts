/** Whose something is, and who may own things; ownership.ts says who owns what. */
import type { LoginKey } from '../ids/login-key.ts'
import type { UserLabel } from '../ids/user-label.ts'

export interface Owned {
  ownerId: UserLabel
  ownerAccountId?: string
}

/** Somebody who may own things: a user, or who a client acts for. */
export interface Holder {
  /** Absent: known by a login alone, which never meant an account. */
  accountId?: string
  labels: readonly LoginKey[]
}
