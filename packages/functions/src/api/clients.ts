/** Clients and resources of a zone. */
import { lastActivityOf } from '@kachery-gateway/core/activity/recent-activity.ts'
import type { clientOperations } from '@kachery-gateway/core/api/clients.ts'
import { removeClient, renameClient } from '@kachery-gateway/core/clients/change-client.ts'
import { getClientInfo } from '@kachery-gateway/core/clients/get-client-info.ts'
import { listClients } from '@kachery-gateway/core/clients/list-clients.ts'
import { provesClient, registerClient } from '@kachery-gateway/core/clients/register-client.ts'
import { lastUses } from '@kachery-gateway/core/registered/client-use.ts'
import { importLegacyClients } from '@kachery-gateway/core/registered/import-legacy-clients.ts'
import { importLegacyResources } from '@kachery-gateway/core/registered/import-legacy-resources.ts'
import { addResource, changeResource, removeResource } from '@kachery-gateway/core/resources/change-resource.ts'
import { listResources } from '@kachery-gateway/core/resources/list-resources.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import { owns } from '@kachery-gateway/core/users/ownership.ts'
import type { Works } from './implement.ts'

/** How long a listing may spend on what an older gateway left, ms: the rest of the request is the listing's own. */
const importTime = 3_000

export const clients: Works<typeof clientOperations> = {
  'GET /api/zones/{zone}/clients': async ({ gateway, caller: { zone }, query }) => {
    const complete = await importLegacyClients(gateway, zone, gateway.now() + importTime)
    const { items, next } = await listClients(gateway, zone, query)
    const days = await lastUses(
      gateway,
      zone.name,
      items.map(({ clientId }) => clientId)
    )
    const shown = items.map(client => ({ ...client, lastUsed: days.get(client.clientId) ?? null }))
    return { items: shown, next, importing: !complete }
  },

  'POST /api/zones/{zone}/clients': async ({ gateway, site, caller: { zone, user }, body, facts }) => {
    await site.captcha?.check(body.captchaToken, 'register_client')
    return registerClient(gateway, zone, user, body, facts)
  },

  'POST /api/zones/{zone}/clients/{clientId}/check-proof': async ({ gateway, caller, path, body }) => {
    const proven = provesClient(gateway, path.clientId, body.signature)
    // Who holds no proof is told no more than getClientInfo tells anyone.
    const info = await getClientInfo(gateway, caller, path)
    return { proven, registered: info.found ? info.client : null }
  },

  'GET /api/zones/{zone}/clients/{clientId}': async ({ gateway, caller, path }) => {
    const info = await getClientInfo(gateway, caller, path)
    if (!info.found) throw siteErrors.clientNotFound(path.zone)
    return { ...info.client, mine: caller.user !== undefined && owns(caller.user, info.client) }
  },

  'PATCH /api/zones/{zone}/clients/{clientId}': ({ gateway, caller: { zone, client }, body, facts }) =>
    renameClient(gateway, zone, { clientId: client.clientId, label: body.label }, facts),

  'DELETE /api/zones/{zone}/clients/{clientId}': async ({ gateway, caller: { zone, client }, facts }) => {
    await removeClient(gateway, zone, client, facts)
    return undefined
  },

  'GET /api/zones/{zone}/clients/{clientId}/last-activity': async ({ gateway, caller: { zone, client }, query }) => {
    const [activity, days] = await Promise.all([
      lastActivityOf(gateway, zone, client.clientId, query.after),
      lastUses(gateway, zone.name, [client.clientId])
    ])
    return { ...activity, lastUsed: days.get(client.clientId) ?? null }
  },

  'GET /api/zones/{zone}/resources': async ({ gateway, caller: { zone }, query }) => {
    const complete = await importLegacyResources(gateway, zone, gateway.now() + importTime)
    return { ...(await listResources(gateway, zone, query)), importing: !complete }
  },

  'POST /api/zones/{zone}/resources': ({ gateway, caller: { zone, user }, body, facts }) =>
    addResource(gateway, zone, user, body, facts),

  'PATCH /api/zones/{zone}/resource': ({ gateway, caller: { zone, resource }, body, facts }) =>
    changeResource(gateway, zone, { resourceName: resource.resourceName, proxyUrl: body.proxyUrl }, facts),

  'DELETE /api/zones/{zone}/resource': async ({ gateway, caller: { zone, resource }, facts }) => {
    await removeResource(gateway, zone, resource, facts)
    return undefined
  }
}
