/** What a caller has proved about itself, before any zone is looked at. */
import type { ClientId } from '../ids/client-id.ts'
import type { ApiKeyScope } from '../model/api-key.ts'
import type { User } from '../model/user.ts'

export type Credential =
  | { kind: 'none' }
  /** Holds the client's private key; whether it is registered, and where, is the zone's matter. */
  | { kind: 'client'; clientId: ClientId; signature: string }
  | { kind: 'user'; user: User; provedBy: Exclude<UserProof, 'api-key'> }
  | { kind: 'user'; user: User; provedBy: 'api-key'; scope: ApiKeyScope }

/**
 * How a user proved who they are. Any app at GitHub to which its user signed in holds a token of theirs, and API keys lie
 * in scripts: neither of them shows that the user is there.
 */
export type UserProof = 'session' | 'api-key' | 'github-token'

export const nobody: Credential = { kind: 'none' }

export const ofSession = (user: User | undefined): Credential =>
  user === undefined ? nobody : { kind: 'user', user, provedBy: 'session' }
