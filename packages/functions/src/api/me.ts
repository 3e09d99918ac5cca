/** Who is signed in, and what is theirs. */

import type { meOperations } from '@kachery-gateway/core/api/me.ts'
import { listMyZones } from '@kachery-gateway/core/me/list-my-zones.ts'
import { listOwnClients, listOwnResources } from '@kachery-gateway/core/me/list-own.ts'
import { recordGatewayChange } from '@kachery-gateway/core/record/record-gateway-change.ts'
import { importLegacyUser } from '@kachery-gateway/core/registered/import-legacy-user.ts'
import { endSession, signOutEverywhere } from '@kachery-gateway/core/users/account.ts'
import { isGatewayAdministrator } from '@kachery-gateway/core/users/administrators.ts'
import { replaceApiKey, revokeApiKey } from '@kachery-gateway/core/users/api-keys.ts'
import { maxOwnZones } from '@kachery-gateway/core/zones/add-zone.ts'
import type { Works } from './implement.ts'

export const me: Works<typeof meOperations> = {
  'GET /api/me': async ({ gateway, site, caller: { user }, account }) => ({
    me:
      user === undefined || account === undefined
        ? null
        : {
            login: user.login,
            labels: [...user.labels],
            gatewayAdministrator: isGatewayAdministrator(gateway, user),
            apiKey: account.apiKey,
            zones: { added: account.ownZones.length, limit: maxOwnZones }
          },
    gatewayUrl: gateway.publicUrl,
    signIn: site.provider !== undefined,
    captchaSiteKey: site.captcha?.siteKey ?? null
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

  'POST /api/me/api-key': async ({ gateway, caller: { user }, facts }) => {
    const made = await replaceApiKey(gateway, user)
    await recordGatewayChange(gateway, 'makeApiKey', { login: user.login, accountId: user.accountId }, facts)
    return made
  },

  'DELETE /api/me/api-key': async ({ gateway, caller: { user }, facts }) => {
    await revokeApiKey(gateway, user)
    await recordGatewayChange(gateway, 'revokeApiKey', { login: user.login, accountId: user.accountId }, facts)
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
  'GET /api/me/zones': ({ gateway, caller, query }) => listMyZones(gateway, caller.user, query)
}
