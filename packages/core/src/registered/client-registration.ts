/** Whether a client is registered in a zone, and whose it is. */
import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import { type Legacy, readOrImportLegacy } from '../legacy/import-legacy.ts'
import { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import { ownerIndex, withAccount } from '../users/ownership.ts'
import { zoneKey } from '../zones/keys.ts'
import { addWords } from './client-words.ts'

export const clientKey = (zone: Zone, clientId: ClientId) =>
  ({ kind: 'client', zone: zone.name, id: clientId }) as const

/** The client, or undefined where it is not registered in the zone. A registration at most 60 s old, an absence 2 s. */
export async function registeredClient(deps: GatewayDeps, zone: Zone, clientId: ClientId): Promise<Client | undefined> {
  const { client } = await deps.caches.clients.get(cacheKey(zone, clientId), async () => ({
    client: await ofItsOwner(deps, {
      key: clientKey(zone, clientId),
      bucket: zone.bucket,
      objectKey: zoneKey(zone, `clients/${clientId}`),
      schema: Client,
      // What only this gateway writes is in no record of an older one.
      fits: client => client.clientId === clientId && client.ownerAccountId === undefined,
      ownerOf: ownerIndex,
      prepare: client => addWords(deps, zone, client)
    })
  }))
  return client
}

async function ofItsOwner(deps: GatewayDeps, legacy: Legacy<Client>): Promise<Client | undefined> {
  const client = await readOrImportLegacy(deps, legacy)
  return client && withAccount(deps, client)
}

/** After a change: the next look reads the registry again. */
export function forgetRegistration(deps: GatewayDeps, zone: Zone, clientId: ClientId): void {
  deps.caches.clients.delete(cacheKey(zone, clientId))
}

const cacheKey = (zone: Zone, clientId: ClientId) => `${zone.name} ${clientId}`
