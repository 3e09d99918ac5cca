/** Operation revokeShareLink: its maker, or an administrator of the zone, ends a link; within 60 s, in this process at once. */
import { type AuthorizedZone, alsoMay } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ShareLinkId } from '../model/share-link.ts'
import type { User } from '../model/user.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import { owns } from '../users/ownership.ts'
import { findLink, shareLinkKey, shareTokenKey } from './share-link-record.ts'

/** Throws `share.not_yours`, whatever is there. */
export async function revokeShareLink(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>,
  user: User,
  id: ShareLinkId,
  facts: RequestFacts
): Promise<void> {
  const { name } = at.zone
  const known = await findLink(deps, name, id)
  if (known === undefined || !(owns(user, known.link) || (await alsoMay(deps, at, 'administer'))))
    throw siteErrors.shareNotYours()
  await deps.registry.remove(shareLinkKey(name, id))
  deps.caches.shareLinks.delete(known.link.tokenHash)
  await deps.registry.remove(shareTokenKey(known.link.tokenHash))
  await recordChange(deps, name, 'revokeShareLink', { shareLink: id, label: known.link.note }, facts)
}
