/**
 * Operation releaseLogin for gateway administrators: frees a login that changed hands at GitHub. The account that had it
 * keeps what it owns and loses what the login is given; its sessions and its API keys end. Whoever signs in under the
 * login next is who it means from then on. May be repeated after each of its steps.
 */

import type { GatewayDeps } from '../deps.ts'
import { loginKey } from '../ids/login-key.ts'
import type { UserLabel } from '../ids/user-label.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordGatewayChange } from '../record/record-gateway-change.ts'
import { siteErrors } from '../site-errors.ts'
import { endAccess } from './account.ts'
import { boundAccount, releaseLabel } from './bindings.ts'

/** Takes effect within 60 s. Throws `user.not_found` where nobody is bound to it, or `user.administers_gateway`. */
export async function releaseLogin(deps: GatewayDeps, login: UserLabel, facts: RequestFacts): Promise<void> {
  // Whoever took the login next would have the whole gateway.
  if (deps.administrators.has(loginKey(login))) throw siteErrors.administersGateway(login)
  const accountId = await boundAccount(deps, login)
  if (accountId === undefined) throw siteErrors.userNotFound(login)
  await endAccess(deps, accountId)
  await recordGatewayChange(deps, 'releaseLogin', { login, accountId }, facts)
  await releaseLabel(deps, login)
  deps.caches.accounts.delete(accountId)
  deps.caches.labels.delete(accountId)
}
