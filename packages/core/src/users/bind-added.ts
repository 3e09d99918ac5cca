/**
 * Binding logins that an administrator adds to a zone's settings: to the account that has the login at this moment, so
 * that nobody gets its permissions who takes the name over before its user signs in here. Where the provider cannot say,
 * the login is bound by its first sign-in, as any other.
 */
import type { GatewayDeps } from '../deps.ts'
import { within } from '../within.ts'
import { bind, boundAccount } from './bindings.ts'
import type { BindingDeps } from './bindings-by-key.ts'
import type { UserLabel } from './user-label.ts'

/** At one change of the settings; the others are bound by their first sign-in. */
const mostAtOnce = 20
/** How long whoever saves waits for it, ms. */
const patience = 2_500

type Deps = BindingDeps & Pick<GatewayDeps, 'identityProvider'>

/** Never throws. */
export async function bindAddedLogins(deps: Deps, logins: readonly UserLabel[]): Promise<void> {
  const binding = Promise.all(logins.slice(0, mostAtOnce).map(login => bindAdded(deps, login)))
  await within(patience, binding, () => deps.report('warn', 'login.not_bound', { reason: 'it takes too long' }))
}

async function bindAdded(deps: Deps, login: UserLabel): Promise<void> {
  const { identityProvider, report } = deps
  if (identityProvider?.lookUp === undefined) return
  try {
    if ((await boundAccount(deps, login)) !== undefined) return
    const identity = await identityProvider.lookUp(login)
    if (identity !== undefined) await bind(deps, login, identity.accountId)
  } catch (error) {
    report('warn', 'login.not_bound', { reason: String(error) })
  }
}
