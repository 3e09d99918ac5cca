/** An account: made by its user's first sign-in, and changed by writes that are conditional on what was read. */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { Account, type KnownAccount } from '../model/account.ts'
import { siteErrors } from '../site-errors.ts'
import type { Identity } from '../stores/identity-provider.ts'
import { readRecord } from '../stores/read-record.ts'
import { bindIdentity, labelsOfAccount } from './bindings.ts'
import { refuseBlocked } from './blocked-logins.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches' | 'now' | 'logger'>

const accountKey = (accountId: string) => ({ kind: 'account', id: accountId }) as const

/** Tries of a write that others keep overtaking. */
const tries = 5

/** Throws `auth.login_bound_elsewhere` or `auth.login_blocked`. Makes the account at its first sign-in, and learns of a new login. */
export async function signInAccount(
  deps: Deps & Pick<GatewayDeps, 'administrators'>,
  identity: Identity
): Promise<KnownAccount> {
  const user = await bindIdentity(deps, identity)
  await refuseBlocked(deps, user)
  const { accountId, login } = identity
  const first = {
    login,
    generation: 0,
    endedSessions: [],
    signedInAt: deps.now(),
    apiKey: null,
    apiKeys: [],
    ownZones: []
  }
  const { created } = await deps.registry.create(accountKey(accountId), first)
  const account = created
    ? first
    : await changeAccount(deps, accountId, known => ({ ...known, login, signedInAt: deps.now() }))
  deps.caches.accounts.delete(accountId)
  return { account, user }
}

/** The account, at most 60 s old; undefined: nobody has signed in to it. */
export async function knownAccount(deps: Deps, accountId: string): Promise<KnownAccount | undefined> {
  const { known } = await deps.caches.accounts.get(accountId, async () => ({
    known: await loadAccount(deps, accountId)
  }))
  return known
}

async function loadAccount(deps: Deps, accountId: string): Promise<KnownAccount | undefined> {
  const key = accountKey(accountId)
  const entry = await deps.registry.get(key)
  if (entry?.state !== 'present') return undefined
  const account = readRecord(Account, key, entry.value)
  const labels = await labelsOfAccount(deps, accountId, account.login)
  return { account, user: { accountId, login: account.login, labels } }
}

/** Writes what `change` makes of the account as it is; `change` may throw. Takes effect elsewhere within 60 s. */
export async function changeAccount(
  deps: Deps,
  accountId: string,
  change: (account: Account) => Account
): Promise<Account> {
  const key = accountKey(accountId)
  for (let tried = 0; tried < tries; tried++) {
    const entry = await deps.registry.get(key)
    if (entry?.state !== 'present') throw siteErrors.signedOut()
    const changed = change(readRecord(Account, key, entry.value))
    const written = await deps.registry.replace(key, changed, entry.version)
    deps.caches.accounts.delete(accountId)
    if (written !== undefined) return changed
  }
  throw errors.storeUnavailable("the user's record", new Error('it is being changed all the time'))
}

/** Most ended sessions that an account's record keeps; where there would be more, all sessions of the account end. */
export const mostEndedSessions = 50

/** Ends one session, within 60 s, wherever its cookie was copied to. `until`: when it would end anyway, ms since the epoch. */
export async function endSession(deps: Deps, accountId: string, session: { id: string; until: number }): Promise<void> {
  await changeAccount(deps, accountId, account => {
    const others = account.endedSessions.filter(({ id, until }) => until > deps.now() && id !== session.id)
    return others.length < mostEndedSessions
      ? { ...account, endedSessions: [...others, session] }
      : withoutSessions(account)
  })
}

/** Ends sessions and API keys of an account, within 60 s; of one that nobody has signed in to there are none. */
export async function endAccess(deps: Deps, accountId: string): Promise<void> {
  if ((await deps.registry.get(accountKey(accountId)))?.state !== 'present') return
  await changeAccount(deps, accountId, account => ({ ...withoutSessions(account), apiKey: null, apiKeys: [] }))
}

/** Ends all sessions of the account, within 60 s. */
export async function signOutEverywhere(deps: Deps, accountId: string): Promise<void> {
  await changeAccount(deps, accountId, withoutSessions)
}

const withoutSessions = (account: Account): Account => ({
  ...account,
  generation: account.generation + 1,
  endedSessions: []
})
