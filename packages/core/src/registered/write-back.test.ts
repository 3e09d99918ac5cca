import { describe, expect, it } from 'vitest'
import { interrupted, Killed, killedAt } from '../../testing/interrupted.ts'
import { OlderGateway } from '../../testing/older-gateway.ts'
import { facts, newClient, type TestClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { removeClient, renameClient } from '../clients/change-client.ts'
import { registerClient } from '../clients/register-client.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { UserLabel } from '../ids/user-label.ts'
import { runJob } from '../jobs/run-job.ts'
import { addResource, changeResource, removeResource } from '../resources/change-resource.ts'
import { addZone } from '../zones/add-zone.ts'
import { changeZoneInfo, giveReaders } from '../zones/manage-zones.ts'
import { removeZone, renameZone } from '../zones/remove-zone.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { registeredClient } from './client-registration.ts'

const [ann, root] = [user('ann').user, user('root').user]
const camera = ResourceName.parse('camera')

async function open(writeBack = true) {
  const gateway = testGateway()
  const deps: GatewayDeps = { ...gateway.deps, writeBack }
  const zone = await resolveZone(deps, zoneName('default'))
  const bucket = gateway.buckets.default
  const read = (key: string): unknown => {
    const object = bucket.objects.get(key)
    return object && JSON.parse(Buffer.from(object.bytes).toString())
  }
  const register = (client: TestClient, by: GatewayDeps = deps) =>
    registerClient(
      by,
      zone,
      ann,
      { clientId: client.clientId, signature: client.registrationSignature, label: 'rig' },
      facts
    )
  const checkZones = async (by: GatewayDeps = deps) => {
    gateway.pass(61_000)
    return runJob(by, 'check-zones', { timeLeft: () => 600_000 })
  }
  const olderKeys = () =>
    [...bucket.objects.keys()].filter(key => /^(clients|users|resources|registered-zones)\//.test(key)).sort()
  return { ...gateway, deps, zone, bucket, read, register, checkZones, olderKeys, older: new OlderGateway(bucket) }
}

const lists = (more: object) => ({ clientIds: [], resourceNames: [], zones: [], ...more })

describe('with writeBack, what is changed here', () => {
  it('lies in the bucket as the older gateway writes it: clients', async () => {
    const { deps, zone, register, read } = await open()
    const client = newClient()
    const { clientId } = client
    const registered = await register(client)
    const written = { clientId, ownerId: 'ann', timestampCreated: deps.now(), label: 'rig' }
    expect(read(`clients/${clientId}`)).toEqual(written)
    expect(read('users/ann')).toEqual(lists({ clientIds: [clientId] }))
    await renameClient(deps, zone, { clientId, label: 'new' }, facts)
    expect(read(`clients/${clientId}`)).toEqual({ ...written, label: 'new' })
    await removeClient(deps, zone, registered, facts)
    expect(read(`clients/${clientId}`)).toBeUndefined()
    expect(read('users/ann')).toEqual(lists({}))
  })

  it('resources', async () => {
    const { deps, zone, read } = await open()
    const [resourceName, proxyUrl] = [camera, 'https://a.example/']
    const resource = await addResource(deps, zone, ann, { resourceName, proxyUrl }, facts)
    const written = { resourceName, ownerId: 'ann', timestampCreated: deps.now(), proxyUrl }
    expect(read('resources/camera')).toEqual(written)
    expect(read('users/ann')).toEqual(lists({ resourceNames: ['camera'] }))
    await changeResource(deps, zone, { resourceName, proxyUrl: 'https://b.example/' }, facts)
    expect(read('resources/camera')).toEqual({ ...written, proxyUrl: 'https://b.example/' })
    await removeResource(deps, zone, resource, facts)
    expect(read('resources/camera')).toBeUndefined()
  })

  it('zones, under their owner of now; a renamed one by its new name alone', async () => {
    const { deps, read, registry, olderKeys } = await open()
    await registry.create({ kind: 'account', id: ann.accountId }, { login: 'ann', generation: 0, signedInAt: 1 })
    await addZone(deps, ann, zoneName('ann.lab'), facts)
    const written = { zone: 'ann.lab', ownerId: 'ann', bucketName: 'default', directory: 'zones/ann.lab' }
    expect(read('registered-zones/ann.lab')).toEqual(written)
    await renameZone(
      deps,
      { user: ann, zone: await resolveZone(deps, zoneName('ann.lab')) },
      zoneName('ann.two'),
      facts
    )
    const renamed = { ...written, zone: 'ann.two', directory: 'zones/ann.two' }
    expect(read('registered-zones/ann.two')).toEqual(renamed)
    await changeZoneInfo(deps, zoneName('ann.two'), { ownerId: UserLabel.parse('bob') }, facts)
    expect(read('registered-zones/ann.two')).toEqual({ ...renamed, ownerId: 'bob' })
    expect([read('users/ann'), read('users/bob')]).toEqual([lists({}), lists({ zones: ['ann.two'] })])
    await removeZone(deps, { zone: await resolveZone(deps, zoneName('ann.two')) }, 'ann.two', facts)
    expect(olderKeys()).toEqual(['users/ann', 'users/bob'])
  })

  it('but no zone whose files have readers: the older gateway would give them to everyone', async () => {
    const { deps, olderKeys } = await open()
    await addZone(deps, root, zoneName('secret'), facts)
    expect(olderKeys()).toContain('registered-zones/secret')
    await giveReaders(deps, zoneName('secret'))
    expect(olderKeys()).not.toContain('registered-zones/secret')
  })

  it('keeps what the older gateway has in the same list, and no private key', async () => {
    const { deps, zone, register, older, read } = await open()
    const { clientId } = newClient()
    await older.addClient(clientId, 'ann', { privateKeyHex: 'ab' })
    await older.addUser('ann', [clientId])
    const client = newClient()
    await register(client)
    expect(read('users/ann')).toEqual(lists({ clientIds: [clientId, client.clientId] }))
    await registeredClient(deps, zone, clientId)
    await renameClient(deps, zone, { clientId, label: 'new' }, facts)
    expect(Object.keys(Object(read(`clients/${clientId}`)))).toEqual([
      'clientId',
      'ownerId',
      'timestampCreated',
      'label'
    ])
  })

  it('fails no request where the bucket takes nothing, is told, and is written by the next check-zones', async () => {
    const { deps, bucket, register, read, reports, checkZones } = await open()
    const client = newClient()
    const { put } = bucket
    Object.assign(bucket, {
      put: async () => {
        throw errors.storeUnavailable('the bucket', new Error('no'))
      }
    })
    await register(client)
    expect(reports).toContainEqual({ level: 'warn', event: 'older_gateway.not_written_back' })
    const { counts, notable } = await checkZones()
    expect(counts).toMatchObject({ not_written_back: 1, older_gateway_not_followed: 1 })
    expect(JSON.stringify(notable)).toContain("Couldn't compare registrations with those of the older gateway")
    Object.assign(bucket, { put })
    expect((await checkZones()).counts).toMatchObject({ written_back: 1 })
    expect(read(`clients/${client.clientId}`)).toMatchObject({ ownerId: 'ann', label: 'rig' })
    expect(read('users/ann')).toEqual(lists({ clientIds: [client.clientId] }))
    expect((await checkZones()).counts.written_back).toBeUndefined()
    expect(deps.writeBack).toBe(true)
  })

  it('waits no longer than two seconds for a bucket that hangs', async () => {
    const { bucket, register } = await open()
    Object.assign(bucket, { put: () => new Promise(() => {}) })
    const began = performance.now()
    await register(newClient())
    expect(performance.now() - began).toBeLessThan(4_000)
  })

  it('is whole after the next check-zones wherever the process is killed', async () => {
    const end = async ({ checkZones, olderKeys, read }: Awaited<ReturnType<typeof open>>) => {
      await checkZones()
      return JSON.stringify(olderKeys().map(key => [key, read(key)]))
    }
    const client = newClient()
    const whole = await open()
    await whole.register(client)
    const [none, all] = [await end(await open()), await end(whole)]
    let kills = 0
    for (let at = 1; ; at++) {
      const given = await open()
      const killed = killedAt(at, at % 2 === 0 ? 'before' : 'after')
      await given.register(client, interrupted(given.deps, killed.onCall)).catch(() => undefined)
      if (killed.calls() < at) break
      kills++
      expect([none, all], `killed at call ${at}`).toContain(await end(given))
      const { state } = (await given.registry.get({ kind: 'client', zone: 'default', id: client.clientId })) ?? {}
      expect(given.olderKeys().length > 0, `killed at call ${at}`).toBe(state === 'present')
    }
    expect(kills).toBeGreaterThan(10)
    expect(Killed).toBeDefined()
  })
})

it('without writeBack nothing is written but by the older gateway', async () => {
  const { register, olderKeys, checkZones } = await open(false)
  await register(newClient())
  await checkZones()
  expect(olderKeys()).toEqual([])
})

it('what was registered here before writeBack was switched on is written by check-zones, and what was renamed', async () => {
  const { deps, zone, register, read, checkZones, older } = await open(false)
  const [client, { clientId }, { clientId: same }] = [newClient(), newClient(), newClient()]
  for (const id of [clientId, same]) await older.addClient(id, 'bob')
  await register(client)
  for (const id of [clientId, same]) await registeredClient(deps, zone, id)
  await renameClient(deps, zone, { clientId, label: 'new' }, facts)
  await checkZones({ ...deps, writeBack: true })
  expect(read(`clients/${client.clientId}`)).toMatchObject({ ownerId: 'ann' })
  expect(read(`clients/${clientId}`)).toMatchObject({ ownerId: 'bob', label: 'new' })
  expect(read(`clients/${same}`)).toMatchObject({ ownerId: 'bob', label: 'lab' })
})
