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
import type { Profile } from '../stores/identity-provider.ts'
import { bind, boundAccount } from '../users/bindings.ts'
import type { BindingDeps } from '../users/bindings-by-key.ts'
import type { SeenOwner } from './seen-owners.ts'

export interface BoundOwner extends SeenOwner {
  outcome: 'bound' | 'known' | 'no_login' | 'unknown' | 'younger' | 'unanswered'
}

/** Look-ups side by side. */
const atOnce = 8
/** Look-ups without an answer after which the provider isn't asked again: each waits for seconds. */
const mostUnanswered = 3

type Deps = BindingDeps & Pick<GatewayDeps, 'identityProvider'>

/** `decided`: whose a label is, by its key: the login that its user has now. */
export function bindOwners(
  { identityProvider, ...deps }: Deps,
  owners: readonly SeenOwner[],
  decided: ReadonlyMap<LoginKey, UserLabel>
): Promise<BoundOwner[]> {
  let unanswered = 0
  const lookUp = async (login: UserLabel) => {
    if (identityProvider?.lookUp === undefined || unanswered >= mostUnanswered) return 'unanswered'
    try {
      return await identityProvider.lookUp(login)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      unanswered++
      return 'unanswered'
    }
  }
  return fewAtOnce(owners, atOnce, async owner => ({
    ...owner,
    outcome: await outcomeOf(deps, lookUp, owner, decided.get(loginKey(owner.label)))
  }))
}

async function outcomeOf(
  deps: BindingDeps,
  lookUp: (login: UserLabel) => Promise<Profile | 'unanswered' | undefined>,
  { label, since }: SeenOwner,
  decided: UserLabel | undefined
): Promise<BoundOwner['outcome']> {
  if ((await boundAccount(deps, label)) !== undefined) return 'known'
  const login = decided ?? loginIn(label)
  if (login === undefined) return 'no_login'
  const profile = await lookUp(login)
  if (profile === 'unanswered') return 'unanswered'
  if (profile === undefined) return 'unknown'
  if (decided === undefined && profile.createdAt !== undefined && profile.createdAt > since) return 'younger'
  await bind(deps, label, profile.accountId)
  return 'bound'
}

/** As older gateways wrote it: a login, or with the provider before it. */
function loginIn(label: UserLabel): UserLabel | undefined {
  const [, login] = /^(?:github\|)?([A-Za-z0-9][A-Za-z0-9_-]{0,99})$/.exec(label) ?? []
  return login === undefined ? undefined : UserLabel.parse(login)
}
