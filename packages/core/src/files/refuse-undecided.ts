/** What is said of a file while it is not known yet whether what was uploaded is that file. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { toldVerifications } from './told-verifications.ts'
import { isUndecided, verificationsOf } from './verification-record.ts'

/** How much of a file is verified in a second, bytes: what a Lambda function reads of S3, with room to spare. */
const bytesPerSecond = 50_000_000
/** Of `retry-after`, s. */
const [soonest, latest] = [2, 30]

/** Throws `file.being_verified` for the oldest verification of the hash that is not decided. */
export async function refuseUndecided(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>,
  hash: ContentHash
): Promise<void> {
  const now = deps.now()
  const all = await verificationsOf(deps.registry, at.zone.name, hash)
  const [oldest] = (await toldVerifications(deps, at, hash, all))
    .map(({ record }) => record)
    .filter(record => isUndecided(record, now))
    .toSorted((a, b) => a.facts.requestTimestamp - b.facts.requestTimestamp)
  if (oldest === undefined) return
  const since = oldest.facts.requestTimestamp
  const takes = Math.max(soonest, Math.ceil(oldest.size / bytesPerSecond))
  const left = Math.ceil(takes - (now - since) / 1000)
  throw errors.beingVerified(hash, oldest.size, {
    since,
    takes,
    retryAfter: Math.min(latest, Math.max(soonest, left))
  })
}
