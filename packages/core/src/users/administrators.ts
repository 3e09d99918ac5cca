/**
 * Who administers the whole gateway: the logins that its operator lists. A user's labels are only those that are bound to
 * their account, so a name that changed hands at GitHub gives nothing to whoever has it now.
 */
import type { GatewayDeps } from '../deps.ts'
import type { User } from '../model/user.ts'

export function isGatewayAdministrator(deps: Pick<GatewayDeps, 'administrators'>, user: Pick<User, 'labels'>): boolean {
  return user.labels.some(label => deps.administrators.has(label))
}
