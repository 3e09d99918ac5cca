/**
 * Operation leaveFile: whoever has a file in a zone gives it up. When nobody has it any more, the content moves to the
 * zone's trash. May be repeated after each of its steps.
 */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { spendSignature } from '../access/spend-signature.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { beginEnding, finishEnding } from '../registrations/end-registrations.ts'
import { ownRegistrations } from '../registrations/own-registrations.ts'
import { type Registered, registrationsOf } from '../registrations/registered.ts'
import { siteErrors } from '../site-errors.ts'
import { trashContent } from './trash-content.ts'

/** Throws `file.not_yours` where the user has no registration of it, whatever is there. */
export async function leaveFile(
  deps: GatewayDeps,
  { zone, credential }: AuthorizedZone<'anyone'>,
  user: User,
  hash: ContentHash,
  facts: RequestFacts
): Promise<void> {
  await spendSignature(deps, zone.name, credential, facts.requestTimestamp)
  const own = new Set((await ownRegistrations(deps, zone, user, hash)).map(({ key }) => key.id))
  if (own.size === 0) throw siteErrors.fileNotYours(zone.name, hash)
  await giveUp(deps, zone, hash, ({ key }) => own.has(key.id), facts)
  await recordChange(deps, zone.name, 'removeRegistration', { hashAlg: 'sha1', hash }, facts)
}

/** Those registrations that are `isMeant`. */
export async function giveUp(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  isMeant: (registered: Registered) => boolean,
  facts: Pick<RequestFacts, 'requestTimestamp'>
): Promise<void> {
  const ending = await beginEnding(deps, zone, hash, isMeant)
  const others = await registrationsOf(deps, zone, hash)
  // Those who begin now see that it ends, and wait.
  if (!others.some(({ registration }) => registration.state === 'held')) await trashContent(deps, zone, hash, facts)
  await finishEnding(deps, zone, ending)
}
