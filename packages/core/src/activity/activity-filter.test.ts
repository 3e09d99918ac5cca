import { expect, it } from 'vitest'
import { facts, newClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { registerClient } from '../clients/register-client.ts'
import { errors } from '../errors.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { clientsMeant } from './activity-filter.ts'
import { recentActivity } from './recent-activity.ts'

const hash = 'ab'.repeat(20)

async function open() {
  const gateway = testGateway()
  const { deps, ephemeral, clock } = gateway
  const zone = await resolveZone(deps, zoneName('lab'))
  const { clientId, registrationSignature: signature } = newClient()
  await registerClient(deps, zone, user('ann-marie').user, { clientId, signature, label: 'Rig 2, room 14' }, facts)
  const item = (at: number, request: object, more: object = {}) => ({
    id: `${at}`,
    item: {
      request: { payload: { type: 'findFile' }, ...request },
      response: { type: 'findFile', found: true },
      requestTimestamp: clock.now - at,
      elapsed: 1,
      requestHeaders: { 'user-agent': 'python-requests/2' },
      zone: 'lab',
      ...more
    }
  })
  await ephemeral.addLogItems([
    item(9, { fromClientId: clientId }),
    item(8, { githubUserId: 'bob' }),
    item(7, { payload: { type: 'findFile', hash } }),
    ...Array.from({ length: 60 }, (_, at) => item(at / 100, { githubUserId: 'eve' }))
  ])
  const found = async (text: string, of = deps) => {
    const clients = await clientsMeant(of, zone, text)
    return (await recentActivity(deps, zone, { limit: 5, text, clients })).items.map(({ time }) => clock.now - time)
  }
  return { ...gateway, zone, clientId, found }
}

it('issue 13, number 16: a text finds people, files and clients behind whatever is newer', async () => {
  const { found, clientId } = await open()
  expect(await found('BOB')).toEqual([8])
  expect(await found(hash)).toEqual([7])
  // Registering it is the newest.
  expect(await found(clientId.slice(0, 12))).toEqual([0, 9])
  expect(await found('nobody at all')).toEqual([])
  expect(await found('Python')).toHaveLength(5)
})

it('issue 13, number 16: what a person’s clients did is found by the person and by the client’s label', async () => {
  const { found } = await open()
  expect(await found('ann-marie')).toEqual([9])
  expect(await found('room 14')).toEqual([0, 9])
})

it('what lines say themselves is found while the registry is away', async () => {
  const { found, deps, reports } = await open()
  const away = {
    ...deps,
    registry: {
      ...deps.registry,
      list: () => Promise.reject(errors.storeUnavailable('the registry', new Error('away')))
    }
  }
  expect(await found('bob', away)).toEqual([8])
  expect(await found('ann-marie', away)).toEqual([])
  expect(reports).toContainEqual({ level: 'warn', event: 'activity.clients_not_searched' })
})
