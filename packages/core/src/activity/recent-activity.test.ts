import { describe, expect, it } from 'vitest'
import { newClient, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { lastActivityOf, recentActivity } from './recent-activity.ts'

async function open() {
  const gateway = testGateway()
  const zone = await resolveZone(gateway.deps, zoneName('lab'))
  const now = gateway.clock.now
  const item = (time: number, type = 'findFile', more: object = {}) => ({
    request: { payload: { type, hash: 'a'.repeat(40), zone: 'lab' }, githubUserId: 'ann' },
    response: { type, found: true, size: 5 },
    requestTimestamp: time,
    elapsed: 3,
    requestHeaders: { 'user-agent': 'test' },
    zone: 'lab',
    ...more
  })
  const archive = (at: number, items: unknown[]) =>
    gateway.buckets.lab.put(`logs/log-${new Date(at).toISOString()}.json`, Buffer.from(JSON.stringify(items)))
  const recent = (limit = 50, type?: string) => recentActivity(gateway.deps, zone, { limit, type })
  return { ...gateway, now, item, archive, recent }
}

describe('recent activity', () => {
  it('is what waits and what the newest archives hold, the newest first, of this zone alone', async () => {
    const { now, item, archive, recent, ephemeral } = await open()
    await archive(now - 3_600_000, [item(now - 4_000_000, 'initiateFileUpload')])
    await ephemeral.addLogItems([
      { id: '1', item: item(now - 1_000) },
      { id: '2', item: { ...item(now), zone: 'other' } }
    ])
    const { items, complete } = await recent()
    expect(items.map(({ time, type }) => [now - time, type])).toEqual([
      [1_000, 'findFile'],
      [4_000_000, 'initiateFileUpload']
    ])
    expect(items[0]).toMatchObject({ login: 'ann', hash: 'a'.repeat(40), size: 5, found: true, userAgent: 'test' })
    expect(complete).toBe(true)
  })

  it('can be of one type, and has as many as were asked for', async () => {
    const { now, item, recent, ephemeral } = await open()
    const types = ['findFile', 'addClient', 'findFile']
    await ephemeral.addLogItems(types.map((type, n) => ({ id: `${n}`, item: item(now - n, type) })))
    expect((await recent(50, 'addClient')).items).toHaveLength(1)
    expect((await recent(2)).items).toHaveLength(2)
  })

  it('of one client is what it did last itself', async () => {
    const { now, item, ephemeral, deps } = await open()
    const zone = await resolveZone(deps, zoneName('lab'))
    const [own, other, idle] = [newClient().clientId, newClient().clientId, newClient().clientId]
    const by = (clientId: string, type: string) => ({ request: { payload: { type }, fromClientId: clientId } })
    await ephemeral.addLogItems([
      { id: '1', item: item(now - 9, '', by(own, 'findFile')) },
      { id: '2', item: item(now - 5, '', by(own, 'finalizeFileUpload')) },
      { id: '3', item: item(now - 1, '', by(other, 'findFile')) }
    ])
    expect(await lastActivityOf(deps, zone, own)).toMatchObject({
      last: { time: now - 5, type: 'finalizeFileUpload' },
      complete: true
    })
    expect((await lastActivityOf(deps, zone, idle)).last).toBeNull()
  })

  it('shows none of the secrets that older gateways wrote', async () => {
    const { now, item, archive, recent } = await open()
    const secrets = { githubAccessToken: 'SECRET-TOKEN', reCaptchaToken: 'SECRET-TOKEN' }
    await archive(now - 1_000, [
      {
        ...item(now),
        request: {
          type: 'addClient',
          clientId: 'c',
          label: 'mine',
          auth: secrets,
          privateKeyHex: 'SECRET',
          ...secrets
        },
        response: { signedUploadUrl: 'https://SECRET', url: 'https://SECRET' },
        requestHeaders: { 'user-agent': 'x', cookie: 'SECRET', authorization: 'SECRET' }
      }
    ])
    const { items } = await recent()
    expect(items).toMatchObject([{ type: 'addClient', about: 'c', label: 'mine' }])
    expect(JSON.stringify(items)).not.toContain('SECRET')
  })

  it('says where the ephemeral store is away, and shows the archives all the same', async () => {
    const { now, item, archive, recent, ephemeral } = await open()
    await archive(now - 20 * 86_400_000, [item(now - 20 * 86_400_000), 7, { request: {} }])
    ephemeral.away = true
    expect(await recent()).toMatchObject({ items: [{ type: 'findFile' }], complete: false })
  })
})
