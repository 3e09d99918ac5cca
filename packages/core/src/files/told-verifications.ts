/** Which verifications of a file somebody may learn of: all, or, where files have readers, those of files that they will read. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { mayRead, readersOf } from '../registrations/may-read.ts'
import { fileSettings } from '../zones/file-settings.ts'
import type { VerificationRecord } from './verification-record.ts'

export async function toldVerifications<V extends { record: VerificationRecord }>(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>,
  hash: ContentHash,
  verifications: readonly V[]
): Promise<V[]> {
  if (at.zone.files === undefined) return [...verifications]
  const { defaultVisibility: visibility } = await fileSettings(deps, at.zone)
  const told = await Promise.all(
    verifications.map(async ({ record: { registrant, size } }) => {
      // One that began before files had readers makes no registration.
      if (registrant === undefined) return mayRead(deps, at, undefined)
      const coming = { visibility, ...registrant, hash, size, at: deps.now(), state: 'held' } as const
      return mayRead(deps, at, await readersOf(deps, [coming]))
    })
  )
  return verifications.filter((_, index) => told[index])
}
