/**
 * Logins that gateway administrators have blocked: whoever has one, and the account that had it then, gets no more than
 * somebody whom nobody knows. They are few, in one record, so that a request looks none of them up.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { BlockedLogin } from '../model/blocked-login.ts'
import type { Holder } from '../model/owner.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import { isGatewayAdministrator } from './administrators.ts'
import { boundAccount, labelsOfAccount } from './bindings.ts'
import type { BindingDeps } from './bindings-by-key.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches'>

const key = { kind: 'blocked-logins', id: 'all' } as const

const Blocked = z.object({
  logins: z.array(
    z.object({
      login: UserLabel,
      /** Absent: the login meant no account then. */
      accountId: z.string().exactOptional(),
      /** ms since the epoch */
      since: z.number(),
      by: z.string()
    })
  )
})

/** More than a gateway needs, few enough for one record. */
export const mostBlockedLogins = 500
/** Tries of a write that others keep overtaking. */
const tries = 5

/** As who was blocked they are known here; undefined: they aren't. At most 60 s old. */
export async function blockedAs(deps: Deps, { accountId, labels }: Holder): Promise<UserLabel | undefined> {
  const { logins } = await deps.caches.blockedLogins.get('all', async () => ({ logins: await listBlockedLogins(deps) }))
  return logins.find(
    blocked => labels.includes(loginKey(blocked.login)) || (accountId !== undefined && blocked.accountId === accountId)
  )?.login
}

/** Throws `auth.login_blocked`. */
export async function refuseBlocked(deps: Deps & Pick<GatewayDeps, 'administrators'>, holder: Holder): Promise<void> {
  const login = await blockedAs(deps, holder)
  if (login !== undefined) throw errors.loginBlocked(login, [...deps.administrators.values()])
}

/** In the order in which they were blocked. */
export async function listBlockedLogins({ registry }: Pick<Deps, 'registry'>): Promise<BlockedLogin[]> {
  const entry = await registry.get(key)
  return entry?.state === 'present' ? readRecord(Blocked, key, entry.value).logins : []
}

/** Takes effect within 60 s. Throws `user.administers_gateway`, or `user.too_many_blocked`. */
export async function blockLogin(
  deps: BindingDeps & Pick<GatewayDeps, 'administrators' | 'now'>,
  login: UserLabel,
  by: string
): Promise<void> {
  const accountId = await boundAccount(deps, login)
  const labels = accountId === undefined ? [] : await labelsOfAccount(deps, accountId)
  if (isGatewayAdministrator(deps, { labels: [...labels, loginKey(login)] })) {
    throw siteErrors.blocksAdministrator(login)
  }
  const blocked = { login, ...(accountId === undefined ? {} : { accountId }), since: deps.now(), by }
  await change(deps, logins => {
    const others = without(logins, login)
    if (others.length >= mostBlockedLogins) throw siteErrors.tooManyBlocked(mostBlockedLogins)
    return [...others, blocked]
  })
}

/** Takes effect within 60 s. Of one that isn't blocked it changes nothing. */
export const unblockLogin = (deps: Deps, login: UserLabel): Promise<void> =>
  change(deps, logins => without(logins, login))

const without = (logins: readonly BlockedLogin[], login: UserLabel) =>
  logins.filter(one => loginKey(one.login) !== loginKey(login))

async function change({ registry, caches }: Deps, to: (logins: BlockedLogin[]) => BlockedLogin[]): Promise<void> {
  for (let tried = 0; tried < tries; tried++) {
    const entry = await registry.get(key)
    const before = entry?.state === 'present' ? readRecord(Blocked, key, entry.value).logins : []
    const value = { logins: to(before).map(login => ({ ...login })) }
    const written =
      entry?.state === 'present'
        ? (await registry.replace(key, value, entry.version)) !== undefined
        : (await registry.create(key, value)).created
    caches.blockedLogins.delete('all')
    if (written) return
  }
  throw errors.storeUnavailable('the list of blocked logins', new Error('it is being changed all the time'))
}
