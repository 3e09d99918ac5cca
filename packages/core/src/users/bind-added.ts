/**
 * Binding logins that an administrator adds to a zone's settings: to the account that has the login at this moment, so
 * that nobody gets its permissions who takes the name over before its user signs in here. Where the provider can't say,
 * the login is bound by its first sign-in, as any other, and whoever saved is told.
 */
import type { GatewayDeps } from '../deps.ts'
import type { UserLabel } from '../ids/user-label.ts'
import type { NotBound, User } from '../model/user.ts'
import { withTimeout } from '../with-timeout.ts'
import { bind, boundAccount } from './bindings.ts'
import type { BindingDeps } from './bindings-by-key.ts'
import { lookUpsPerHour, takeLookUps } from './look-up-allowance.ts'

/** Look-ups side by side. */
const atOnce = 20
/** How long whoever saves waits for all of them, ms. */
const patience = 2_500

type Deps = BindingDeps & Pick<GatewayDeps, 'identityProvider' | 'now'>

const reasons = {
  unknown: 'GitHub has no such user; check the spelling.',
  unanswered: 'GitHub didn’t answer in time. Remove the user and add them again later.',
  tooMany: `You can have ${lookUpsPerHour} logins looked up at GitHub in an hour. Remove the user and add them again later.`
}

/** Never throws. */
export async function bindAddedLogins(
  deps: Deps,
  user: Pick<User, 'accountId'>,
  logins: readonly UserLabel[]
): Promise<NotBound[]> {
  if (deps.identityProvider?.lookUp === undefined) return []
  // What is not said below when the time is over was not answered.
  const reasonOf = new Map<UserLabel, keyof typeof reasons | 'bound'>()
  const report = (reason: string) => deps.logger.warn('login.not_bound', { reason })
  const work = bindAll(deps, user, logins, reasonOf).catch(error => report(String(error)))
  await withTimeout(patience, work, () => report('it takes too long'))
  return logins.flatMap(userId => {
    const reason = reasonOf.get(userId) ?? 'unanswered'
    return reason === 'bound' ? [] : [{ userId, reason: reasons[reason] }]
  })
}

async function bindAll(
  deps: Deps,
  { accountId }: Pick<User, 'accountId'>,
  logins: readonly UserLabel[],
  reasonOf: Map<UserLabel, keyof typeof reasons | 'bound'>
): Promise<void> {
  const until = deps.now() + patience
  const unbound: UserLabel[] = []
  await each(logins, until, deps.now, async login => {
    if ((await boundAccount(deps, login)) === undefined) unbound.push(login)
    else reasonOf.set(login, 'bound')
  })
  if (unbound.length === 0) return
  const taken = await takeLookUps(deps, accountId, unbound.length)
  for (const login of unbound.slice(taken)) reasonOf.set(login, 'tooMany')
  await each(unbound.slice(0, taken), until, deps.now, async login => {
    try {
      const identity = await deps.identityProvider?.lookUp?.(login)
      if (identity !== undefined) await bind(deps, login, identity.accountId)
      reasonOf.set(login, identity === undefined ? 'unknown' : 'bound')
    } catch (error) {
      deps.logger.warn('login.not_bound', { reason: String(error) })
    }
  })
}

/** A few side by side, as long as there is time. */
async function each<T>(items: readonly T[], until: number, now: () => number, work: (item: T) => Promise<void>) {
  for (let at = 0; at < items.length && now() < until; at += atOnce)
    await Promise.all(items.slice(at, at + atOnce).map(work))
}
