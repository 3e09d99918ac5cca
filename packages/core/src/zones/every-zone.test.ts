import { expect, it, vi } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { everyZone } from './every-zone.ts'

/** A gateway whose stores give one item a page. */
async function open() {
  const gateway = testGateway()
  const { registry, buckets } = gateway
  const [ofRegistry, ofBucket] = [registry.list.bind(registry), buckets.default.list.bind(buckets.default)]
  vi.spyOn(registry, 'list').mockImplementation((of, page) => ofRegistry(of, { ...page, limit: 1 }))
  vi.spyOn(buckets.default, 'list').mockImplementation((prefix, page) => ofBucket(prefix, { ...page, limit: 1 }))
  for (const id of ['a.lab', 'b.lab', 'c.lab']) await registry.create({ kind: 'zone', id }, {})
  for (const name of ['old-a', 'old-b', 'old-c'])
    await buckets.default.put(`registered-zones/${name}`, Buffer.from('{}'))
  return gateway
}

it('every zone is that of each page of registry and bucket, and those of the configuration', async () => {
  const { deps } = await open()
  expect((await everyZone(deps)).toSorted()).toEqual(
    ['a.lab', 'b.lab', 'c.lab', 'default', 'lab', 'old-a', 'old-b', 'old-c'].map(zoneName)
  )
})

it('a zone that was removed stays so, whatever an older gateway left of it', async () => {
  const { deps, registry } = await open()
  await registry.create({ kind: 'zone', id: 'old-b' }, {})
  await registry.remove({ kind: 'zone', id: 'old-b' })
  expect(await everyZone(deps)).toEqual(expect.arrayContaining(['old-a', 'old-c']))
  expect(await everyZone(deps)).not.toContain('old-b')
})

it('where the default bucket does not answer, the others are known, and that is reported', async () => {
  const { deps, buckets, reports } = await open()
  vi.spyOn(buckets.default, 'list').mockRejectedValue(errors.storeUnavailable('the bucket', new Error('away')))
  expect((await everyZone(deps)).toSorted()).toEqual(['a.lab', 'b.lab', 'c.lab', 'default', 'lab'])
  expect(reports).toEqual([{ level: 'warn', event: 'zones.registered_not_listed' }])
})
