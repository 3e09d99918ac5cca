/**
 * Accounts of those whom records of an older gateway name by a login: bound to the id that the login has at the identity
 * provider now. Who can't be sure of is listed for a person to decide: a login that nobody has any more, and one whose
 * account is younger than what was made under it, so that it is somebody else's by now.
 */
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import { bind, boundAccount } from '../users/bindings.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import type { SeenOwner } from './seen-owners.ts'

export interface BoundOwner extends SeenOwner {
  outcome: 'bound' | 'known' | 'no_login' | 'unknown' | 'younger' | 'unanswered'
}

/** Look-ups side by side. */
const atOnce = 8

type Deps = BindingDeps & Pick<GatewayDeps, 'identityProvider'>

/** `decided`: whose a label is, by its key: the login that its user has now. */
export const bindOwners = (
  deps: Deps,
  owners: readonly SeenOwner[],
  decided: ReadonlyMap<LoginKey, UserLabel>
): Promise<BoundOwner[]> =>
  fewAtOnce(owners, atOnce, async owner => ({
    ...owner,
    outcome: await outcomeOf(deps, owner, decided.get(loginKey(owner.label)))
  }))

async function outcomeOf(
  deps: Deps,
  { label, since }: SeenOwner,
  decided: UserLabel | undefined
): Promise<BoundOwner['outcome']> {
  if ((await boundAccount(deps, label)) !== undefined) return 'known'
  const login = decided ?? loginIn(label)
  if (login === undefined) return 'no_login'
  try {
    if (deps.identityProvider?.lookUp === undefined) return 'unanswered'
    const profile = await deps.identityProvider.lookUp(login)
    if (profile === undefined) return 'unknown'
    if (decided === undefined && profile.createdAt !== undefined && profile.createdAt > since) return 'younger'
    await bind(deps, label, profile.accountId)
    return 'bound'
  } catch (error) {
    if (error instanceof GatewayError) return 'unanswered'
    throw error
  }
}

/** As older gateways wrote it: a login, or with the provider before it. */
function loginIn(label: UserLabel): UserLabel | undefined {
  const [, login] = /^(?:github\|)?([A-Za-z0-9][A-Za-z0-9_-]{0,99})$/.exec(label) ?? []
  return login === undefined ? undefined : UserLabel.parse(login)
}
