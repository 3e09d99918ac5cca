/** Somebody who is made the owner of something by their login: the account that the login means, from this moment on. */
import type { GatewayDeps } from '../deps.ts'
import type { UserLabel } from '../ids/user-label.ts'
import type { Owned } from '../model/owner.ts'
import { siteErrors } from '../site-errors.ts'
import { bind, boundAccount, firstAccount } from './bindings.ts'
import type { BindingDeps } from './bindings-by-key.ts'

type Deps = BindingDeps & Pick<GatewayDeps, 'identityProvider'>

/**
 * Where the provider knows logins, one that nobody had here is bound to whoever has it there now. Throws
 * `user.unknown_login`, or `store.unavailable` where the provider does not say.
 */
export async function namedOwner(deps: Deps, ownerId: UserLabel): Promise<Owned> {
  const bound = await boundAccount(deps, ownerId)
  if (bound !== undefined) return { ownerId, ownerAccountId: bound }
  const { identityProvider } = deps
  if (identityProvider?.lookUp === undefined) {
    // By the login alone it would be the first account's that had it.
    if ((await firstAccount(deps, ownerId)) !== undefined) throw siteErrors.loginFree(ownerId)
    return { ownerId }
  }
  const identity = await identityProvider.lookUp(ownerId)
  if (identity === undefined) throw siteErrors.unknownLogin(ownerId)
  return { ownerId: identity.login, ownerAccountId: await bind(deps, ownerId, identity.accountId) }
}
