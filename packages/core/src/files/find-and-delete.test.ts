import { describe, expect, it, vi } from 'vitest'
import { deleteFile, findFile } from '../../testing/operations.ts'
import { hashOf, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { contentKey, trashKey } from './keys.ts'

const bytes = Buffer.from('content')
const hash = hashOf(bytes)
const place = contentKey({ directory: '' }, hash)
const anyone = { kind: 'none' } as const

async function withFile(zone: 'default' | 'lab' = 'default', limits = {}) {
  const gateway = testGateway({ limits })
  await gateway.buckets[zone].put(place, bytes)
  gateway.forget()
  const find = async () => {
    const result = await findFile(gateway.deps, anyone, { zone: zoneName(zone), hash })
    if (result.found) await result.alongside
    return result
  }
  return { gateway, find }
}

describe('findFile', () => {
  it('answers where the file is, from the bucket first and from memory then', async () => {
    const { gateway, find } = await withFile()
    expect(await find()).toMatchObject({
      found: true,
      cacheHit: false,
      file: { size: bytes.length, bucketUri: 'memory://default', objectKey: place, fallback: false }
    })
    gateway.forget()
    expect(await find()).toMatchObject({ found: true, cacheHit: true })
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('after a minute asks the ephemeral store, and no bucket, and signs anew', async () => {
    const { gateway, find } = await withFile()
    await find()
    gateway.pass(60_000)
    gateway.forget()
    expect(await find()).toMatchObject({ found: true, cacheHit: true })
    expect(gateway.touched().objects).toEqual(['get settings/authorizationSettings.yaml', `presignGet ${place}`])
    expect(gateway.touched().ephemeral).toEqual(['findFound'])
  })

  it('hands a URL out while half of its life is left, and then signs anew', async () => {
    const { gateway, find } = await withFile('default', { downloadUrlSeconds: 5 })
    const first = await find()
    expect(first).toMatchObject({ file: { url: expect.stringContaining('seconds=5') } })
    gateway.forget()
    gateway.pass(2_499)
    await find()
    expect(gateway.touched().objects).toEqual([])
    gateway.pass(1)
    await find()
    expect(gateway.touched().objects).toEqual([`presignGet ${place}`])
  })

  it('13.10: of a file that another zone has says nothing more than of one that nobody has, and asks no other bucket', async () => {
    const { gateway } = await withFile('lab')
    const found = await findFile(gateway.deps, anyone, { zone: zoneName('default'), hash })
    const asked = gateway.touched().objects
    gateway.buckets.lab.objects.clear()
    gateway.pass(60_000)
    expect(await findFile(gateway.deps, anyone, { zone: zoneName('default'), hash })).toEqual(found)
    expect(found).toMatchObject({ found: false })
    expect(asked).toContain(`head ${place}`)
    expect(gateway.buckets.lab.calls).toEqual([])
  })

  it('after half an hour asks the bucket again', async () => {
    const { gateway, find } = await withFile()
    await find()
    gateway.pass(30 * 60_000)
    expect(await find()).toMatchObject({ found: true, cacheHit: false })
  })

  it('does not believe an ephemeral store that remembers the file in another bucket', async () => {
    const { gateway, find } = await withFile()
    await gateway.ephemeral.rememberFound(
      { zone: 'default', hash, size: 1, bucketUri: 'memory://elsewhere', objectKey: place },
      gateway.clock.now,
      gateway.clock.now + 1e6
    )
    expect(await find()).toMatchObject({ found: true, cacheHit: false, file: { bucketUri: 'memory://default' } })
  })

  it('works while the ephemeral store is away', async () => {
    const { gateway, find } = await withFile()
    gateway.ephemeral.away = true
    expect(await find()).toMatchObject({ found: true, cacheHit: false })
  })

  it('asks the fallback bucket only for what the main one does not have', async () => {
    const { gateway, find } = await withFile('lab')
    await gateway.buckets.fallback.put(place, bytes)
    gateway.forget()
    expect(await find()).toMatchObject({ found: true, file: { bucketUri: 'memory://lab', fallback: false } })
    expect(gateway.buckets.fallback.calls).toEqual([])

    gateway.buckets.lab.objects.clear()
    gateway.pass(30 * 60_000)
    expect(await find()).toMatchObject({ found: true, file: { bucketUri: 'memory://fallback', fallback: true } })
    expect(gateway.buckets.fallback.calls.map(({ method }) => method)).toEqual(['head', 'presignGet'])
  })

  it('prefers the main bucket within a minute of the file arriving there', async () => {
    const { gateway, find } = await withFile('lab')
    gateway.buckets.lab.objects.clear()
    await gateway.buckets.fallback.put(place, bytes)
    expect(await find()).toMatchObject({ file: { fallback: true } })
    await gateway.buckets.lab.put(place, bytes)
    gateway.pass(60_000)
    expect(await find()).toMatchObject({ file: { fallback: false } })
  })

  const troubles: [string, () => Error][] = [
    ['403', () => errors.storeRefused('the bucket', new Error('403'))],
    ['500', () => errors.storeUnavailable('the bucket', new Error('500'))],
    ['nothing', () => errors.storeUnavailable('the bucket', new Error('timeout'))]
  ]
  it.each(troubles)('never says "not found" where the bucket answers %s', async (_, trouble) => {
    for (const step of ['get', 'head'] as const) {
      const { gateway, find } = await withFile()
      const failing = vi.spyOn(gateway.buckets.default, step).mockRejectedValue(trouble())
      await expect(find()).rejects.toMatchObject({ kind: 'unavailable' })
      failing.mockRestore()
      expect(await find(), 'and the trouble is not remembered').toMatchObject({ found: true })
    }
  })

  it('says that there is no such zone, and looks for it again soon', async () => {
    const gateway = testGateway()
    const find = () => findFile(gateway.deps, anyone, { zone: zoneName('new.zone'), hash })
    await expect(find()).rejects.toMatchObject({ kind: 'not_found', code: 'zone.not_found' })
    const record = { zone: 'new.zone', ownerId: 'ann', bucketName: 'lab', directory: '/d/' }
    await gateway.buckets.default.put('registered-zones/new.zone', Buffer.from(JSON.stringify(record)))
    await gateway.buckets.lab.put(`d/${place}`, bytes)
    gateway.pass(2_000)
    expect(await find()).toMatchObject({ found: true, file: { objectKey: `d/${place}`, bucketUri: 'memory://lab' } })
  })
})

describe('deleteFile', () => {
  async function withAdministrator() {
    const { gateway, find } = await withFile()
    await gateway.settings('default', 'allowPublicUpload: false\nauthorizedUsers: [{userId: ann, admin: true}]')
    const remove = () => {
      const facts = { requestTimestamp: gateway.clock.now }
      return deleteFile(gateway.deps, user('ann'), { zone: zoneName('default'), hash }, facts)
    }
    return { gateway, find, remove }
  }

  it('moves the file to the trash, and it is found no more, here or from the ephemeral store', async () => {
    const { gateway, find, remove } = await withAdministrator()
    await find()
    expect(await remove()).toEqual({ success: true })
    expect(await find()).toEqual({ found: false })
    expect(gateway.buckets.default.objects.get(trashKey({ directory: '' }, hash))?.bytes).toEqual(
      Uint8Array.from(bytes)
    )
    expect(await gateway.ephemeral.findFound('default', hash, gateway.clock.now)).toBeUndefined()
  })

  it('of a file that is not there says so', async () => {
    const { remove } = await withAdministrator()
    await remove()
    expect(await remove()).toEqual({ success: false, error: `Zone default has no file ${hash}.` })
  })

  it('is not undone by a findFile that looked before it', async () => {
    const { gateway, find, remove } = await withAdministrator()
    const slow = await findFile(gateway.deps, anyone, { zone: zoneName('default'), hash })
    await remove()
    if (slow.found) await slow.alongside
    gateway.pass(60_000)
    expect(await find()).toEqual({ found: false })
  })

  it('touches nothing while the ephemeral store is away, since others would go on believing it', async () => {
    const { gateway, find, remove } = await withAdministrator()
    gateway.ephemeral.away = true
    await expect(remove()).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await find()).toMatchObject({ found: true })
  })

  it('that takes longer than its caller waits removes nothing, and the next one is done at once', async () => {
    const { gateway, find, remove } = await withAdministrator()
    const { default: bucket } = gateway.buckets
    const copy = bucket.copy.bind(bucket)
    bucket.copy = async (...args) => {
      gateway.pass(200_000)
      return copy(...args)
    }
    await expect(remove()).rejects.toMatchObject({ code: 'gateway.too_slow' })
    expect(await find()).toMatchObject({ found: true })
    bucket.copy = () => Promise.reject(new Error('copied twice'))
    expect(await remove()).toEqual({ success: true })
  })

  it('whose copy in the trash has an etag of its own knows it by its SHA-1', async () => {
    const { gateway, remove } = await withAdministrator()
    const { default: bucket } = gateway.buckets
    const [head, copy] = [bucket.head.bind(bucket), bucket.copy.bind(bucket)]
    bucket.head = async key => {
      const found = await head(key)
      return found && key.startsWith('trash/') ? { ...found, etag: 'of its own' } : found
    }
    bucket.copy = async (...args) => {
      gateway.pass(200_000)
      return copy(...args)
    }
    await expect(remove()).rejects.toMatchObject({ code: 'gateway.too_slow' })
    expect(await remove()).toEqual({ success: true })
  })

  it('outlasting its mark is not undone by a findFile meanwhile', async () => {
    const { gateway, find, remove } = await withAdministrator()
    gateway.deps.limits.deleteMs = 1e9
    const { default: bucket } = gateway.buckets
    const copy = bucket.copy.bind(bucket)
    bucket.copy = async (...args) => {
      gateway.pass(200_000)
      await find()
      return copy(...args)
    }
    expect(await remove()).toEqual({ success: true })
    gateway.pass(60_000)
    expect(await find()).toEqual({ found: false })
  })

  it('survives a crash between copy and removal', async () => {
    const { gateway, find, remove } = await withAdministrator()
    const { default: bucket } = gateway.buckets
    const { remove: original } = bucket
    bucket.remove = async () => {
      throw new Error('crashed')
    }
    await expect(remove()).rejects.toThrow('crashed')
    bucket.remove = original
    expect(await remove()).toEqual({ success: true })
    expect(await find()).toEqual({ found: false })
  })
})
