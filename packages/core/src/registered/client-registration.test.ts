import { describe, expect, it } from 'vitest'
import { newClient, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { getClientInfo } from '../clients/get-client-info.ts'
import { listClients } from '../clients/list-clients.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { clientKey, forgetRegistration, registeredClient } from './client-registration.ts'
import { importLegacyClients } from './import-legacy-clients.ts'

async function setting() {
  const gateway = testGateway()
  const zone = await resolveZone(gateway.deps, zoneName('default'))
  const { clientId } = newClient()
  const client = { clientId, ownerId: 'ann', timestampCreated: 1, label: 'x' }
  const ask = () => registeredClient(gateway.deps, zone, clientId)
  const info = async (name = 'default') =>
    getClientInfo(gateway.deps, { zone: await resolveZone(gateway.deps, zoneName(name)) }, { clientId })
  return { gateway, zone, clientId, client, ask, info }
}

describe('a registration', () => {
  it('is believed for 60 s, and then asked for again', async () => {
    const { gateway, zone, clientId, client, ask } = await setting()
    await gateway.registry.create(clientKey(zone, clientId), client)
    expect(await ask()).toEqual(client)
    await gateway.registry.remove(clientKey(zone, clientId))
    gateway.pass(59_999)
    expect(await ask()).toEqual(client)
    gateway.pass(1)
    expect(await ask()).toBeUndefined()
  })

  it('that is not there is looked for again after 2 s, or as soon as it is forgotten', async () => {
    const { gateway, zone, clientId, client, ask } = await setting()
    expect(await ask()).toBeUndefined()
    await gateway.registry.create(clientKey(zone, clientId), client)
    expect(await ask()).toBeUndefined()
    forgetRegistration(gateway.deps, zone, clientId)
    expect(await ask()).toEqual(client)
  })

  it('in one zone is none in another', async () => {
    const { gateway, zone, clientId, client, info } = await setting()
    await gateway.registry.create(clientKey(zone, clientId), client)
    expect(await info()).toEqual({ found: true, client })
    expect(await info('lab')).toEqual({ found: false })
  })

  it('that the registry has is not looked for in the bucket', async () => {
    const { gateway, zone, clientId, client, info } = await setting()
    await gateway.registry.create(clientKey(zone, clientId), client)
    await info()
    expect(gateway.buckets.default.calls).toEqual([])
  })

  it('that another gateway writes into the bucket after the first listing is found by its words once it was used', async () => {
    const { gateway, zone, clientId, client, ask } = await setting()
    const search = () => listClients(gateway.deps, zone, { limit: 9, search: 'rig' })
    await importLegacyClients(gateway.deps, zone, Number.POSITIVE_INFINITY)
    const written = { ...client, label: 'rig 2' }
    await gateway.buckets.default.put(`clients/${clientId}`, Buffer.from(JSON.stringify(written)))
    expect((await search()).items).toEqual([])
    expect(await ask()).toEqual(written)
    expect((await search()).items).toEqual([written])
  })
})
