/** Who holds a GitHub access token: asked of the identity provider, its answer kept for at most 60 s. */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { UserLabel } from '../ids/user-label.ts'
import type { User } from '../model/user.ts'
import { bindIdentity } from '../users/bindings.ts'
import { refuseBlocked } from '../users/blocked-logins.ts'

/** Throws `auth.bad_github_token`, `auth.login_blocked`, `auth.github_not_configured` or `auth.login_bound_elsewhere`. */
export async function identifyUser(deps: GatewayDeps, login: UserLabel, accessToken: string): Promise<User> {
  const provider = deps.identityProvider
  if (provider === undefined) throw errors.noGithubIdentities()
  // The token itself is kept nowhere, not even in memory.
  const key = createHash('sha256').update(`${login}\n${accessToken}`).digest('base64')
  const { user } = await deps.caches.users.get(key, async () => {
    const identity = await provider.identify(login, accessToken)
    return { user: identity === undefined ? undefined : await bindIdentity(deps, identity) }
  })
  if (user === undefined) throw errors.badGithubToken(login)
  await refuseBlocked(deps, user)
  return user
}
