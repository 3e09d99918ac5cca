/** Who is calling, as one zone sees it. */
import type { Client } from '../clients/client.ts'
import type { ClientId } from '../clients/client-id.ts'
import { registeredClient } from '../clients/registration.ts'
import type { GatewayDeps } from '../deps.ts'
import { labelsBoundWith } from '../users/bindings.ts'
import type { User } from '../users/user.ts'
import type { UserLabel } from '../users/user-label.ts'
import type { Zone } from '../zones/zone.ts'
import { isGatewayAdministrator } from './administrators.ts'
import type { Credential, UserProof } from './credential.ts'

export type Caller =
  /** `clientId`: signed well, but by a client that is not registered in the zone; that makes it no more than anyone. */
  | { kind: 'anyone'; clientId?: ClientId }
  /** Acts for its owner, whom `labels` mean. */
  | { kind: 'client'; client: Client; labels: readonly UserLabel[] }
  | { kind: 'user'; user: User; labels: readonly UserLabel[]; gatewayAdministrator: boolean; provedBy: UserProof }

export async function callerInZone(deps: GatewayDeps, zone: Zone, credential: Credential): Promise<Caller> {
  if (credential.kind === 'none') return { kind: 'anyone' }
  if (credential.kind === 'user') {
    const { user, provedBy } = credential
    const gatewayAdministrator = isGatewayAdministrator(deps, user)
    return { kind: 'user', user, labels: user.labels, gatewayAdministrator, provedBy }
  }
  const client = await registeredClient(deps, zone, credential.clientId)
  if (client === undefined) return { kind: 'anyone', clientId: credential.clientId }
  const labels = await deps.caches.labels.get(client.ownerId, () => labelsBoundWith(deps.registry, client.ownerId))
  return { kind: 'client', client, labels }
}
