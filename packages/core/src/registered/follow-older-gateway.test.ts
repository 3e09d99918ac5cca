import { describe, expect, it } from 'vitest'
import { interrupted, killedAt } from '../../testing/interrupted.ts'
import { OlderGateway } from '../../testing/older-gateway.ts'
import { facts, newClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { removeClient } from '../clients/change-client.ts'
import { listClients } from '../clients/list-clients.ts'
import { registerClient } from '../clients/register-client.ts'
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { runJob } from '../jobs/run-job.ts'
import { noteCutOver } from '../legacy/cut-over.ts'
import { importOlderGateway } from '../moving/import-older-gateway.ts'
import { SeenOwners } from '../moving/seen-owners.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { registeredClient } from './client-registration.ts'
import { knownResource } from './known-resource.ts'

const ann = user('ann').user

/** Imported, and both gateways serve. */
async function open({ writeBack = false, clients = 3 } = {}) {
  const gateway = testGateway()
  const deps: GatewayDeps = { ...gateway.deps, writeBack }
  const bucket = gateway.buckets.default
  const older = new OlderGateway(bucket)
  const ids = Array.from({ length: clients }, () => newClient().clientId)
  for (const id of ids) await older.addClient(id, 'ann')
  await older.addResource('camera', 'ann')
  await older.registerZone('ann.more', 'ann', { bucketName: 'lab', directory: 'zones/ann.more' })
  await noteCutOver(deps, 'begun', true)
  await importOlderGateway(deps, new SeenOwners(), { usage: false }, () => {})
  const zone = await resolveZone(deps, zoneName('default'))
  const checkZones = async () => {
    gateway.pass(61_000)
    return runJob(deps, 'check-zones', { timeLeft: () => 600_000 })
  }
  const isKnown = async (id = ids[0]) => id !== undefined && (await registeredClient(deps, zone, id)) !== undefined
  const listed = async () => (await listClients(deps, zone, { limit: 100 })).items.map(({ clientId }) => clientId)
  return { ...gateway, deps, bucket, older, ids, zone, checkZones, isKnown, listed }
}

describe('while both gateways serve, check-zones', () => {
  it('removes the clients and resources that the older one removed, and says which', async () => {
    const { deps, zone, older, bucket, ids, checkZones, isKnown, listed } = await open()
    await older.deleteClient(ids[0] ?? '')
    bucket.objects.delete('resources/camera')
    expect(await isKnown()).toBe(true)
    const { counts, notable } = await checkZones()
    expect(counts).toMatchObject({ removed_at_older_gateway: 2 })
    expect(notable[0]?.notes).toContain(`The older gateway has removed clients/${ids[0]}; it is removed here, too.`)
    expect([await isKnown(), await isKnown(ids[1])]).toEqual([false, true])
    expect((await listed()).sort()).toEqual(ids.slice(1).sort())
    expect(await knownResource(deps, zone, ResourceName.parse('camera'))).toBeUndefined()
    expect((await checkZones()).counts.removed_at_older_gateway).toBeUndefined()
  })

  it('lists what was registered there since, though nobody has used it yet', async () => {
    const { older, checkZones, listed } = await open()
    const { clientId } = newClient()
    await older.addClient(clientId, 'bob')
    expect((await checkZones()).counts).toMatchObject({ found_at_older_gateway: 1 })
    expect(await listed()).toContain(clientId)
  })

  it('says that a zone was removed there, and leaves it to people', async () => {
    const { deps, bucket, checkZones } = await open()
    bucket.objects.delete('registered-zones/ann.more')
    const { notable } = await checkZones()
    expect(JSON.stringify(notable)).toContain('has removed registered-zones/ann.more: remove it in the site, too.')
    expect(await resolveZone(deps, zoneName('ann.more'))).toBeDefined()
  })

  it('takes an emptied folder for no removal', async () => {
    const { older, ids, checkZones, listed } = await open({ clients: 20 })
    for (const id of ids.slice(0, 11)) await older.deleteClient(id)
    const { notable } = await checkZones()
    expect(JSON.stringify(notable)).toContain(
      '11 of 20 records are gone from clients/: nothing of them was removed here.'
    )
    expect(await listed()).toHaveLength(20)
  })

  it.each([false, true])('leaves what was made here alone (writeBack: %s)', async writeBack => {
    const { deps, zone, isKnown, checkZones } = await open({ writeBack })
    const { clientId, registrationSignature: signature } = newClient()
    await registerClient(deps, zone, ann, { clientId, signature, label: '' }, facts)
    await checkZones()
    expect(await isKnown(clientId)).toBe(true)
  })
})

it('where nothing has changed, check-zones writes no record, no mark and no object', async () => {
  const { checkZones, registry, bucket, forget } = await open({ writeBack: true })
  for (let times = 0; times < 3; times++) {
    const { counts } = await checkZones()
    expect(counts.written_back ?? 0).toBe(times === 0 ? 5 : 0)
    if (times > 0) {
      const written = registry.calls.filter(({ method }) => !['get', 'list'].includes(method))
      expect(written.map(({ key }) => key.kind).filter(kind => kind !== 'job')).toEqual([])
      expect(bucket.calls.filter(({ method, key }) => method !== 'list' && key.startsWith('clients/'))).toEqual([])
    }
    forget()
  }
})

it('a client that was removed there and registered there anew is found here within 60 s', async () => {
  const { older, ids, checkZones, isKnown, pass } = await open()
  const [id = ''] = ids
  await older.deleteClient(id)
  await checkZones()
  expect(await isKnown()).toBe(false)
  await older.addClient(id, 'bob', { timestampCreated: 5 })
  pass(3_000)
  expect(await isKnown()).toBe(true)
  await older.deleteClient(id)
  expect((await checkZones()).counts).toMatchObject({ removed_at_older_gateway: 1 })
})

it('the same wherever check-zones is killed while it removes the client', async () => {
  let kills = 0
  for (let at = 1; ; at++) {
    const { deps, older, ids, zone, checkZones, isKnown, pass } = await open()
    const [id = ''] = ids
    await older.deleteClient(id)
    const killed = killedAt(at, at % 2 === 0 ? 'before' : 'after')
    pass(61_000)
    await runJob(interrupted(deps, killed.onCall), 'check-zones', { timeLeft: () => 600_000 }).catch(() => undefined)
    if (killed.calls() < at) break
    kills++
    await older.addClient(id, 'bob', { timestampCreated: 5 })
    // Until its lease has ended.
    pass(61_000)
    await checkZones()
    expect(await isKnown(), `killed at call ${at}`).toBe(true)
    // What is removed here then stays removed, though the older gateway has it still.
    const client = await registeredClient(deps, zone, ClientId.parse(id))
    if (client === undefined) throw new Error('no client')
    await removeClient(deps, zone, client, facts)
    await checkZones()
    expect(await isKnown(), `killed at call ${at}`).toBe(false)
  }
  expect(kills).toBeGreaterThan(10)
})

it('a client that was removed here stays removed, also where the older gateway has it still', async () => {
  const { deps, zone, ids, checkZones, isKnown } = await open()
  const client = await registeredClient(deps, zone, ClientId.parse(ids[0]))
  if (client === undefined) throw new Error('no client')
  await removeClient(deps, zone, client, facts)
  await checkZones()
  expect(await isKnown()).toBe(false)
})

it('with writeBack, what was written back and is removed there is removed here', async () => {
  const { deps, zone, older, checkZones, isKnown, pass } = await open({ writeBack: true })
  const { clientId, registrationSignature: signature } = newClient()
  await registerClient(deps, zone, ann, { clientId, signature, label: '' }, facts)
  await older.deleteClient(clientId)
  await checkZones()
  expect(await isKnown(clientId)).toBe(false)
  await older.addClient(clientId, 'ann', { timestampCreated: 5 })
  pass(3_000)
  expect(await isKnown(clientId)).toBe(true)
})

it('once its address leads here, nothing that is gone from the bucket is gone here: somebody has tidied up', async () => {
  const { deps, older, ids, checkZones, isKnown } = await open()
  await noteCutOver(deps, 'address', true)
  await older.deleteClient(ids[0] ?? '')
  await checkZones()
  expect(await isKnown()).toBe(true)
})
