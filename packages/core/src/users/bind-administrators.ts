/**
 * Binding the logins of gateway administrators: the operator means whoever has them at GitHub, not whoever signs in first
 * one day. By check-zones, hourly; on one machine when it starts; at anybody's sign-in; and when the configuration is
 * looked at.
 */
import type { GatewayDeps } from '../deps.ts'
import type { NotBound } from '../model/user.ts'
import { bindAddedLogins } from './bind-added.ts'
import type { BindingDeps } from './bindings-by-key.ts'

type Deps = BindingDeps & Pick<GatewayDeps, 'identityProvider' | 'now' | 'administrators'>

/** Those that mean no account yet, and why. Never throws; at most an hour old, a minute where there are any. */
export function bindAdministrators(deps: Deps): Promise<readonly NotBound[]> {
  return deps.caches.administrators.get('all', () =>
    bindAddedLogins(deps, { accountId: 'ADMINISTRATORS' }, [...deps.administrators.values()])
  )
}
