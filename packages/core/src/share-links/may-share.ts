/** Who may hand out links to a file: as the zone says. Whether they may read it is asked beside. */
import { type AuthorizedZone, alsoMay } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { isTheirs } from '../model/file-readers.ts'
import type { User } from '../model/user.ts'
import { recentReaders } from '../registrations/may-read.ts'
import { fileSettings } from '../zones/file-settings.ts'

export async function mayShare(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>,
  user: User,
  hash: ContentHash
): Promise<boolean> {
  const { sharing } = await fileSettings(deps, at.zone)
  if (sharing === 'readers' || (await alsoMay(deps, at, 'read-all'))) return true
  if (sharing === 'administrators') return false
  const readers = await recentReaders(deps, at.zone, hash)
  return readers !== undefined && isTheirs(readers, user)
}
