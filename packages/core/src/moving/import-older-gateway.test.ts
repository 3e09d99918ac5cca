import { describe, expect, it } from 'vitest'
import { know } from '../../../leak-check/src/watch.ts'
import { interrupted, Killed, killedAt } from '../../testing/interrupted.ts'
import { OlderGateway, ReadOnlyObjectStore } from '../../testing/older-gateway.ts'
import { newClient, testGateway, zoneName } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { importLegacyClients } from '../registered/import-legacy-clients.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { dryRegistry } from './dry-registry.ts'
import { type ImportedZone, importOlderGateway } from './import-older-gateway.ts'
import { SeenOwners } from './seen-owners.ts'

const { clientId: ann } = newClient()
const { clientId: bob } = newClient()
const { clientId: cara } = newClient()
const { clientId: gone } = newClient()

/** `default` and `lab` by the configuration, `ann.more` by the older gateway's own record; some of it malformed. */
async function estate() {
  const gateway = testGateway()
  const { buckets } = gateway
  const key = 'ab'.repeat(32)
  know('client private key', key)
  const home = new OlderGateway(buckets.default)
  await home.addClient(ann, 'ann', { privateKeyHex: key })
  await home.addClient(gone, 'ann')
  await home.addResource('camera 1/left', 'bob')
  await home.addUser('ann', [ann, gone], [])
  await home.registerZone('ann.more', 'ann', { bucketName: 'lab', directory: 'zones/ann.more' })
  await new OlderGateway(buckets.lab).addClient(bob, 'github|bob')
  await new OlderGateway(buckets.lab, 'zones/ann.more').addClient(cara, 'cara@lab.example')
  for (const [name, text] of [
    [cara, '{'],
    ['not-an-id', '{}'],
    [bob.replace(/^./, 'g'), '{}']
  ] as const)
    await buckets.default.put(`clients/${name}`, Buffer.from(text))
  await buckets.default.put(`clients/${newClient().clientId}`, Buffer.from(JSON.stringify({ clientId: ann })))
  await buckets.default.put('users/x', Buffer.from('[]'))
  await buckets.default.put('clients/', Buffer.from(''))
  for (const bucket of Object.values(buckets)) {
    const readOnly = ReadOnlyObjectStore.of(bucket)
    for (const method of ['put', 'putStream', 'copy', 'remove'] as const)
      Object.assign(bucket, { [method]: readOnly[method] })
  }
  await removeHere(gateway.deps)
  gateway.forget()
  return gateway
}

async function removeHere(deps: GatewayDeps) {
  const zone = await resolveZone(deps, zoneName('default'))
  await deps.registry.remove({ kind: 'client', zone: zone.name, id: gone })
}

async function imported(deps: GatewayDeps) {
  const zones: ImportedZone[] = []
  const owners = new SeenOwners()
  const registeredZones = await importOlderGateway(deps, owners, { usage: false }, zone => zones.push(zone))
  return { registeredZones, zones, owners: owners.list() }
}

const counts = (found: number, imported: number, more: object = {}) => ({
  found,
  imported,
  known: 0,
  removed: 0,
  malformed: [],
  gone: [],
  ...more
})

describe('the import of an older gateway', () => {
  it('brings over clients, resources, users and zones of every zone, and counts them; malformed ones by their keys', async () => {
    const { deps, buckets } = await estate()
    const { registeredZones, zones, owners } = await imported(deps)
    expect(registeredZones).toEqual(counts(1, 1))
    const malformed = [...buckets.default.objects.keys()]
      .filter(key => key.startsWith('clients/') && key !== 'clients/' && !key.endsWith(ann) && !key.endsWith(gone))
      .sort()
    expect(malformed).toHaveLength(4)
    expect(zones).toEqual([
      {
        zone: 'default',
        outcome: 'imported',
        usage: 'not_asked',
        records: {
          clients: counts(6, 1, { removed: 1, malformed }),
          resources: counts(1, 1),
          users: counts(2, 1, { malformed: ['users/x'] })
        }
      },
      {
        zone: 'lab',
        outcome: 'imported',
        usage: 'not_asked',
        records: { clients: counts(1, 1), resources: counts(0, 0), users: counts(0, 0) }
      },
      {
        zone: 'ann.more',
        outcome: 'imported',
        usage: 'not_asked',
        records: { clients: counts(1, 1), resources: counts(0, 0), users: counts(0, 0) }
      }
    ])
    expect(owners.map(({ label, records }) => [label, records])).toEqual([
      ['ann', 3],
      ['bob', 1],
      ['cara@lab.example', 1],
      ['github|bob', 1]
    ])
  })

  it('leaves nothing for the first look and the first listing to read in a bucket', async () => {
    const { deps, buckets, pass } = await estate()
    await imported(deps)
    pass(61_000)
    for (const bucket of Object.values(buckets)) bucket.calls.length = 0
    const zone = await resolveZone(deps, zoneName('default'))
    expect(await registeredClient(deps, zone, ann)).toMatchObject({ ownerId: 'ann' })
    expect(await importLegacyClients(deps, zone, deps.now() + 1_000)).toBe(true)
    expect(buckets.default.calls).toEqual([])
  })

  it('again finds everything there, and never what was removed here', async () => {
    const { deps, pass } = await estate()
    await imported(deps)
    pass(61_000)
    const { zones, registeredZones } = await imported(deps)
    expect(registeredZones).toMatchObject({ found: 1, known: 1, imported: 0 })
    expect(zones[0]).toMatchObject({ records: { clients: { imported: 0, known: 1, removed: 1 }, users: { known: 1 } } })
    const zone = await resolveZone(deps, zoneName('default'))
    expect(await registeredClient(deps, zone, gone)).toBeUndefined()
  })

  it('names what the older gateway removed since, and takes nothing away by itself', async () => {
    const { deps, buckets, pass } = await estate()
    await imported(deps)
    const zone = await resolveZone(deps, zoneName('default'))
    const { clientId: own } = newClient()
    const made = { clientId: own, ownerId: 'bob', ownerAccountId: '1', timestampCreated: 1, label: '' }
    await deps.registry.create({ kind: 'client', zone: 'default', id: own }, made, { owner: 'account:1' })
    for (const key of [`clients/${ann}`, 'resources/camera 1/left', 'registered-zones/ann.more'])
      buckets.default.objects.delete(key)
    pass(61_000)
    const { registeredZones, zones } = await imported(deps)
    expect(registeredZones.gone).toEqual(['registered-zones/ann.more'])
    expect(zones[0]).toMatchObject({
      records: { clients: { gone: [`clients/${ann}`] }, resources: { gone: ['resources/camera 1/left'] } }
    })
    expect(await registeredClient(deps, zone, ann)).toBeDefined()
  })

  it('finds what is registered at the older gateway afterwards within 60 s, without another import', async () => {
    const { deps, buckets, pass } = await estate()
    await imported(deps)
    const { clientId } = newClient()
    const zone = await resolveZone(deps, zoneName('default'))
    expect(await registeredClient(deps, zone, clientId)).toBeUndefined()
    buckets.default.objects.set(`clients/${clientId}`, {
      bytes: Buffer.from(JSON.stringify({ clientId, ownerId: 'bob', timestampCreated: 1, label: '' }))
    })
    pass(59_000)
    expect(await registeredClient(deps, zone, clientId)).toMatchObject({ ownerId: 'bob' })
  })

  it('as a dry run counts the same and writes nothing', async () => {
    const { deps, registry } = await estate()
    const before = await everything(deps)
    const dry = await imported({ ...deps, registry: dryRegistry(registry), caches: testGateway().deps.caches })
    expect(
      registry.calls.map(({ method }) => method).filter(method => !/^(get|list|listByOwner)$/.test(method))
    ).toEqual([])
    expect(await everything(deps)).toEqual(before)
    expect(dry).toEqual(await imported(deps))
  })

  it('goes on where one zone’s bucket fails, and says which', async () => {
    const { deps } = await estate()
    const { openBucket } = deps
    const { errors } = await import('../errors.ts')
    const failing = async (ref: Parameters<typeof openBucket>[0]) => {
      if (ref.uri === 'memory://lab') throw errors.storeUnavailable('bucket lab', new Error('no'))
      return openBucket(ref)
    }
    const { zones } = await imported({ ...deps, openBucket: failing })
    expect(zones.map(({ zone, outcome }) => [zone, outcome])).toEqual([
      ['default', 'imported'],
      ['lab', 'failed'],
      ['ann.more', 'failed']
    ])
  })

  it('comes to the same end wherever it is killed and run again', async () => {
    const whole = await estate()
    await imported(whole.deps)
    const end = await everything(whole.deps)
    let kills = 0
    for (let at = 1; ; at++) {
      const { deps } = await estate()
      const killed = killedAt(at, 'after')
      const first = await imported(interrupted(deps, killed.onCall)).catch(error => error)
      if (killed.calls() < at) break
      expect(first).toBeInstanceOf(Killed)
      kills++
      await imported(interrupted(deps, ({ go }) => go()))
      expect(await everything(deps), `killed at call ${at}`).toEqual(end)
    }
    expect(kills).toBeGreaterThan(40)
  }, 60_000)
})

/** Every record of the kinds that an import writes, without versions. */
async function everything({ registry }: GatewayDeps) {
  const scopes = ['default', 'lab', 'ann.more'].flatMap(zone =>
    (['client', 'client-word', 'resource', 'import'] as const).map(kind => ({ kind, zone }))
  )
  const pages = [...scopes, { kind: 'zone' } as const].map(scope => registry.list(scope, { limit: 1000 }))
  return (await Promise.all(pages)).map(({ items }) => items.map(({ key, entry }) => [key.id, entry.value]))
}
