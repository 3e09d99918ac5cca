/** What administrators look at: usage and activity of a zone, users and configuration of the gateway. */

import { clientsMeant } from '@kachery-gateway/core/activity/activity-filter.ts'
import { allTimeUsage } from '@kachery-gateway/core/activity/all-time-usage.ts'
import { clientNames, nobody } from '@kachery-gateway/core/activity/client-names.ts'
import { recentActivity } from '@kachery-gateway/core/activity/recent-activity.ts'
import { clientUsage, usageReport } from '@kachery-gateway/core/activity/usage-report.ts'
import type { administrationOperations } from '@kachery-gateway/core/api/administration.ts'
import { setStoragePrice, storedReport } from '@kachery-gateway/core/files/count-stored.ts'
import { recordChange } from '@kachery-gateway/core/record/record-change.ts'
import { recordGatewayChange } from '@kachery-gateway/core/record/record-gateway-change.ts'
import { bindAdministrators } from '@kachery-gateway/core/users/bind-administrators.ts'
import { blockLogin, listBlockedLogins, unblockLogin } from '@kachery-gateway/core/users/blocked-logins.ts'
import { listAccounts } from '@kachery-gateway/core/users/list-accounts.ts'
import { releaseLogin } from '@kachery-gateway/core/users/release-login.ts'
import { signOutUser } from '@kachery-gateway/core/users/sign-out-user.ts'
import type { Works } from './implement.ts'

const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10)
/** Today is one of them. */
const lastDays = (now: number, days: number | 'all') => ({
  from: days === 'all' ? '2000-01-01' : dateOf(now - (days - 1) * 86_400_000),
  to: dateOf(now)
})

export const administration: Works<typeof administrationOperations> = {
  'GET /api/zones/{zone}/usage': async ({ gateway, caller: { zone }, query: { days, client } }) => {
    const range = lastDays(gateway.now(), days)
    const kept = days === 'all' && client === undefined ? await allTimeUsage(zone, range.to) : undefined
    const report = kept ?? (await usageReport(zone, { ...range, client }))
    const names = await clientNames(
      gateway,
      zone,
      report.clients.map(one => one.client)
    )
    return { ...report, clients: report.clients.map(one => ({ ...one, label: names.get(one.client)?.label ?? null })) }
  },

  'GET /api/zones/{zone}/usage/clients': ({ gateway, caller: { zone }, query: { days, after } }) =>
    clientUsage(zone, { ...lastDays(gateway.now(), days), after }),

  'GET /api/zones/{zone}/stored': ({ gateway, caller: { zone } }) => storedReport(gateway, zone),

  'PUT /api/zones/{zone}/storage-price': async ({ gateway, caller: { zone }, body: { price }, facts }) => {
    await setStoragePrice(gateway, zone, price)
    await recordChange(gateway, zone.name, 'setStoragePrice', { price }, facts)
    return storedReport(gateway, zone)
  },

  'GET /api/zones/{zone}/activity': async ({ gateway, caller: { zone }, query: { client, ...query } }) => {
    const clients = query.text ? await clientsMeant(gateway, zone, query.text) : undefined
    const page = await recentActivity(gateway, zone, { ...query, clientId: client, clients })
    const names = await clientNames(
      gateway,
      zone,
      page.items.map(({ clientId }) => clientId)
    )
    const items = page.items.map(line => {
      const { label, ownerId } = names.get(line.clientId ?? '') ?? nobody
      return { ...line, clientLabel: label, clientOwner: ownerId }
    })
    return { ...page, items }
  },

  'GET /api/users': ({ gateway, query }) => listAccounts(gateway, query),

  'DELETE /api/users/login': async ({ gateway, query, facts }) => {
    await releaseLogin(gateway, query.login, facts)
    return undefined
  },

  'POST /api/users/sign-out': async ({ gateway, body, facts }) => {
    await signOutUser(gateway, body.accountId, facts)
    return undefined
  },

  'GET /api/blocked-logins': async ({ gateway }) => ({ items: await listBlockedLogins(gateway) }),

  'POST /api/blocked-logins': async ({ gateway, caller: { user }, body: { login }, facts }) => {
    await blockLogin(gateway, login, user.login)
    await recordGatewayChange(gateway, 'blockLogin', { login, label: login }, facts)
    return undefined
  },

  'DELETE /api/blocked-logins': async ({ gateway, query: { login }, facts }) => {
    await unblockLogin(gateway, login)
    await recordGatewayChange(gateway, 'unblockLogin', { login, label: login }, facts)
    return undefined
  },

  'GET /api/configuration': async ({ gateway, site }) => ({
    publicUrl: gateway.publicUrl,
    administrators: [...gateway.administrators.values()],
    allowedOrigins: [...gateway.allowedOrigins],
    zones: [...gateway.configuredZones.values()].map(({ name, bucket, fallback }) => ({
      zone: name,
      bucketUri: bucket.uri,
      fallbackBucketUri: fallback?.uri ?? null
    })),
    largestFile: gateway.limits.fileBytes,
    verifiedInRequest: gateway.limits.verifyInRequestBytes,
    signIn: site.provider !== undefined,
    captcha: site.captcha !== undefined,
    keepsCredentials: gateway.credentialCipher !== undefined,
    lacks: [
      ...(gateway.configurationIssues?.missing ?? []).map(({ name, consequence }) => `${name}: ${consequence}`),
      ...(gateway.configurationIssues?.wrong ?? []).map(({ name, problem }) => `${name}: ${problem}`),
      ...(await bindAdministrators(gateway)).map(({ userId, reason }) => `ADMINISTRATORS: ${userId}: ${reason}`)
    ]
  })
}
