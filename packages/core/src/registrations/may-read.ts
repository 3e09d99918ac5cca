/** Who may read a file of a zone whose files have readers. Asked by every path that reads one. */
import { type AuthorizedZone, alsoMay } from '../access/authorize-zone.ts'
import { callerInZone } from '../access/caller.ts'
import { isInScope } from '../access/key-scope.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { admitsAtOnce, admitsByZone, type FileReaders, readersBy } from '../model/file-readers.ts'
import { teamsByLogin } from '../model/file-settings.ts'
import type { Holder } from '../model/owner.ts'
import type { Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { githubTeamsOf } from '../users/github-teams.ts'
import { withAccount } from '../users/ownership.ts'
import { fileSettings } from '../zones/file-settings.ts'
import { registrationsOf } from './registered.ts'

type At = Pick<AuthorizedZone, 'zone' | 'credential'>

const cacheKey = (zone: Zone, hash: ContentHash) => `${zone.name} ${hash}`

/** What was asked less than 60 s ago, by this process. */
export const knownReaders = (deps: GatewayDeps, zone: Zone, hash: ContentHash): FileReaders | undefined =>
  deps.caches.readers.peek(cacheKey(zone, hash))

export const forgetReaders = (deps: GatewayDeps, zone: Zone, hash: ContentHash): void =>
  deps.caches.readers.delete(cacheKey(zone, hash))

/**
 * As they are now. undefined: the file has no registration, so that the zone's settings say who reads what is there. That
 * is not remembered: the next moment somebody may have put their own file in its place.
 */
export async function currentReaders(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash
): Promise<FileReaders | undefined> {
  const began = deps.now()
  const registered = await registrationsOf(deps, zone, hash)
  if (registered.length === 0) return undefined
  const readers = await readersOf(
    deps,
    registered.map(({ registration }) => registration)
  )
  if (deps.now() - began < 1_000) deps.caches.readers.set(cacheKey(zone, hash), readers)
  return readers
}

/** At most 60 s old. undefined: as `currentReaders` says. */
export async function recentReaders(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash
): Promise<FileReaders | undefined> {
  return knownReaders(deps, zone, hash) ?? currentReaders(deps, zone, hash)
}

/** A file that lay there before anybody registered it: its content was seen, and then the registry asked. */
export const noteUnregistered = (deps: GatewayDeps, zone: Zone, hash: ContentHash): void =>
  deps.caches.readers.set(cacheKey(zone, hash), {
    ...readersBy([]),
    zone: true
  })

export async function readersOf(deps: GatewayDeps, registrations: readonly Registration[]): Promise<FileReaders> {
  const owned = registrations.map(async ({ ownerId, ...registration }) =>
    ownerId === undefined ? registration : withAccount(deps, { ...registration, ownerId })
  )
  return readersBy(await Promise.all(owned))
}

/** `readers`: undefined where nothing is registered. */
export async function mayRead(deps: GatewayDeps, at: At, readers: FileReaders | undefined): Promise<boolean> {
  if (!isInScope(at.credential, 'download', at.zone.name)) return false
  const caller = await callerInZone(deps, at.zone, at.credential)
  const holder = caller.kind === 'anyone' ? undefined : caller
  // From memory it is mostly this.
  if (readers !== undefined && admitsAtOnce(readers, holder, deps.now())) return true
  const [mayDownload, teams] = await Promise.all([alsoMay(deps, at, 'download'), teamsOfHolder(deps, at.zone, holder)])
  if (readers !== undefined && admitsByZone(readers, { mayDownload, teams })) return true
  // Also asked where it decides nothing: a file that somebody may not read takes as long as one that is not there.
  const readsAll = await alsoMay(deps, at, 'read-all')
  return readsAll || (readers === undefined && mayDownload)
}

/** Asked ahead, it is in memory when `mayRead` asks: so that a registry is asked all there is to ask at once. */
export async function callerTeams(deps: GatewayDeps, { zone, credential }: At): Promise<void> {
  const caller = await callerInZone(deps, zone, credential)
  if (caller.kind !== 'anyone') await teamsOfHolder(deps, zone, caller)
}

/** Whatever the file is: who may not read one is answered after the same questions. */
async function teamsOfHolder(deps: GatewayDeps, zone: Zone, holder: Holder | undefined): Promise<string[]> {
  const settings = await fileSettings(deps, zone)
  if (holder === undefined) return []
  const byLogin = teamsByLogin(settings, holder)
  const { teamsByGithub } = settings
  if (teamsByGithub.size === 0 || holder.accountId === undefined) return byLogin
  const atGithub = await githubTeamsOf(deps, holder.accountId)
  return [...byLogin, ...atGithub.flatMap(id => teamsByGithub.get(id) ?? [])]
}
