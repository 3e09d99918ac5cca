import { expect, it } from 'vitest'
import { testSite } from '../../testing/test-site.ts'

it('an API key that is made or revoked is in the activity that gateway administrators see, and the key is not', async () => {
  const site = testSite()
  const cookies = [await site.signIn('ann')]
  const made = await site.ask('POST /api/me/api-keys', {
    cookies,
    body: { name: 'rig 2', zone: 'lab', rights: 'download' }
  })
  site.pass(1_000)
  await site.ask('DELETE /api/me/api-keys', { cookies })
  const administrator = [await site.signIn('root')]
  const { json } = await site.ask('GET /api/zones/default/activity', { cookies: administrator })
  expect(json.items).toMatchObject([
    { type: 'revokeApiKey', login: 'ann', label: 'rig 2' },
    { type: 'makeApiKey', login: 'ann', label: 'rig 2' }
  ])
  const records = JSON.stringify([json, site.ephemeral.logItems, site.lines])
  expect(records).not.toContain(String(made.json.apiKey))
})

it('a gateway without a default zone says it in its log', async () => {
  const site = testSite()
  site.gateway.configuredZones = new Map()
  const cookies = [await site.signIn('ann')]
  expect((await site.ask('POST /api/me/api-keys', { cookies, body: { name: 'rig' } })).status).toBe(200)
  expect(site.ephemeral.logItems).toEqual([])
  expect(site.lines.filter(line => line.includes('gateway.changed'))).toEqual([expect.stringContaining('makeApiKey')])
})
