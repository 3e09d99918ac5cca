/** Operation listResources: a page of a zone's resources; a search is for how names begin. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { Resource } from '../model/resource.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'

export async function listResources(deps: GatewayDeps, zone: Zone, input: ListInput): Promise<Listed<Resource>> {
  const { limit, after, search = '' } = input
  const scope = { kind: 'resource', zone: zone.name, idPrefix: search.trim() } as const
  const page = await deps.registry.list(scope, defined({ limit, after }))
  return { items: page.items.map(({ key, entry }) => readRecord(Resource, key, entry.value)), next: page.next ?? null }
}
