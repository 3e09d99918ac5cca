/** Who may read a file: what its registrations say, in one answer that is quick to ask. */
import type { LoginKey } from '../ids/login-key.ts'
import { loginKey } from '../ids/login-key.ts'
import type { Holder } from './owner.ts'
import type { Registration } from './registration.ts'

export interface FileReaders {
  /** Public from then on, ms since the epoch; infinite: never. */
  publicFrom: number
  /** Whoever may download in the zone. */
  zone: boolean
  accounts: ReadonlySet<string>
  /** Owners that are known by a login alone. */
  logins: ReadonlySet<LoginKey>
  teams: ReadonlySet<string>
}

/** Owners as `withAccount` gives them. */
export function readersBy(registrations: Iterable<Registration>): FileReaders {
  const accounts = new Set<string>()
  const logins = new Set<LoginKey>()
  const teams = new Set<string>()
  let publicFrom = Number.POSITIVE_INFINITY
  let zone = false
  for (const { state, visibility, until, ownerId, ownerAccountId } of registrations) {
    if (state !== 'held') continue
    if (ownerAccountId !== undefined) accounts.add(ownerAccountId)
    else if (ownerId !== undefined) logins.add(loginKey(ownerId))
    if (visibility === 'public') publicFrom = 0
    else if (until !== undefined) publicFrom = Math.min(publicFrom, until)
    if (visibility === 'zone') zone = true
    else if (visibility.startsWith('team ')) teams.add(visibility.slice('team '.length))
  }
  return { publicFrom, zone, accounts, logins, teams }
}

/** Whether nothing but who asks decides: it is public, or theirs. `now`: ms since the epoch. */
export function admitsAtOnce(readers: FileReaders, holder: Holder | undefined, now: number): boolean {
  if (readers.publicFrom <= now) return true
  return holder !== undefined && isTheirs(readers, holder)
}

/** Whether somebody has the file. */
export const isTheirs = ({ accounts, logins }: FileReaders, { accountId, labels }: Holder): boolean =>
  (accountId !== undefined && accounts.has(accountId)) || (logins.size > 0 && labels.some(label => logins.has(label)))

/** Whether the zone's settings and teams let somebody read. Zone administrators read everything; that is asked elsewhere. */
export const admitsByZone = (
  readers: FileReaders,
  { mayDownload, teams }: { mayDownload: boolean; teams: readonly string[] }
): boolean => (readers.zone && mayDownload) || (readers.teams.size > 0 && teams.some(team => readers.teams.has(team)))
