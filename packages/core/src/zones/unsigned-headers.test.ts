/** Buckets that obey headers nobody signed: nothing is uploaded there, whatever else goes on. */

import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { findFile, initiateUpload } from '../../testing/operations.ts'
import {
  ann,
  bytes,
  finalize,
  found,
  type Gateway,
  hash,
  initiate,
  openGateway,
  place,
  upload
} from '../../testing/upload-fixture.ts'
import { errors } from '../errors.ts'
import { runVerification } from '../files/run-verification.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { runJob } from '../jobs/run-job.ts'
import { bucketId } from '../model/place.ts'
import type { ZoneConfig } from '../model/zone.ts'
import type { BucketRef } from '../stores/bucket-uri.ts'
import { testBucket } from './test-bucket.ts'
import { healthOfZone } from './zone-health.ts'

const check = ({ deps }: Gateway) => runJob(deps, 'check-zones', { timeLeft: () => 600_000 })

async function openUnsafe(): Promise<Gateway> {
  const gateway = await openGateway()
  gateway.buckets.default.obeyed = ['x-amz-copy-source', 'x-amz-acl']
  return gateway
}

/** As in a process that tried no bucket yet. */
function forgetTried({ deps }: Gateway): void {
  for (const { bucket } of deps.configuredZones.values()) deps.caches.triedBuckets.delete(bucketId(bucket))
}

describe('a configured zone whose bucket obeys headers that nobody signed', () => {
  it('is told broken, with what to do', async () => {
    const gateway = await openUnsafe()
    await check(gateway)
    const { state, steps } = (await healthOfZone(gateway.deps, 'default'))?.health ?? {}
    expect(state).toBe('broken')
    const advice = steps?.find(({ step }) => step === 'headers')?.advice
    expect(advice).toMatch(
      /obeys headers that nobody signed \(x-amz-copy-source, x-amz-acl\).*No uploads.*proxy.*AWS S3/
    )
    expect(gateway.reports).toContainEqual({ level: 'error', event: 'zone.broken' })
  })

  it('takes no uploads: nothing is signed, published or removed, and the answer says why', async () => {
    const gateway = await openUnsafe()
    const objectKey = await upload(gateway)
    await check(gateway)
    gateway.forget()
    for (const call of [initiate(gateway), finalize(gateway, objectKey)]) {
      await expect(call).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'zone.unsafe_bucket',
        message: expect.stringMatching(/^Zone default accepts no uploads at the moment: its bucket obeys /)
      })
    }
    await new Promise(resolve => setImmediate(resolve))
    expect(gateway.touched().objects.filter(call => !call.startsWith('head '))).toEqual([])
    expect([...gateway.buckets.default.objects.keys()]).toContain(objectKey)
  })

  it('takes none before the first check either: the first upload tries the bucket, once', async () => {
    const gateway = await openUnsafe()
    forgetTried(gateway)
    await expect(initiate(gateway)).rejects.toMatchObject({ code: 'zone.unsafe_bucket' })
    gateway.pass(61_000)
    await expect(initiate(gateway)).rejects.toMatchObject({ code: 'zone.unsafe_bucket' })
    expect(gateway.buckets.default.calls.filter(({ method }) => method === 'obeysUnsigned')).toHaveLength(1)
  })

  it('that could not be tried takes none', async () => {
    const gateway = await openGateway()
    forgetTried(gateway)
    gateway.buckets.default.obeysUnsigned = () =>
      Promise.reject(errors.storeUnavailable('s3://default', new Error('away')))
    await expect(initiate(gateway)).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  it('publishes nothing that was queued before, and tries again later', async () => {
    const gateway = await openGateway({ limits: { verifyInRequestBytes: 1 } })
    const objectKey = await upload(gateway)
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
    gateway.buckets.default.obeyed = ['x-amz-copy-source']
    await check(gateway)
    const [job] = gateway.jobs
    if (job === undefined) throw new Error('nothing was queued')
    await expect(runVerification(gateway.deps, job)).rejects.toMatchObject({ code: 'zone.unsafe_bucket' })
    expect(gateway.buckets.default.objects.has(place)).toBe(false)
  })

  it('serves what it has', async () => {
    const gateway = await openUnsafe()
    await gateway.buckets.default.put(place, bytes)
    await check(gateway)
    expect(await found(gateway)).toBe(true)
  })

  it('takes uploads again within 60 s of a check that finds it well, in other processes too', async () => {
    const gateway = await openUnsafe()
    await check(gateway)
    await expect(initiate(gateway)).rejects.toMatchObject({ code: 'zone.unsafe_bucket' })
    gateway.buckets.default.obeyed = []
    gateway.pass(3600_000)
    const another = { ...gateway.deps, caches: { ...gateway.deps.caches } }
    await check({ ...gateway, deps: another })
    gateway.pass(61_000)
    expect((await initiate(gateway)).outcome).toBe('upload')
  })

  it('is believed 60 s later at the latest where it was well before', async () => {
    const gateway = await openGateway()
    await check(gateway)
    expect((await initiate(gateway)).outcome).toBe('upload')
    gateway.buckets.default.obeyed = ['x-amz-copy-source']
    gateway.pass(3600_000)
    await check(gateway)
    await expect(initiate(gateway)).rejects.toMatchObject({ code: 'zone.unsafe_bucket' })
  })

  it('makes a zone in the same bucket that nobody looked at unsafe too, and no zone of another', async () => {
    const gateway = await openUnsafe()
    await check(gateway)
    const record = { zone: 'ann', ownerId: 'ann', bucketName: 'default', directory: 'zones/ann' }
    await gateway.registry.create({ kind: 'zone', id: 'ann' }, { ...record, ownBucket: null, scratch: null })
    await gateway.buckets.default.put(
      'zones/ann/settings/authorizationSettings.yaml',
      Buffer.from('allowPublicUpload: true\nauthorizedUsers: []')
    )
    await gateway.settings('lab', 'allowPublicUpload: true\nauthorizedUsers: []')
    const input = { hash, size: bytes.length }
    await expect(initiateUpload(gateway.deps, ann, { ...input, zone: ZoneName.parse('ann') })).rejects.toMatchObject({
      code: 'zone.unsafe_bucket'
    })
    expect((await initiateUpload(gateway.deps, ann, { ...input, zone: ZoneName.parse('lab') })).outcome).toBe('upload')
    expect((await findFile(gateway.deps, ann, { zone: ZoneName.parse('ann'), hash })).found).toBe(false)
  })
})

describe('two buckets of one name on two endpoints', () => {
  const safe = new InMemoryObjectStore({ uri: 's3://data' })
  const unsafe = new InMemoryObjectStore({ uri: 's3://data' })
  unsafe.obeyed = ['x-amz-copy-source']
  const endpoints = new Map([
    ['https://s3.one.example', safe],
    ['https://s3.two.example', unsafe]
  ])

  async function openBoth(): Promise<Gateway> {
    const gateway = await openGateway()
    const [one, two] = ['one', 'two'].map(
      (name): ZoneConfig => ({
        name: ZoneName.parse(name),
        directory: '',
        bucket: {
          uri: 's3://data',
          credentials: { accessKeyId: 'id', secretAccessKey: 'secret', endpoint: `https://s3.${name}.example` }
        }
      })
    )
    if (one === undefined || two === undefined) throw new Error('two zones')
    const { openBucket } = gateway.deps
    Object.assign(gateway.deps, {
      configuredZones: new Map([...gateway.deps.configuredZones, [one.name, one], [two.name, two]]),
      openBucket: async (ref: BucketRef) => endpoints.get(ref.credentials.endpoint ?? '') ?? openBucket(ref)
    })
    for (const bucket of [safe, unsafe])
      await bucket.put(
        'settings/authorizationSettings.yaml',
        Buffer.from('allowPublicUpload: true\nauthorizedUsers: []')
      )
    return gateway
  }
  const initiateIn = (gateway: Gateway, zone: string) =>
    initiateUpload(gateway.deps, ann, { hash, size: bytes.length, zone: ZoneName.parse(zone) })

  it('are each tried for themselves', async () => {
    const gateway = await openBoth()
    expect((await initiateIn(gateway, 'one')).outcome).toBe('upload')
    await expect(initiateIn(gateway, 'two')).rejects.toMatchObject({ code: 'zone.unsafe_bucket' })
  })

  it('are each as check-zones found them', async () => {
    const gateway = await openBoth()
    await check(gateway)
    await expect(initiateIn(gateway, 'two')).rejects.toMatchObject({ code: 'zone.unsafe_bucket' })
    expect((await initiateIn(gateway, 'one')).outcome).toBe('upload')
  })
})

describe('the connection test', () => {
  const deps = () => {
    let random = 0
    return { now: Date.now, randomHex: (bytes: number) => `${random++}`.padStart(bytes * 2, '0') }
  }

  it('is not passed by such a bucket, which is told what to do', async () => {
    const bucket = new InMemoryObjectStore({ uri: 's3://lab' })
    bucket.obeyed = ['x-amz-copy-source']
    const { ok, steps } = await testBucket(deps(), bucket, '')
    expect(ok).toBe(false)
    expect(steps.filter(({ ok }) => !ok)).toMatchObject([
      { step: 'headers', message: expect.stringMatching(/^s3:\/\/lab obeys headers that nobody signed/) }
    ])
    expect([...bucket.objects.keys()]).toEqual([])
  })

  it('may run twice at once: each has an object of its own, and leaves nothing', async () => {
    const shared = deps()
    const bucket = new InMemoryObjectStore({ uri: 's3://lab' })
    const results = await Promise.all([1, 2, 3].map(() => testBucket(shared, bucket, 'a/lab')))
    for (const { steps } of results) expect(steps.filter(({ ok }) => !ok)).toEqual([])
    const written = bucket.calls.filter(({ method }) => method === 'put').map(({ key }) => key)
    expect(new Set(written).size).toBe(3)
    for (const key of written) expect(key).toMatch(/^a\/lab\/tests\/testReadWrite-[0-9a-f]{32}\.txt$/)
    expect([...bucket.objects.keys()]).toEqual([])
  })
})
