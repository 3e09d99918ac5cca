/** Who is calling, as one zone sees it. */

import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import { loginKey } from '../ids/login-key.ts'
import type { UserLabel } from '../ids/user-label.ts'
import type { Client } from '../model/client.ts'
import type { Holder } from '../model/owner.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { isGatewayAdministrator } from '../users/administrators.ts'
import { nobody } from '../users/binding.ts'
import { labelsOfAccount } from '../users/bindings.ts'
import { blockedAs } from '../users/blocked-logins.ts'
import type { Credential, UserProof } from './credential.ts'

export type Caller =
  /**
   * `clientId`: signed well, but by a client that is not registered in the zone; that makes it no more than anyone.
   * `blocked`: the login that is blocked on this gateway, of a user or a client's owner.
   */
  | { kind: 'anyone'; clientId?: ClientId; blocked?: UserLabel }
  /** Acts for the account that owns it, with what that account's logins are given today. */
  | ({ kind: 'client'; client: Client } & Holder)
  | ({ kind: 'user'; user: User; gatewayAdministrator: boolean; provedBy: UserProof } & Holder)

export async function callerInZone(deps: GatewayDeps, zone: Zone, credential: Credential): Promise<Caller> {
  if (credential.kind === 'none') return { kind: 'anyone' }
  if (credential.kind === 'user') {
    const { user, provedBy } = credential
    const { accountId, labels } = user
    const blocked = await blockedAs(deps, user)
    if (blocked !== undefined) return { kind: 'anyone', blocked }
    const gatewayAdministrator = isGatewayAdministrator(deps, user)
    return { kind: 'user', user, accountId, labels, gatewayAdministrator, provedBy }
  }
  const client = await registeredClient(deps, zone, credential.clientId)
  if (client === undefined) return { kind: 'anyone', clientId: credential.clientId }
  const { ownerId, ownerAccountId: accountId } = client
  const labels =
    accountId === undefined
      ? [loginKey(ownerId)]
      : await deps.caches.labels.get(accountId, () => labelsOfAccount(deps, accountId, ownerId))
  // What belongs to nobody is nobody's: not to be compared with what else does.
  const holder = accountId === undefined || accountId === nobody ? { labels } : { labels, accountId }
  const blocked = await blockedAs(deps, holder)
  return blocked === undefined ? { kind: 'client', client, ...holder } : { kind: 'anyone', blocked }
}
