/** The links that a user made, in all zones, the newest of each zone first. */
import { reachesZone } from '../access/owner-of-client.ts'
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { ShareLink, ShareLinkId } from '../model/share-link.ts'
import { type ListedShareLink, shownShareLink } from '../share-links/list-share-links.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { listOwned } from './list-own.ts'
import type { OwnCaller } from './list-own-files.ts'

export async function listOwnShareLinks(
  deps: GatewayDeps,
  { user, credential }: OwnCaller,
  input: ListInput
): Promise<Listed<ListedShareLink>> {
  const { items, next } = await listOwned(deps, 'share-link', ShareLink, user, input, ({ note }) => [note])
  const now = deps.now()
  const reached = await Promise.all(
    items.map(({ zone }) => reachesZone(deps, credential, 'download', ZoneName.parse(zone)))
  )
  const shown = items.filter((_, index) => reached[index])
  return { items: shown.map(({ id, zone, value }) => shownShareLink(zone, ShareLinkId.parse(id), value, now)), next }
}
