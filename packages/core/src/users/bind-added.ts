/**
 * Binding logins that an administrator adds to a zone's settings: to the account that has the login at this moment, so
 * that nobody gets its permissions who takes the name over before its user signs in here. Where the provider cannot say,
 * the login is bound by its first sign-in, as any other.
 */
import type { GatewayDeps } from '../deps.ts'
import { within } from '../within.ts'
import { bindIfFree, boundAccount } from './bindings.ts'
import type { UserLabel } from './user-label.ts'

/** At one change of the settings; the others are bound by their first sign-in. */
const mostAtOnce = 20
/** How long whoever saves waits for it, ms. */
const patience = 2_500

/** Never throws. */
export async function bindAddedLogins(
  deps: Pick<GatewayDeps, 'registry' | 'identityProvider' | 'report'>,
  logins: readonly UserLabel[]
): Promise<void> {
  const binding = Promise.all(logins.slice(0, mostAtOnce).map(login => bindAdded(deps, login)))
  await within(patience, binding, () => deps.report('warn', 'login.not_bound', { reason: 'it takes too long' }))
}

async function bindAdded(
  { registry, identityProvider, report }: Pick<GatewayDeps, 'registry' | 'identityProvider' | 'report'>,
  login: UserLabel
): Promise<void> {
  if (identityProvider?.lookUp === undefined) return
  try {
    if ((await boundAccount(registry, login)) !== undefined) return
    const identity = await identityProvider.lookUp(login)
    // Under the spelling that was added, too: it is the one that permissions are compared with.
    if (identity !== undefined) await bindIfFree(registry, login, identity.accountId)
  } catch (error) {
    report('warn', 'login.not_bound', { reason: String(error) })
  }
}
