/** Uploads from initiate to the file being there, and every lie on the way. */

import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { initiateUpload } from '../../testing/operations.ts'
import { hashOf, zoneName } from '../../testing/test-gateway.ts'
import {
  ann,
  bytes,
  finalize,
  found,
  type Gateway,
  hash,
  initiate,
  keyOf,
  leftovers,
  openGateway,
  place,
  upload,
  wrong
} from '../../testing/upload-fixture.ts'
import { errors } from '../errors.ts'
import { contentKey, trashKey, uploadKey } from './keys.ts'

const stores = [
  ['on a store that knows everything', {}],
  ['on a store that knows no checksums', { copySha1: false }],
  [
    'on a store that knows no conditions either',
    { copySha1: false, copyIfAbsent: false, copyIfMatch: false, putIfAbsent: false }
  ]
] as const

describe.each(stores)('an upload %s', (_, abilities) => {
  const open = () => openGateway({ bucket: new InMemoryObjectStore({ uri: 'memory://default', abilities }) })

  it('is there after finalize, and leaves nothing behind', async () => {
    const gateway = await open()
    const objectKey = await upload(gateway)
    expect(await found(gateway)).toBe(false)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    expect(gateway.buckets.default.objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
    expect(await found(gateway)).toBe(true)
    expect(leftovers(gateway)).toEqual([])
    expect(await initiate(gateway)).toEqual({ outcome: 'already_exists' })
  })

  it('leaves what its client sent along with the bytes behind', async () => {
    const gateway = await open()
    const { objects } = gateway.buckets.default
    const objectKey = await upload(gateway)
    const headers = { 'content-encoding': 'gzip', 'x-amz-meta-more': 'of it' }
    objects.set(objectKey, { bytes: Uint8Array.from(bytes), contentType: 'text/html', headers })
    await finalize(gateway, objectKey)
    expect(objects.get(place)).toMatchObject({ contentType: 'application/octet-stream' })
    expect(objects.get(place)).not.toHaveProperty('headers')
  })

  it('may be finalized again and again', async () => {
    const gateway = await open()
    const objectKey = await upload(gateway)
    const all = await Promise.all([1, 2, 3, 4].map(() => finalize(gateway, objectKey)))
    expect(all).toEqual(Array(4).fill({ outcome: 'stored' }))
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    expect(leftovers(gateway)).toEqual([])
  })

  it('of two clients at once makes one object, and both succeed', async () => {
    const gateway = await open()
    const [one, two] = [await upload(gateway), await upload(gateway)]
    expect(one).not.toBe(two)
    expect(await Promise.all([finalize(gateway, one), finalize(gateway, two)])).toEqual([
      { outcome: 'stored' },
      { outcome: 'stored' }
    ])
    expect(leftovers(gateway)).toEqual([])
  })

  it('of wrong bytes of the right size is refused with both digests, removed, and never visible', async () => {
    const gateway = await open()
    const objectKey = await upload(gateway, wrong)
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({
      code: 'upload.wrong_content',
      message: expect.stringMatching(new RegExp(`${hashOf(wrong)}.*${hash}`))
    })
    expect(gateway.buckets.default.calls.filter(({ key, method }) => key === place && method !== 'head')).toEqual([])
    expect(leftovers(gateway)).toEqual([])
    expect(await found(gateway)).toBe(false)
    expect((await initiate(gateway)).outcome).toBe('upload')
  })

  it('is not changed by a second PUT with the same URL, before, during or after verification', async () => {
    const gateway = await open()
    const objectKey = await upload(gateway)
    const { default: bucket } = gateway.buckets
    const copy = bucket.copy.bind(bucket)
    bucket.copy = async (from, to, options) => {
      const result = await copy(from, to, options)
      await bucket.put(objectKey, wrong)
      return result
    }
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    await bucket.put(objectKey, wrong)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    expect(bucket.objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
  })

  it('is verified on a copy that no given-up copy of before can still change', async () => {
    const gateway = await open()
    const { default: bucket } = gateway.buckets
    const copy = bucket.copy.bind(bucket)
    const late: (() => Promise<unknown>)[] = []
    // The first copy of each source is given up by us, and carried out by the store when it suits it.
    bucket.copy = async (from, to, options) => {
      if (late.length === 0) {
        const then = bucket.objects.get(from)
        late.push(async () => then && bucket.objects.set(to, then))
        throw errors.storeUnavailable('the bucket', new Error('timeout'))
      }
      const result = await copy(from, to, options)
      await Promise.all(late.map(land => land()))
      return result
    }
    const objectKey = await upload(gateway, wrong)
    const finalized = finalize(gateway, objectKey)
    await bucket.put(objectKey, bytes)
    expect(await finalized).toEqual({ outcome: 'stored' })
    expect(bucket.objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
  })

  it('survives a crash after any call to the bucket', async () => {
    const whole = { count: 0, crashAt: Number.POSITIVE_INFINITY }
    const undisturbed = await open()
    const first = await upload(undisturbed)
    crashing(undisturbed.buckets.default, whole)
    await finalize(undisturbed, first)
    expect(whole.count).toBeGreaterThan(5)

    for (let crashAt = 0; crashAt < whole.count; crashAt++) {
      const gateway = await open()
      const objectKey = await upload(gateway)
      const calls = { count: 0, crashAt }
      crashing(gateway.buckets.default, calls)
      await finalize(gateway, objectKey).catch(() => {})
      const seen = gateway.buckets.default.objects.get(place)
      if (seen !== undefined) expect(seen.bytes).toEqual(Uint8Array.from(bytes))
      calls.crashAt = Number.POSITIVE_INFINITY
      // The client tries again: finalize where its upload is still there, else all of it.
      const again =
        gateway.buckets.default.objects.has(objectKey) || seen !== undefined ? objectKey : await upload(gateway)
      expect(await finalize(gateway, again)).toEqual({ outcome: 'stored' })
      expect(await found(gateway)).toBe(true)
    }
  })
})

describe('an upload that its store looked at while it came', () => {
  const openLooking = async (collides: boolean) => {
    const gateway = await openGateway()
    const { default: bucket } = gateway.buckets
    const copy = bucket.copy.bind(bucket)
    bucket.copy = async (...args) => {
      const result = await copy(...args)
      return result.outcome === 'copied' ? { ...result, collides } : result
    }
    return gateway
  }

  it('is not read for that', async () => {
    const gateway = await openLooking(false)
    expect(await finalize(gateway, await upload(gateway))).toEqual({ outcome: 'stored' })
    expect(gateway.buckets.default.calls.filter(({ method }) => method === 'read')).toEqual([])
  })

  it('is refused where it was made to collide, removed, and never visible', async () => {
    const gateway = await openLooking(true)
    const objectKey = await upload(gateway)
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'file.sha1_collision' })
    expect(gateway.buckets.default.calls.filter(({ key, method }) => key === place && method !== 'head')).toEqual([])
    expect(leftovers(gateway)).toEqual([])
    expect(await found(gateway)).toBe(false)
  })
})

/** Makes the call number `crashAt` and all after it fail, as if the process had ended there. */
function crashing(bucket: InMemoryObjectStore, calls: { count: number; crashAt: number }): void {
  const tick = () => {
    if (calls.count++ >= calls.crashAt) throw new Error('crashed')
  }
  const { head, copy, remove, read } = bucket
  bucket.head = async (...args) => {
    tick()
    return head.apply(bucket, args)
  }
  bucket.copy = async (...args) => {
    tick()
    return copy.apply(bucket, args)
  }
  bucket.remove = async (...args) => {
    tick()
    return remove.apply(bucket, args)
  }
  bucket.read = async (...args) => {
    tick()
    return read.apply(bucket, args)
  }
}

describe('finalize', () => {
  const foreign: [string, (gateway: Gateway) => Promise<string>][] = [
    ["another file's key", async () => uploadKey({ directory: '' }, hashOf('other'), '1'.repeat(32))],
    ["another zone's key", async () => uploadKey({ directory: 'zones/x' }, hash, '1'.repeat(32))],
    ['the content itself', async () => place],
    ['a path trick', async gateway => (await upload(gateway)).replace('uploads/', 'uploads/../uploads/')],
    ['the settings', async () => 'settings/authorizationSettings.yaml']
  ]
  it.each(foreign)('naming %s is refused before anything is read', async (_, keyFor) => {
    const gateway = await openGateway()
    const key = await keyFor(gateway)
    gateway.forget()
    await expect(finalize(gateway, key)).rejects.toMatchObject({ kind: 'invalid', code: 'upload.foreign_key' })
    expect(gateway.touched().objects.filter(call => !call.startsWith('get settings/'))).toEqual([])
  })

  it('of an upload of another size removes it', async () => {
    const gateway = await openGateway()
    const objectKey = await upload(gateway, Buffer.from('short'))
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_size' })
    expect(leftovers(gateway)).toEqual([])
  })

  it('of nothing says so', async () => {
    const gateway = await openGateway()
    const objectKey = keyOf(await initiate(gateway))
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ kind: 'not_found', code: 'upload.not_found' })
  })
})

describe('initiate', () => {
  it('stores the empty file itself, and refuses sizes that contradict the hash', async () => {
    const gateway = await openGateway()
    const empty = hashOf('')
    expect(await initiate(gateway, empty, 0)).toEqual({ outcome: 'already_exists' })
    expect(gateway.buckets.default.objects.get(contentKey({ directory: '' }, empty))?.bytes.length).toBe(0)
    await expect(initiate(gateway, hash, 0)).rejects.toMatchObject({ code: 'file.size_contradicts_hash' })
    const contradicted = await openGateway()
    const { objects } = contradicted.buckets.default
    objects.set(contentKey({ directory: '' }, empty), { bytes: Uint8Array.from(wrong), sha1: hashOf(wrong) })
    expect(await initiate(contradicted, empty, 0)).toEqual({ outcome: 'already_exists' })
    expect(objects.get(contentKey({ directory: '' }, empty))?.bytes.length).toBe(0)
    await expect(initiate(gateway, empty, 1)).rejects.toMatchObject({ code: 'file.size_contradicts_hash' })
  })

  it('refuses a file above the limit with the number', async () => {
    const gateway = await openGateway()
    await expect(initiate(gateway, hash, 5_000_000_001)).rejects.toMatchObject({
      kind: 'too_large',
      message: expect.stringContaining('5,000,000,000 bytes')
    })
    expect((await initiate(gateway, hash, 5_000_000_000)).outcome).toBe('upload')
  })

  it('begins two uploads of one file, each with a key of its own: neither waits for the other', async () => {
    const gateway = await openGateway()
    expect(keyOf(await initiate(gateway))).not.toBe(keyOf(await initiate(gateway)))
  })

  it('wants a file that only the fallback bucket has', async () => {
    const gateway = await openGateway()
    await gateway.settings('lab', 'allowPublicUpload: true\nauthorizedUsers: []')
    await gateway.buckets.fallback.put(place, bytes)
    const result = await initiateUpload(gateway.deps, ann, { zone: zoneName('lab'), hash, size: bytes.length })
    expect(result.outcome).toBe('upload')
  })
})

describe('an object whose own checksum contradicts its key', () => {
  it('counts as absent, makes way for the right one, and is not lost', async () => {
    const gateway = await openGateway()
    const { objects } = gateway.buckets.default
    objects.set(place, { bytes: Uint8Array.from(wrong), sha1: hashOf(wrong) })
    expect(await found(gateway)).toBe(false)
    expect(gateway.reports).toContainEqual({ level: 'error', event: 'file.contradicts_its_hash' })
    const objectKey = await upload(gateway)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    expect(objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
    expect(objects.get(trashKey({ directory: '' }, hash))?.bytes).toEqual(Uint8Array.from(wrong))
  })
})

describe('two uploaders of content that contradicts its key', () => {
  it('never make it disappear once one of them was told that it is stored', async () => {
    const gateway = await openGateway()
    const { default: bucket } = gateway.buckets
    bucket.objects.set(place, { bytes: Uint8Array.from(wrong), sha1: hashOf(wrong) })
    const [slow, fast] = [await upload(gateway), await upload(gateway)]
    const copy = bucket.copy.bind(bucket)
    const overtaking = { begun: false, done: false }
    bucket.copy = async (from, to, options) => {
      if (!overtaking.begun && to.startsWith('trash/')) {
        overtaking.begun = true
        expect(await finalize(gateway, fast)).toEqual({ outcome: 'stored' })
        overtaking.done = true
      }
      const result = await copy(from, to, options)
      if (overtaking.done) expect(bucket.objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
      return result
    }
    expect(await finalize(gateway, slow)).toEqual({ outcome: 'stored' })
    expect(bucket.objects.get(trashKey({ directory: '' }, hash))?.bytes).toEqual(Uint8Array.from(wrong))
  })
})

describe('an upload of wrong bytes', () => {
  it('that is found twice, since it could not be removed, is recorded once', async () => {
    const gateway = await openGateway()
    const objectKey = await upload(gateway, wrong)
    const { default: bucket } = gateway.buckets
    const { remove } = bucket
    bucket.remove = () => Promise.reject(new Error('away'))
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    bucket.remove = remove
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    expect(gateway.ephemeral.logItems).toHaveLength(1)
  })

  it('that could not be recorded is found wrong again, with its digest', async () => {
    const gateway = await openGateway()
    const objectKey = await upload(gateway, wrong)
    gateway.ephemeral.away = true
    const { keep } = gateway.deps.outbox
    gateway.deps.outbox.keep = () => Promise.reject(new Error('no room'))
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'activity.not_recorded' })
    gateway.deps.outbox.keep = keep
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    expect(gateway.kept).toHaveLength(1)
    expect(leftovers(gateway)).toEqual([])
  })
})
