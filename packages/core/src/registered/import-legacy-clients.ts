/**
 * A zone's first listing: all clients that an older gateway left in the bucket, and then the words by which clients are
 * found, of those that were registered before there were any. Tombstones win.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import { importAllLegacy, legacyPageSize, pagesBelow } from '../legacy/import-all-legacy.ts'
import { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import { zoneKey } from '../zones/keys.ts'
import { registeredClient } from './client-registration.ts'
import { addWords } from './client-words.ts'

/** Where it is noted how far a zone's clients are imported. */
export const legacyClientsProgress = (zone: Zone) => ({ kind: 'import', zone: zone.name, id: 'clients' }) as const

/** Whether all are imported; else ask again. `until`: ms since the epoch. */
export async function importLegacyClients(deps: GatewayDeps, zone: Zone, until: number): Promise<boolean> {
  const hasTime = () => deps.now() < until
  const brought = await importAllLegacy(deps, {
    progress: legacyClientsProgress(zone),
    page: pagesBelow(zone.bucket, zoneKey(zone, 'clients/')),
    async importLegacy(name) {
      const clientId = ClientId.safeParse(name)
      if (clientId.success) await registeredClient(deps, zone, clientId.data)
    },
    hasTime
  })
  if (!brought) return false
  return importAllLegacy(deps, {
    progress: { kind: 'import', zone: zone.name, id: 'client-words' },
    async page(after) {
      const scope = { kind: 'client', zone: zone.name } as const
      const page = await deps.registry.list(scope, defined({ limit: legacyPageSize, after }))
      return { names: page.items.map(({ key }) => key.id), ...defined({ next: page.next }) }
    },
    async importLegacy(clientId) {
      const key = { kind: 'client', zone: zone.name, id: clientId } as const
      const entry = await deps.registry.get(key)
      if (entry?.state === 'present') await addWords(deps, zone, readRecord(Client, key, entry.value))
    },
    hasTime
  })
}
