/** Operation getClientInfo: who a client is in a zone. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import type { ZoneName } from '../zones/zone-name.ts'
import type { Client } from './client.ts'
import type { ClientId } from './client-id.ts'
import { registeredClient } from './registration.ts'

export async function getClientInfo(
  deps: GatewayDeps,
  input: { zone: ZoneName; clientId: ClientId }
): Promise<{ found: false } | { found: true; client: Client }> {
  const zone = await resolveZone(deps, input.zone)
  const client = await registeredClient(deps, zone, input.clientId)
  return client === undefined ? { found: false } : { found: true, client }
}
