/** What a user has of a file: a registration of their account, and those under logins that never meant another one. */
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import { owns, withAccount } from '../users/ownership.ts'
import { type Registered, registrationsOf } from './registered.ts'

/** Those that have not ended. */
export async function ownRegistrations(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  hash: ContentHash
): Promise<Registered[]> {
  if (zone.files === undefined) return []
  const all = await registrationsOf(deps, zone, hash)
  const theirs = await Promise.all(
    all.map(async ({ registration: { state, ownerId, ...owner } }) => {
      if (state === 'ended' || ownerId === undefined) return false
      return owns(user, await withAccount(deps, { ...owner, ownerId }))
    })
  )
  return all.filter((_, index) => theirs[index])
}
