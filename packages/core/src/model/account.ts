/** An account as the registry keeps it. It holds no token and no key: of an API key only its hash. */
import * as z from 'zod'
import { UserLabel } from '../ids/user-label.ts'
import { ApiKey } from './api-key.ts'
import type { User } from './user.ts'

export const Account = z.object({
  /** The login that the provider gave last. */
  login: UserLabel,
  /** Sessions of another generation have ended. */
  generation: z.int().min(0),
  /** Sessions of this generation that were signed out, until they would have ended anyway (ms since the epoch). */
  endedSessions: z.array(z.object({ id: z.string(), until: z.number() })).default([]),
  /** ms since the epoch */
  signedInAt: z.number(),
  /** The one key that a user had before keys had names; `apiKeysOf` (api-key.ts) gives it with the others. */
  apiKey: z.object({ hash: z.string(), createdAt: z.number() }).nullable().default(null),
  apiKeys: z.array(ApiKey).default([]),
  /** Zones that the user added, and since when (ms since the epoch); those that are gone may still be among them. */
  ownZones: z.array(z.object({ zone: z.string(), since: z.number() })).default([])
})
export type Account = z.infer<typeof Account>

/** An account and whom it means. */
export interface KnownAccount {
  account: Account
  user: User
}
