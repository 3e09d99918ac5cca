/** Who is signed in, and what is theirs. */

import type { AuthContext } from '@kachery-gateway/core/access/authorize.ts'
import type { meOperations } from '@kachery-gateway/core/api/me.ts'
import { listMyZones } from '@kachery-gateway/core/me/list-my-zones.ts'
import { listOwnClients, listOwnResources } from '@kachery-gateway/core/me/list-own.ts'
import { type ApiKey, apiKeysOf } from '@kachery-gateway/core/model/api-key.ts'
import type { User } from '@kachery-gateway/core/model/user.ts'
import type { RequestFacts } from '@kachery-gateway/core/record/log-item.ts'
import { recordGatewayChange } from '@kachery-gateway/core/record/record-gateway-change.ts'
import { importLegacyUser } from '@kachery-gateway/core/registered/import-legacy-user.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import { endSession, knownAccount, signOutEverywhere } from '@kachery-gateway/core/users/account.ts'
import { isGatewayAdministrator } from '@kachery-gateway/core/users/administrators.ts'
import { listApiKeys, makeApiKey, revokeApiKeys } from '@kachery-gateway/core/users/api-keys.ts'
import { forgetGithubTeams, showGithubTeams } from '@kachery-gateway/core/users/github-teams.ts'
import { maxOwnZones } from '@kachery-gateway/core/zones/add-zone.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { shownAbout } from '../about.ts'
import type { Gateway } from '../http/route.ts'
import { haveUsersNoted } from './have-users-noted.ts'
import type { Works } from './implement.ts'

async function shownMe(gateway: Gateway, user: User) {
  const { account } = (await knownAccount(gateway, user.accountId)) ?? {}
  if (account === undefined) return null
  return {
    login: user.login,
    labels: [...user.labels],
    gatewayAdministrator: isGatewayAdministrator(gateway, user),
    apiKeys: apiKeysOf(account).length,
    zones: { added: account.ownZones.length, limit: maxOwnZones }
  }
}

export const me: Works<typeof meOperations> = {
  'GET /api/me': async ({ gateway, site, caller: { user } }) => ({
    me: user === undefined ? null : await shownMe(gateway, user),
    gatewayUrl: gateway.publicUrl,
    signIn: site.provider !== undefined,
    signInByName: site.provider?.takeName !== undefined,
    signInWithTeams: site.provider?.seesTeams === true,
    captchaSiteKey: site.captcha?.siteKey ?? null,
    about: shownAbout(gateway.about)
  }),

  'POST /api/me/sign-out': async ({ gateway, site, session, cookies }) => {
    if (session !== undefined) {
      const { accountId, id, until } = session
      await endSession(gateway, accountId, { id, until })
    }
    cookies.push(site.cookies.session.end())
    return undefined
  },

  'POST /api/me/sign-out-everywhere': async ({ gateway, site, caller, cookies }) => {
    await signOutEverywhere(gateway, caller.user.accountId)
    cookies.push(site.cookies.session.end())
    return undefined
  },

  'GET /api/me/api-keys': async ({ gateway, account }) => {
    if (account === undefined) throw siteErrors.signedOut()
    return { items: await listApiKeys(gateway, account) }
  },

  'POST /api/me/api-keys': async ({ gateway, caller: { user }, body, facts }) => {
    if (body.zone !== null) await resolveZone(gateway, body.zone)
    const made = await makeApiKey(gateway, user, body)
    await recordOfKey(gateway, 'makeApiKey', user, made.made, facts)
    return made
  },

  'DELETE /api/me/api-keys': request => revoke(request),
  'DELETE /api/me/api-keys/{apiKey}': request => revoke(request, request.path.apiKey),

  'GET /api/me/github-teams': async ({ gateway, caller: { user } }) => {
    const seen = await showGithubTeams(gateway, user.accountId)
    return { seen: seen === undefined ? null : { ...seen, teams: seen.teams.map(({ name }) => name) } }
  },
  'DELETE /api/me/github-teams': async ({ gateway, caller: { user } }) => {
    await forgetGithubTeams(gateway, user.accountId)
    return undefined
  },

  'GET /api/me/clients': async ({ gateway, caller, query }) => {
    await importLegacyUser(gateway, caller.user)
    return listOwnClients(gateway, caller.user, query)
  },
  'GET /api/me/resources': async ({ gateway, caller, query }) => {
    await importLegacyUser(gateway, caller.user)
    return listOwnResources(gateway, caller.user, query)
  },
  'GET /api/me/zones': async ({ gateway, caller, query }) => {
    if (query.after === undefined) await haveUsersNoted(gateway)
    return listMyZones(gateway, caller.user, query)
  }
}

interface Revoking {
  gateway: Gateway
  caller: AuthContext['user']
  facts: RequestFacts
}

async function revoke({ gateway, caller: { user }, facts }: Revoking, id?: string): Promise<undefined> {
  const revoked = await revokeApiKeys(gateway, user, id)
  for (const key of revoked) await recordOfKey(gateway, 'revokeApiKey', user, key, facts)
}

const recordOfKey = (
  gateway: Gateway,
  type: 'makeApiKey' | 'revokeApiKey',
  { login, accountId }: User,
  { id, name, zone, rights, endsAt }: Omit<ApiKey, 'hash'>,
  facts: RequestFacts
) => recordGatewayChange(gateway, type, { login, accountId, label: name, key: { id, zone, rights, endsAt } }, facts)
