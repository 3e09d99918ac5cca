/** The links that a user made, in all zones, the newest of each zone first. */
import type { GatewayDeps } from '../deps.ts'
import { ShareLink, ShareLinkId } from '../model/share-link.ts'
import type { User } from '../model/user.ts'
import { type ListedShareLink, shownShareLink } from '../share-links/list-share-links.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { listOwned } from './list-own.ts'

export async function listOwnShareLinks(
  deps: GatewayDeps,
  user: User,
  input: ListInput
): Promise<Listed<ListedShareLink>> {
  const { items, next } = await listOwned(deps, 'share-link', ShareLink, user, input, ({ note }) => [note])
  const now = deps.now()
  return { items: items.map(({ id, zone, value }) => shownShareLink(zone, ShareLinkId.parse(id), value, now)), next }
}
