/** Operation getClientInfo: who a client is in a zone. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import type { Zone } from '../zones/zone.ts'
import type { Client } from './client.ts'
import type { ClientId } from './client-id.ts'
import { registeredClient } from './registration.ts'

export async function getClientInfo(
  deps: GatewayDeps,
  { zone }: { zone: Zone },
  input: { clientId: ClientId }
): Promise<{ found: false } | { found: true; client: Client }> {
  const client = await registeredClient(deps, zone, input.clientId)
  return client === undefined ? { found: false } : { found: true, client }
}
