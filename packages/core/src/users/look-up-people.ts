/**
 * Operation lookUpPeople for a zone's administrators: who is behind logins, before or after they are given rights. What
 * the registry knows is told of all; GitHub is asked on demand, softly: where it doesn't answer, nothing is held up.
 */
import type { GatewayDeps } from '../deps.ts'
import type { UserLabel } from '../ids/user-label.ts'
import type { User } from '../model/user.ts'
import type { Profile } from '../stores/identity-provider.ts'
import { withTimeout } from '../with-timeout.ts'
import { boundAccount } from './bindings.ts'
import type { BindingDeps } from './bindings-by-key.ts'
import { takeLookUps } from './look-up-allowance.ts'

export interface Person {
  /** As GitHub spells it, where it was asked. */
  login: string
  /** null: GitHub was not asked, or didn't answer. */
  exists: boolean | null
  name: string | null
  avatarUrl: string | null
  /** Whether they have signed in to this gateway. */
  signedIn: boolean
}

type Deps = BindingDeps & Pick<GatewayDeps, 'identityProvider' | 'now'>

/** ms that GitHub has for all of them. */
const patience = 4_000

/** `ask`: whether GitHub is asked, too; counted, as `takeLookUps` says. */
export async function lookUpPeople(
  deps: Deps,
  user: Pick<User, 'accountId'>,
  logins: readonly UserLabel[],
  ask: boolean
): Promise<Person[]> {
  const asked = ask && deps.identityProvider?.lookUp !== undefined
  const taken = asked ? await takeLookUps(deps, user.accountId, logins.length) : 0
  return Promise.all(
    logins.map(async (login, at) => {
      const [profile, bound] = await Promise.all([
        at < taken ? withTimeout(patience, profileOf(deps, login), () => 'unanswered' as const) : 'unanswered',
        boundAccount(deps, login)
      ])
      const found = typeof profile === 'string' ? undefined : profile
      return {
        login: found?.login ?? login,
        exists: profile === 'unanswered' ? null : profile !== 'nobody',
        name: found?.name ?? null,
        avatarUrl: avatarOf(bound ?? found?.accountId),
        signedIn: bound !== undefined && (await hasSignedIn(deps, bound))
      }
    })
  )
}

async function profileOf(
  { identityProvider, logger }: Deps,
  login: UserLabel
): Promise<Profile | 'nobody' | 'unanswered'> {
  try {
    return (await identityProvider?.lookUp?.(login)) ?? 'nobody'
  } catch (error) {
    logger.warn('login.not_looked_up', { reason: String(error) })
    return 'unanswered'
  }
}

const hasSignedIn = async ({ registry }: Deps, accountId: string) =>
  (await registry.get({ kind: 'account', id: accountId }))?.state === 'present'

/** github.com shows it to everybody, by the account's number; another GitHub's are for its own users. */
const avatarOf = (accountId: string | undefined): string | null =>
  accountId !== undefined && /^\d+$/.test(accountId)
    ? `https://avatars.githubusercontent.com/u/${accountId}?s=48`
    : null
