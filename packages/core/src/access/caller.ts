/** Who is calling, as one zone sees it. */

import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import { loginKey } from '../ids/login-key.ts'
import type { Client } from '../model/client.ts'
import type { Holder } from '../model/owner.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { isGatewayAdministrator } from '../users/administrators.ts'
import { labelsOfAccount } from '../users/bindings.ts'
import type { Credential, UserProof } from './credential.ts'

export type Caller =
  /** `clientId`: signed well, but by a client that is not registered in the zone; that makes it no more than anyone. */
  | { kind: 'anyone'; clientId?: ClientId }
  /** Acts for the account that owns it, with what that account's logins are given today. */
  | ({ kind: 'client'; client: Client } & Holder)
  | ({ kind: 'user'; user: User; gatewayAdministrator: boolean; provedBy: UserProof } & Holder)

export async function callerInZone(deps: GatewayDeps, zone: Zone, credential: Credential): Promise<Caller> {
  if (credential.kind === 'none') return { kind: 'anyone' }
  if (credential.kind === 'user') {
    const { user, provedBy } = credential
    const { accountId, labels } = user
    const gatewayAdministrator = isGatewayAdministrator(deps, user)
    return { kind: 'user', user, accountId, labels, gatewayAdministrator, provedBy }
  }
  const client = await registeredClient(deps, zone, credential.clientId)
  if (client === undefined) return { kind: 'anyone', clientId: credential.clientId }
  const { ownerId, ownerAccountId: accountId } = client
  if (accountId === undefined) return { kind: 'client', client, labels: [loginKey(ownerId)] }
  const labels = await deps.caches.labels.get(accountId, () => labelsOfAccount(deps, accountId, ownerId))
  return { kind: 'client', client, accountId, labels }
}
