import { describe, expect, it } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { findZone, resolveZone } from './resolve-zone.ts'

const record = { zone: 'ann.x', ownerId: 'ann', bucketName: 'lab', directory: '/zones/ann.x/' }
const put = (gateway: ReturnType<typeof testGateway>, value: unknown) =>
  gateway.buckets.default.put('registered-zones/ann.x', Buffer.from(JSON.stringify(value)))

describe('a zone', () => {
  it('of the configuration has its buckets, no owner and no directory, and needs no store', async () => {
    const gateway = testGateway()
    const zone = await resolveZone(gateway.deps, zoneName('lab'))
    expect(zone).toMatchObject({ name: 'lab', directory: '', bucket: { uri: 'memory://lab' } })
    expect(zone.fallback?.uri).toBe('memory://fallback')
    expect(zone).not.toHaveProperty('owner')
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('that somebody registered has an owner, and a directory in a bucket of the configuration', async () => {
    const gateway = testGateway()
    await put(gateway, record)
    expect(await resolveZone(gateway.deps, zoneName('ann.x'))).toMatchObject({
      name: 'ann.x',
      directory: 'zones/ann.x',
      owner: { ownerId: 'ann' },
      bucket: { uri: 'memory://lab' },
      fallback: { uri: 'memory://fallback' }
    })
  })

  it('that was given another place is found there within 60 s', async () => {
    const gateway = testGateway()
    const key = { kind: 'zone', id: 'ann.x' } as const
    const { entry } = await gateway.registry.create(key, record)
    const directory = async () => (await resolveZone(gateway.deps, zoneName('ann.x'))).directory
    expect(await directory()).toBe('zones/ann.x')
    await gateway.registry.replace(key, { ...record, directory: 'new' }, entry.version)
    gateway.pass(60_000)
    expect(await directory()).toBe('new')
  })

  it('that a configuration with mistakes may define is not said to be absent, nor looked for elsewhere', async () => {
    const gateway = testGateway()
    const deps = { ...gateway.deps, mayBeConfigured: (name: string) => ['ann.x', 'lost'].includes(name) }
    await put(gateway, record)
    for (const find of [findZone, resolveZone]) {
      await expect(find(deps, zoneName('ann.x'))).rejects.toMatchObject({ code: 'zone.configuration_wrong' })
    }
    expect(gateway.touched()).toEqual({ objects: ['put registered-zones/ann.x'], registry: [], ephemeral: [] })
    expect(await findZone(deps, zoneName('ann.y'))).toBeUndefined()
    const elsewhere = { ...record, zone: 'ann.z', bucketName: 'lost' }
    await gateway.registry.create({ kind: 'zone', id: 'ann.z' }, elsewhere)
    await expect(findZone(deps, zoneName('ann.z'))).rejects.toMatchObject({ code: 'zone.configuration_wrong' })
  })

  it('that is not there is looked for again after 2 s', async () => {
    const gateway = testGateway()
    const name = zoneName('ann.x')
    expect(await findZone(gateway.deps, name)).toBeUndefined()
    await put(gateway, record)
    expect(await findZone(gateway.deps, name)).toBeUndefined()
    gateway.pass(2_000)
    expect(await findZone(gateway.deps, name)).toBeDefined()
    await expect(resolveZone(gateway.deps, zoneName('ann.y'))).rejects.toMatchObject({ code: 'zone.not_found' })
  })

  it('in a bucket that the configuration lost is an error, not missing', async () => {
    const gateway = testGateway()
    await put(gateway, { ...record, bucketName: 'lost' })
    await expect(resolveZone(gateway.deps, zoneName('ann.x'))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'zone.bucket_unknown'
    })
  })

  it('is found in the registry by a gateway that has no default zone', async () => {
    const gateway = testGateway()
    gateway.deps.configuredZones = new Map([...gateway.deps.configuredZones].filter(([name]) => name !== 'default'))
    await gateway.registry.create({ kind: 'zone', id: 'ann.x' }, record)
    expect(await resolveZone(gateway.deps, zoneName('ann.x'))).toMatchObject({ owner: { ownerId: 'ann' } })
    await gateway.registry.create({ kind: 'zone', id: 'ann.y' }, { nonsense: 1 })
    await expect(resolveZone(gateway.deps, zoneName('ann.y'))).rejects.toMatchObject({ kind: 'unavailable' })
    await gateway.registry.remove({ kind: 'zone', id: 'ann.x' })
    gateway.pass(60_000)
    expect(await findZone(gateway.deps, zoneName('ann.x'))).toBeUndefined()
  })
})
