/** Operation makeShareLink: whoever may read and share files hands out a link to them, which ends. */
import { type AuthorizedZone, authorizeZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { findFile } from '../files/find-file.ts'
import type { UploadHash } from '../ids/content-hash.ts'
import {
  longestShare,
  mostShareLinks,
  type NewShareLink,
  type SharedFile,
  ShareLink,
  ShareToken,
  shareLinkId
} from '../model/share-link.ts'
import type { User } from '../model/user.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { sha1To } from '../registrations/content-digests.ts'
import { ownRegistrations } from '../registrations/own-registrations.ts'
import { siteErrors } from '../site-errors.ts'
import { everyItem } from '../stores/every-item.ts'
import { accountIndex, ownedBy } from '../users/ownership.ts'
import { type ListedShareLink, shownShareLink } from './list-share-links.ts'
import { mayShare } from './may-share.ts'
import { hashOfToken, shareLinkKey, shareTokenKey } from './share-link-record.ts'

/** Files that are looked for side by side. */
const atOnce = 10

/** Throws `file.not_found`, `share.not_allowed`, `share.bad_end` or `share.too_many`. The token is told here alone. */
export async function makeShareLink(
  deps: GatewayDeps,
  { zone: { name }, credential }: Pick<AuthorizedZone, 'zone' | 'credential'>,
  user: User,
  { hashes, ...input }: NewShareLink,
  facts: RequestFacts
): Promise<{ token: ShareToken; made: ListedShareLink }> {
  const at = await authorizeZone(deps, credential, 'read', name)
  const now = deps.now()
  if (input.endsAt <= now || input.endsAt > now + longestShare) throw siteErrors.shareBadEnd()
  const shared = await fewAtOnce([...new Set(hashes)], atOnce, hash => shareable(deps, at, user, hash))
  // One file may be named by both of its hashes.
  const files = [...new Map(shared.map(file => [file.hash, file])).values()]
  await checkRoom(deps, user)

  const token = ShareToken.parse(`link_${deps.randomHex(16)}`)
  const tokenHash = hashOfToken(token)
  const id = shareLinkId(now, deps.randomHex(8))
  const link = ShareLink.parse({
    ...input,
    ...ownedBy(user),
    tokenHash,
    files,
    at: now,
    used: 0,
    usedAt: null,
    begun: {}
  } satisfies ShareLink)
  // First where the token is looked up, so that the link works from the moment that it is listed.
  await deps.registry.create(shareTokenKey(tokenHash), { zone: name, id })
  await deps.registry.create(shareLinkKey(name, id), link, { owner: accountIndex(user.accountId) })
  const [only] = files.length === 1 ? files : []
  const about = only && { hashAlg: 'sha1', hash: only.hash }
  await recordChange(deps, name, 'makeShareLink', { shareLink: id, ...about, label: input.note }, facts)
  return { token, made: shownShareLink(name, id, link, now) }
}

/** Throws `file.not_found` of what they may not read, whatever is there, and else `share.not_allowed`. */
async function shareable(
  deps: GatewayDeps,
  at: AuthorizedZone<'read'>,
  user: User,
  asked: UploadHash
): Promise<SharedFile> {
  const { zone } = at
  if (zone.files === undefined) throw siteErrors.fileNotFound(zone.name, asked)
  const hash = await sha1To(deps, zone, asked)
  const result = await findFile(deps, at, { hash })
  if (!result.found) throw siteErrors.fileNotFound(zone.name, asked)
  if (!(await mayShare(deps, at, user, hash))) throw siteErrors.shareNotAllowed(zone.name, asked)
  const own = await ownRegistrations(deps, zone, user, hash)
  const name = own.map(({ registration }) => registration.name).find(one => one !== undefined)
  return { hash, size: result.file.size, ...(name !== undefined && { name }) }
}

/** Those that have ended count until they are removed. */
async function checkRoom({ registry }: GatewayDeps, { accountId }: User): Promise<void> {
  const scope = { kind: 'share-link', owner: accountIndex(accountId) } as const
  let there = 0
  for await (const _ of everyItem(page => registry.listByOwner(scope, page))) {
    there += 1
    if (there >= mostShareLinks) throw siteErrors.tooManyShareLinks(mostShareLinks)
  }
}
