/**
 * Operation signOutUser for gateway administrators: ends what a user is signed in with, sessions and API keys, in 60 s.
 * They may sign in again; who must not is blocked (blocked-logins.ts).
 */
import type { GatewayDeps } from '../deps.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordGatewayChange } from '../record/record-gateway-change.ts'
import { siteErrors } from '../site-errors.ts'
import { endAccess, knownAccount } from './account.ts'

/** Throws `user.not_found`. */
export async function signOutUser(deps: GatewayDeps, accountId: string, facts: RequestFacts): Promise<void> {
  const known = await knownAccount(deps, accountId)
  if (known === undefined) throw siteErrors.userNotFound(accountId)
  await endAccess(deps, accountId)
  const { login } = known.account
  await recordGatewayChange(deps, 'signOutUser', { login, accountId, label: login }, facts)
}
