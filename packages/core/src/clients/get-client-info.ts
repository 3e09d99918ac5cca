/** Operation getClientInfo: who a client is in a zone. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import type { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import { registeredClient } from '../registered/client-registration.ts'

export async function getClientInfo(
  deps: GatewayDeps,
  { zone }: { zone: Zone },
  input: { clientId: ClientId }
): Promise<{ found: false } | { found: true; client: Client }> {
  const client = await registeredClient(deps, zone, input.clientId)
  return client === undefined ? { found: false } : { found: true, client }
}
