/**
 * What an older gateway knew of a user: `users/<login>` in a zone's bucket names their clients and resources. Those are
 * imported when their user first looks at what is theirs, so that lists across zones have them. Tombstones win.
 */
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { defaultZoneName } from '../ids/zone-name.ts'
import { importAllLegacy } from '../legacy/import-all-legacy.ts'
import { isPartOfKey, readUserLists } from '../legacy/user-lists.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import { zoneKey } from '../zones/keys.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { registeredClient } from './client-registration.ts'
import { knownResource } from './known-resource.ts'

/** Of one user: a request has time for them. */
const mostNames = 1_000

/** From the default zone, where there is one; a zone's own first listing imports the others. */
export async function importLegacyUser(deps: GatewayDeps, user: User): Promise<void> {
  const zone = await findZone(deps, defaultZoneName)
  if (zone === undefined) return
  await Promise.all(
    [...new Set([user.login, ...user.labels])].filter(isPartOfKey).map(label => importLegacyLabel(deps, zone, label))
  )
}

/** Of a label: where it is noted that its names were imported, and what they are. */
export const legacyUserProgress = (zone: Zone, label: string) =>
  ({ kind: 'import', zone: zone.name, id: `user ${label}` }) as const

/** undefined: there is no such record, or it is malformed. */
export async function legacyUserNames(zone: Zone, label: string): Promise<string[] | undefined> {
  const lists = await readUserLists(zone.bucket, zoneKey(zone, `users/${label}`))
  return lists && [...lists.clientIds, ...lists.resourceNames].slice(0, mostNames)
}

export async function importLegacyLabel(deps: BindingDeps, zone: Zone, label: string): Promise<void> {
  await importAllLegacy(deps, {
    progress: legacyUserProgress(zone, label),
    page: async () => ({ names: (await legacyUserNames(zone, label)) ?? [] }),
    async importLegacy(name) {
      const clientId = ClientId.safeParse(name)
      if (clientId.success) return registeredClient(deps, zone, clientId.data)
      const resourceName = ResourceName.safeParse(name)
      return resourceName.success ? knownResource(deps, zone, resourceName.data) : undefined
    },
    hasTime: () => true
  })
}
