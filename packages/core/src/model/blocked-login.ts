/** A login that a gateway administrator has blocked. */
import type { UserLabel } from '../ids/user-label.ts'

export interface BlockedLogin {
  login: UserLabel
  /** That it meant then; absent: none. */
  accountId?: string
  /** ms since the epoch */
  since: number
  /** The administrator. */
  by: string
}
