/** Uploads from initiate to the file being there, and every lie on the way. */
import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { facts, hashOf, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from './content-hash.ts'
import { finalizeUpload } from './finalize-upload.ts'
import { findFile } from './find-file.ts'
import { type InitiateUploadResult, initiateUpload } from './initiate-upload.ts'
import { contentKey, trashKey, uploadKey } from './keys.ts'
import { runVerification } from './run-verification.ts'

const zone = zoneName('default')
const bytes = Buffer.from('the right bytes')
const wrong = Buffer.from('the wrong bytes')
const hash = hashOf(bytes)
const ann = user('ann')
const place = contentKey({ directory: '' }, hash)

type Gateway = Awaited<ReturnType<typeof openGateway>>

async function openGateway(options: Parameters<typeof testGateway>[0] = {}) {
  const gateway = testGateway(options)
  await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: []')
  return gateway
}

function keyOf(result: InitiateUploadResult): string {
  if (result.outcome !== 'upload') throw new Error(`unexpected ${result.outcome}`)
  return result.objectKey
}

const initiate = (gateway: Gateway, of: ContentHash = hash, size = bytes.length) =>
  initiateUpload(gateway.deps, ann, { zone, hash: of, size })

const finalize = (gateway: Gateway, objectKey: string, size = bytes.length, of: ContentHash = hash) =>
  finalizeUpload(gateway.deps, ann, { zone, hash: of, size, objectKey }, facts)

/** initiate and the client's PUT */
async function upload(gateway: Gateway, content: Uint8Array = bytes): Promise<string> {
  const objectKey = keyOf(await initiate(gateway))
  await gateway.buckets.default.put(objectKey, content)
  return objectKey
}

const found = async (gateway: Gateway) => (await findFile(gateway.deps, ann, { zone, hash })).found

const leftovers = (gateway: Gateway) =>
  [...gateway.buckets.default.objects.keys()].filter(key => key.startsWith('uploads/'))

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
  it('that could not be recorded is found wrong again, with its digest', async () => {
    const gateway = await openGateway()
    const objectKey = await upload(gateway, wrong)
    gateway.ephemeral.away = true
    const { keep } = gateway.deps.keptLogItems
    gateway.deps.keptLogItems.keep = () => Promise.reject(new Error('no room'))
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'activity.not_recorded' })
    gateway.deps.keptLogItems.keep = keep
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    expect(gateway.kept).toHaveLength(1)
    expect(leftovers(gateway)).toEqual([])
  })
})

describe('a verification beyond a request', () => {
  const small = { verifyInRequestBytes: 4 }

  async function queued(content: Uint8Array = bytes) {
    const gateway = await openGateway({ limits: small })
    const objectKey = await upload(gateway, content)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
    const [job] = gateway.jobs
    if (job === undefined) throw new Error('nothing was queued')
    return { gateway, objectKey, job }
  }

  it('is queued; until it is done the file is pending, and not found', async () => {
    const { gateway, objectKey, job } = await queued()
    expect(await found(gateway)).toBe(false)
    expect(await initiate(gateway)).toEqual({ outcome: 'already_pending' })
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
    expect(gateway.jobs, 'the first may not have reached the queue').toEqual([job, job])

    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(await found(gateway)).toBe(true)
    expect(await initiate(gateway)).toEqual({ outcome: 'already_exists' })
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    expect(leftovers(gateway)).toEqual([])
  })

  it('is recorded once when it is true, with the facts of its request, however often it runs', async () => {
    const { gateway, job } = await queued()
    await Promise.all([runVerification(gateway.deps, job), runVerification(gateway.deps, job)])
    await runVerification(gateway.deps, job)
    const items = gateway.ephemeral.logItems.map(({ item }) => item)
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      request: { payload: { type: 'finalizeFileUpload', hash, size: bytes.length } },
      response: { type: 'finalizeFileUpload' },
      requestHeaders: facts.requestHeaders,
      zone
    })
  })

  it('that turns out wrong is recorded, told to finalize and to the next initiate, which may upload at once', async () => {
    const { gateway, objectKey, job } = await queued(wrong)
    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(await found(gateway)).toBe(false)
    expect(leftovers(gateway)).toEqual([])
    expect(gateway.ephemeral.logItems[0]?.item).toMatchObject({
      response: { error: expect.stringContaining(hashOf(wrong)) }
    })
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    expect(await initiate(gateway)).toMatchObject({ outcome: 'upload', previousFailure: expect.stringContaining(hash) })
    expect(await initiate(gateway), 'also where the answer was lost').toHaveProperty('previousFailure')
    gateway.pass(25 * 3600_000)
    expect(await initiate(gateway)).not.toHaveProperty('previousFailure')
  })

  it('whose worker died is pending for its lease and no longer', async () => {
    const { gateway } = await queued()
    gateway.pass(59_999)
    expect(await initiate(gateway)).toEqual({ outcome: 'already_pending' })
    gateway.pass(1)
    expect((await initiate(gateway)).outcome).toBe('upload')
  })

  it('is done by one worker at a time', async () => {
    const { gateway, job } = await queued()
    const outcomes = await Promise.all([runVerification(gateway.deps, job), runVerification(gateway.deps, job)])
    expect(outcomes.toSorted()).toEqual(['again', 'done'])
  })

  it('that is queued anew after a failure is recorded anew', async () => {
    const { gateway, objectKey, job } = await queued(wrong)
    await runVerification(gateway.deps, job)
    await gateway.buckets.default.put(objectKey, bytes)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
    await runVerification(gateway.deps, job)
    expect(await found(gateway)).toBe(true)
    expect(gateway.ephemeral.logItems.map(({ item }) => item.response)).toEqual([
      { error: expect.stringContaining(hashOf(wrong)) },
      { type: 'finalizeFileUpload' }
    ])
  })

  it('whose recording fails once still knows what was wrong', async () => {
    const { gateway, job } = await queued(wrong)
    gateway.ephemeral.away = true
    const { keep } = gateway.deps.keptLogItems
    gateway.deps.keptLogItems.keep = () => Promise.reject(new Error('no room'))
    await expect(runVerification(gateway.deps, job)).rejects.toMatchObject({ code: 'activity.not_recorded' })
    gateway.deps.keptLogItems.keep = keep
    gateway.ephemeral.away = false
    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(gateway.ephemeral.logItems[0]?.item).toMatchObject({
      response: { error: expect.stringContaining(hashOf(wrong)) }
    })
  })

  it('whose zone is gone is given up, not tried for ever', async () => {
    const { gateway, job } = await queued()
    expect(await runVerification(gateway.deps, { ...job, zone: zoneName('gone') })).toBe('done')
    const { registry } = gateway
    const key = { kind: 'verification', zone: 'gone', id: `${job.hash}/${job.uploadId}` } as const
    const own = await registry.get({ ...key, zone: job.zone })
    await registry.create(key, own?.value ?? {})
    expect(await runVerification(gateway.deps, { ...job, zone: zoneName('gone') })).toBe('done')
    expect(gateway.reports).toContainEqual({ level: 'error', event: 'verification.given_up' })
  })

  it('whose record vanishes while it is queued is queued all the same', async () => {
    const { gateway, objectKey, job } = await queued(wrong)
    await runVerification(gateway.deps, job)
    await gateway.buckets.default.put(objectKey, bytes)
    const { registry } = gateway
    const replace = registry.replace.bind(registry)
    let first = true
    registry.replace = async (key, value, version, options) => {
      if (first) await registry.erase(key, version)
      first = false
      return replace(key, value, version, options)
    }
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
    await runVerification(gateway.deps, job)
    expect(await found(gateway)).toBe(true)
  })

  it('goes on with a lease whose renewal took effect though its answer was lost', async () => {
    const { gateway, job } = await queued(wrong)
    const { registry, buckets } = gateway
    const replace = registry.replace.bind(registry)
    const copy = buckets.default.copy.bind(buckets.default)
    buckets.default.copy = async (...args) => {
      // What a renewal does while the work goes on.
      const key = { kind: 'verification', zone: job.zone, id: `${job.hash}/${job.uploadId}` } as const
      const known = await registry.get(key)
      if (known !== undefined) await replace(key, known.value, known.version)
      return copy(...args)
    }
    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(await initiate(gateway)).toMatchObject({
      outcome: 'upload',
      previousFailure: expect.stringContaining(hashOf(wrong))
    })
  })

  it('that waits while a later finalize finds the bytes wrong is settled with that', async () => {
    const { gateway, objectKey, job } = await queued(wrong)
    gateway.pass(61_000)
    gateway.deps.limits.verifyInRequestBytes = 1_000
    gateway.deps.limits.verifyQuickMs = 100_000
    gateway.deps.limits.quickBytes = 1_000
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(gateway.ephemeral.logItems).toHaveLength(1)
    expect(await initiate(gateway)).toMatchObject({ previousFailure: expect.stringContaining(hashOf(wrong)) })
  })

  it('that failed is told of by its latest failure', async () => {
    const { gateway, job } = await queued(wrong)
    await runVerification(gateway.deps, job)
    const old = { state: 'failed', size: 1, failedAt: gateway.clock.now - 25 * 3600_000 }
    await gateway.registry.create({ kind: 'verification', zone: job.zone, id: `${job.hash}/${'f'.repeat(32)}` }, old)
    expect(await initiate(gateway)).toMatchObject({ previousFailure: expect.stringContaining(hashOf(wrong)) })
  })

  it('that a store interrupts lets go of its lease and can be repeated', async () => {
    const { gateway, job } = await queued()
    const { default: bucket } = gateway.buckets
    const { copy } = bucket
    bucket.copy = async () => {
      throw new Error('away')
    }
    await expect(runVerification(gateway.deps, job)).rejects.toThrow('away')
    expect((await initiate(gateway)).outcome).toBe('upload')
    bucket.copy = copy
    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(await found(gateway)).toBe(true)
  })

  it('begins where a verification in a request takes too long', async () => {
    const gateway = await openGateway({ limits: { verifyQuickMs: 20 } })
    const { default: bucket } = gateway.buckets
    const copy = bucket.copy.bind(bucket)
    bucket.copy = async (...args) => {
      await new Promise(resolve => setTimeout(resolve, 60))
      return copy(...args)
    }
    const objectKey = await upload(gateway)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
    const [job] = gateway.jobs
    if (job === undefined) throw new Error('nothing was queued')
    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(await found(gateway)).toBe(true)
  })
})
