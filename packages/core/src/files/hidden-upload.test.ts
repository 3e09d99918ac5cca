/**
 * A zone where somebody may upload and not download: by no answer do they learn what is there. Each question is asked of
 * a zone that has the file, of one that is verifying it, of one that had a wrong one, and of one that knows nothing of it.
 */

import { describe, expect, it } from 'vitest'
import { finalizeUpload, initiateUpload } from '../../testing/operations.ts'
import { facts, hashOf, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { emptyFileHash } from '../ids/content-hash.ts'
import { contentKey, uploadKey } from './keys.ts'
import { runVerification } from './run-verification.ts'
import { verificationKey } from './verification-record.ts'

const zone = zoneName('default')
const bytes = Buffer.from('what ann keeps to herself')
const hash = hashOf(bytes)
const size = bytes.length
const place = contentKey({ directory: '' }, hash)
const uploadId = 'a'.repeat(32)
const eve = user('eve')

const states = ['nothing', 'the file', 'a verification', 'a wrong upload'] as const
type State = (typeof states)[number]

async function open(state: State, options: Parameters<typeof testGateway>[0] = {}) {
  const gateway = testGateway(options)
  const bucket = gateway.buckets.default
  await gateway.settings(
    'default',
    'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: [{userId: ann, upload: true, download: true}]'
  )
  if (state === 'the file') await bucket.put(place, bytes)
  const key = verificationKey({ zone, hash, uploadId })
  if (state === 'a verification') {
    const leaseUntil = gateway.clock.now + 60_000
    await gateway.registry.create(key, {
      state: 'running',
      size,
      leaseUntil,
      leaseHolder: 'worker',
      attempt: '1',
      facts: { requestTimestamp: 1, requestHeaders: {} }
    })
  }
  if (state === 'a wrong upload') {
    const actual = hashOf('wrong')
    await gateway.registry.create(key, { state: 'failed', size, failedAt: gateway.clock.now, actual })
  }
  gateway.forget()
  const initiate = (by = eve, of = hash, announced = size) =>
    initiateUpload(gateway.deps, by, { zone, hash: of, size: announced })
  const finalize = (objectKey: string, announced = size) =>
    finalizeUpload(gateway.deps, eve, { zone, hash, size: announced, objectKey }, facts)
  const begun = async () => {
    const result = await initiate()
    if (result.outcome !== 'upload') throw new Error(`told ${result.outcome}`)
    return result.objectKey
  }
  return { gateway, bucket, initiate, finalize, begun }
}

/** What was done to stores, but for the random end of an upload's key. */
const steps = ({ touched }: Pick<ReturnType<typeof testGateway>, 'touched'>) =>
  JSON.parse(JSON.stringify(touched()).replaceAll(/\/[0-9a-f]{32}"/g, '"'))

const keys = (value: object) => Object.keys(value).toSorted()

describe.each(states)('who may upload and not download, where there is %s', state => {
  it('gets an upload URL, by the same steps, and nothing else', async () => {
    const { gateway, initiate } = await open(state)
    const answer = await initiate()
    expect(answer.outcome).toBe('upload')
    const fresh = await open('nothing')
    expect(keys(answer)).toEqual(keys(await fresh.initiate()))
    expect(steps(gateway)).toEqual(steps(fresh.gateway))
  })

  it('is told that nothing was uploaded while nothing was, whatever size they guess', async () => {
    const { finalize, begun } = await open(state)
    for (const guess of [size, size + 1])
      await expect(finalize(await begun(), guess)).rejects.toMatchObject({ code: 'upload.not_found' })
  })

  it('is told of wrong bytes and sizes as of their own upload', async () => {
    const { bucket, finalize, begun } = await open(state)
    const short = await begun()
    await bucket.put(short, Buffer.from('short'))
    await expect(finalize(short)).rejects.toMatchObject({
      code: 'upload.wrong_size',
      message: expect.stringContaining('5 bytes')
    })
    const wrong = await begun()
    const wrongBytes = Buffer.alloc(size, 'x')
    await bucket.put(wrong, wrongBytes)
    const told = { code: 'upload.wrong_content', message: expect.stringContaining(hashOf(wrongBytes)) }
    await expect(finalize(wrong)).rejects.toMatchObject(told)
  })

  it('stores the right bytes, once, as often as they say so', async () => {
    const { bucket, finalize, begun } = await open(state)
    const objectKey = await begun()
    await bucket.put(objectKey, bytes)
    for (const _ of ['first', 'again', 'and again']) expect(await finalize(objectKey)).toEqual({ outcome: 'stored' })
    expect([...bucket.objects.keys()].filter(key => !key.startsWith('settings/'))).toEqual([place])
    // Of their own upload they were told; of another they are not.
    await expect(finalize(await begun())).rejects.toMatchObject({ code: 'upload.not_found' })
  })

  it('stores the right bytes by the queue, and may ask again afterwards', async () => {
    const { gateway, bucket, finalize, begun } = await open(state, { limits: { verifyInRequestBytes: 0 } })
    const objectKey = await begun()
    await bucket.put(objectKey, bytes)
    expect(await finalize(objectKey)).toEqual({ outcome: 'queued' })
    const job = gateway.jobs.at(-1)
    if (job === undefined) throw new Error('nothing was queued')
    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(await finalize(objectKey)).toEqual({ outcome: 'stored' })
    expect(bucket.objects.has(objectKey)).toBe(false)
  })

  it('is told of an upload that went away meanwhile that it is not there', async () => {
    const { bucket, finalize, begun } = await open(state)
    const objectKey = await begun()
    await bucket.put(objectKey, Buffer.alloc(size, 'x'))
    const copy = bucket.copy.bind(bucket)
    // As another finalize of the same wrong bytes does, between this one's look and its copy.
    bucket.copy = async (...given) => {
      await bucket.remove(objectKey)
      return copy(...given)
    }
    await expect(finalize(objectKey)).rejects.toMatchObject({ code: 'upload.not_found' })
  })

  it('is told the same by the queue', async () => {
    const { gateway, bucket, finalize, begun } = await open(state, { limits: { verifyInRequestBytes: 0 } })
    const objectKey = await begun()
    await bucket.put(objectKey, Buffer.alloc(size, 'x'))
    expect(await finalize(objectKey)).toEqual({ outcome: 'queued' })
    await bucket.remove(objectKey)
    const job = gateway.jobs.at(-1)
    if (job === undefined) throw new Error('nothing was queued')
    await runVerification(gateway.deps, job)
    await expect(finalize(objectKey)).rejects.toMatchObject({ code: 'upload.not_found' })
  })

  it('has the empty file, as everybody', async () => {
    const { initiate } = await open(state)
    for (const _ of ['first', 'again'])
      expect(await initiate(eve, emptyFileHash, 0)).toEqual({ outcome: 'already_exists' })
  })
})

it.each(['in the request', 'by the queue'])(
  'the right bytes are taken by the same steps, so in the same time, whether the file is there or not: %s',
  async how => {
    const taken = async (state: State) => {
      const limits = how === 'by the queue' ? { limits: { verifyInRequestBytes: 0 } } : {}
      const { gateway, bucket, finalize, begun } = await open(state, limits)
      const objectKey = await begun()
      await bucket.put(objectKey, bytes)
      gateway.forget()
      await finalize(objectKey)
      for (const job of gateway.jobs) await runVerification(gateway.deps, job)
      const { objects, ...others } = gateway.touched()
      const methods = objects.map(call => call.split(' ')[0])
      expect(await bucket.head(place)).toBeDefined()
      expect([...bucket.objects.keys()].filter(key => key.startsWith('uploads/'))).toEqual([])
      return { methods, ...others }
    }
    expect(await taken('the file')).toEqual(await taken('nothing'))
  }
)

describe('who may download as well', () => {
  const ann = user('ann')

  it('is told what is there, and what goes on', async () => {
    expect(await (await open('the file')).initiate(ann)).toEqual({ outcome: 'already_exists' })
    expect(await (await open('a verification')).initiate(ann)).toEqual({ outcome: 'already_pending' })
  })

  it('finalizes against what is there', async () => {
    const { gateway } = await open('the file')
    const objectKey = uploadKey({ directory: '' }, hash, uploadId)
    const input = { zone, hash, size, objectKey }
    expect(await finalizeUpload(gateway.deps, ann, input, facts)).toEqual({ outcome: 'stored' })
  })
})

describe('a finalize that is cut off', () => {
  it('before it could note that the upload was taken, leaves the upload for the next', async () => {
    const { gateway, bucket, finalize, begun } = await open('nothing')
    const objectKey = await begun()
    await bucket.put(objectKey, bytes)
    const create = gateway.registry.create.bind(gateway.registry)
    gateway.registry.create = () => Promise.reject(new Error('away'))
    await expect(finalize(objectKey)).rejects.toThrow()
    gateway.registry.create = create
    expect(bucket.objects.has(objectKey)).toBe(true)
    for (const _ of ['first', 'again']) expect(await finalize(objectKey)).toEqual({ outcome: 'stored' })
  })
})
