/** Where a zone's administrators' programs are told how its bucket is. */
import type { webhookOperations } from '@kachery-gateway/core/api/webhooks.ts'
import { removeWebhook, setWebhook, showWebhook, testWebhook } from '@kachery-gateway/core/zones/set-webhook.ts'
import type { Works } from './implement.ts'

export const webhooks: Works<typeof webhookOperations> = {
  'GET /api/zones/{zone}/webhook': async ({ gateway, caller: { zone } }) => ({
    webhook: await showWebhook(gateway, zone)
  }),

  'PUT /api/zones/{zone}/webhook': ({ gateway, caller, body, facts }) =>
    setWebhook(gateway, caller, body.address, facts),

  'POST /api/zones/{zone}/webhook/test': ({ gateway, caller }) => testWebhook(gateway, caller),

  'DELETE /api/zones/{zone}/webhook': async ({ gateway, caller, facts }) => {
    await removeWebhook(gateway, caller, facts)
    return undefined
  }
}
