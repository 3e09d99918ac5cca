/**
 * A file as whoever made a link may read it, now. A link gives nothing else: what its maker may not read or share any more,
 * it does not give, and no link of somebody who is blocked gives anything.
 */
import { type AuthorizedZone, authorizeZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { findFile } from '../files/find-file.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { FoundFile } from '../model/found-file.ts'
import type { KnownShareLink } from '../model/share-link.ts'
import type { User } from '../model/user.ts'
import { mayRead, recentReaders } from '../registrations/may-read.ts'
import { isOfZone } from '../registrations/registered.ts'
import { siteErrors } from '../site-errors.ts'
import { knownAccount } from '../users/account.ts'
import { blockedAs } from '../users/blocked-logins.ts'
import { mayShare } from './may-share.ts'

export interface OfMaker {
  at: AuthorizedZone<'read'>
  user: User
}

/** The maker, in the zone. Throws `share.not_found`. */
export async function makerOf(deps: GatewayDeps, { zone, link }: KnownShareLink): Promise<OfMaker> {
  const known = await knownAccount(deps, link.ownerAccountId)
  if (known === undefined || (await blockedAs(deps, known.user)) !== undefined) throw siteErrors.shareNotFound()
  const { user } = known
  const at = await orNotFound(authorizeZone(deps, { kind: 'user', user, provedBy: 'session' }, 'read', zone))
  if (!isOfZone(at.zone, link)) throw siteErrors.shareNotFound()
  return { at, user }
}

/** Throws `share.not_found`. */
export async function findForMaker(
  deps: GatewayDeps,
  { at, user }: OfMaker,
  hash: ContentHash
): Promise<{ file: FoundFile; cacheHit: boolean; alongside?: Promise<void> }> {
  const result = await orNotFound(findFile(deps, at, { hash }))
  if (!result.found || !(await mayShare(deps, at, user, hash))) throw siteErrors.shareNotFound()
  return result
}

/** Whether the link gives the file, without a look at its bytes. Throws `share.not_found` where nobody can say. */
export async function isGiven(deps: GatewayDeps, { at, user }: OfMaker, hash: ContentHash): Promise<boolean> {
  const readers = await recentReaders(deps, at.zone, hash)
  return orNotFound(
    Promise.all([mayRead(deps, at, readers), mayShare(deps, at, user, hash)]).then(both => both.every(one => one))
  )
}

/** Whoever has the link is not told why; what may be otherwise in a moment stays what it is. */
async function orNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const passing = error instanceof GatewayError && (error.kind === 'unavailable' || error.kind === 'pending')
    if (passing || !(error instanceof GatewayError)) throw error
    throw siteErrors.shareNotFound()
  }
}
