/** Whether a client is registered in a zone, and whose it is. */
import type { ClientId } from '../ids/client-id.ts'
import { type Legacy, readOrImportLegacy } from '../legacy/import-legacy.ts'
import { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import { ownerIndex, withAccount } from '../users/ownership.ts'
import { zoneKey } from '../zones/keys.ts'
import { addWords } from './client-words.ts'

export const clientKey = (zone: Zone, clientId: ClientId) =>
  ({ kind: 'client', zone: zone.name, id: clientId }) as const

type Deps = BindingDeps

/** The client, or undefined where it is not registered in the zone. A registration at most 60 s old, an absence 2 s. */
export async function registeredClient(deps: Deps, zone: Zone, clientId: ClientId): Promise<Client | undefined> {
  const { client } = await deps.caches.clients.get(cacheKey(zone, clientId), async () => ({
    client: await ofItsOwner(deps, legacyClient(deps, zone, clientId))
  }))
  return client
}

/** As an older gateway left it. */
export const legacyClient = (deps: Deps, zone: Zone, clientId: ClientId): Legacy<Client> => ({
  key: clientKey(zone, clientId),
  bucket: zone.bucket,
  objectKey: zoneKey(zone, `clients/${clientId}`),
  schema: Client,
  // What only this gateway writes is in no record of an older one.
  fits: client => client.clientId === clientId && client.ownerAccountId === undefined,
  ownerOf: ownerIndex,
  prepare: client => addWords(deps, zone, client)
})

async function ofItsOwner(deps: Deps, legacy: Legacy<Client>): Promise<Client | undefined> {
  const client = await readOrImportLegacy(deps, legacy)
  return client && withAccount(deps, client)
}

/** After a change: the next look reads the registry again. */
export function forgetRegistration(deps: Pick<Deps, 'caches'>, zone: Zone, clientId: ClientId): void {
  deps.caches.clients.delete(cacheKey(zone, clientId))
}

const cacheKey = (zone: Zone, clientId: ClientId) => `${zone.name} ${clientId}`
