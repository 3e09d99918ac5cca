/** A client as an older gateway on the same bucket has it. */
import type { ClientId } from '../ids/client-id.ts'
import type { OlderCopy } from '../legacy/write-back.ts'
import type { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { legacyClient } from './client-registration.ts'

export const clientCopy = (
  deps: Parameters<typeof legacyClient>[0],
  zone: Zone,
  clientId: ClientId
): OlderCopy<Client> => ({
  legacy: legacyClient(deps, zone, clientId),
  users: zoneKey(zone, 'users/'),
  list: 'clientIds',
  shown: ({ clientId, ownerId, timestampCreated, label }) => ({ clientId, ownerId, timestampCreated, label })
})
