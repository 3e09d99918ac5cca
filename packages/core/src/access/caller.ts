/** Who is calling, as one zone sees it. */
import type { Client } from '../clients/client.ts'
import type { ClientId } from '../clients/client-id.ts'
import { registeredClient } from '../clients/registration.ts'
import type { GatewayDeps } from '../deps.ts'
import { labelsOfAccount } from '../users/bindings.ts'
import { loginKey } from '../users/login-key.ts'
import type { Holder } from '../users/owner.ts'
import type { User } from '../users/user.ts'
import type { Zone } from '../zones/zone.ts'
import { isGatewayAdministrator } from './administrators.ts'
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
