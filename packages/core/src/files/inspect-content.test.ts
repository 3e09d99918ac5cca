/** Content that is put in its place by its store's word is read afterwards, and taken back where it is made to collide. */
import { describe, expect, it } from 'vitest'
import { interrupted, killedAt } from '../../testing/interrupted.ts'
import { findFile } from '../../testing/operations.ts'
import { collisions } from '../../testing/sha1-collisions.ts'
import { facts, hashOf } from '../../testing/test-gateway.ts'
import {
  ann,
  bytes,
  finalize,
  initiate,
  keyOf,
  leftovers,
  openGateway,
  wrong,
  zone
} from '../../testing/upload-fixture.ts'
import { makeCaches } from '../caches.ts'
import { errors } from '../errors.ts'
import { registrationsOf } from '../registrations/registered.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { contentKey, trashKey } from './keys.ts'
import { runVerification } from './run-verification.ts'

const collides = collisions['SHAttered, the one']
type Options = Parameters<typeof openGateway>[0]

/** An upload of `content`, too large to be read while its client waits. */
async function uploaded(content: Uint8Array, { limits, ...options }: NonNullable<Options> = {}) {
  const gateway = await openGateway({ ...options, limits: { inspectBytes: 0, ...limits } })
  const bucket = gateway.buckets.default
  const sha1 = hashOf(content)
  const place = contentKey({ directory: '' }, sha1)
  const objectKey = keyOf(await initiate(gateway, sha1, content.length))
  await bucket.put(objectKey, content)
  return {
    gateway,
    bucket,
    sha1,
    place,
    finalize: (deps = gateway.deps) => finalize({ ...gateway, deps }, objectKey, content.length, sha1),
    isFound: async () => (await findFile(gateway.deps, ann, { zone, hash: sha1 })).found,
    inspect: async (deps = gateway.deps) => {
      const job = gateway.jobs.find(({ inspect }) => inspect !== undefined)
      if (job === undefined) throw new Error('nothing is to be looked at')
      return runVerification(deps, job)
    },
    isTakenBack: async () => {
      expect(bucket.objects.has(place)).toBe(false)
      expect(bucket.objects.get(trashKey({ directory: '' }, sha1))?.bytes).toEqual(Uint8Array.from(content))
      const all = await registrationsOf(gateway.deps, await resolveZone(gateway.deps, zone), sha1)
      expect(all.filter(({ registration }) => registration.state === 'held')).toEqual([])
    }
  }
}

describe.each([false, true])('where files have readers: %s', readers => {
  it.each(Object.entries(collisions))(
    'what is made to collide is taken back, and administrators are told: %s',
    async (_, content) => {
      const { gateway, sha1, finalize, isFound, inspect, isTakenBack } = await uploaded(content, { readers })
      expect(await finalize()).toEqual({ outcome: 'stored' })
      expect(await isFound(), 'until a worker has looked').toBe(true)
      expect(await inspect()).toBe('done')
      expect(await isFound()).toBe(false)
      await isTakenBack()
      const items = gateway.ephemeral.logItems.map(({ item }) => item)
      expect(items).toEqual([
        expect.objectContaining({
          request: {
            payload: expect.objectContaining({ type: 'finalizeFileUpload', hash: sha1, size: content.length })
          },
          response: { error: errors.sha1Collision(sha1).message },
          requestHeaders: facts.requestHeaders
        })
      ])
      expect(await inspect(), 'a job may come twice').toBe('done')
      expect(gateway.ephemeral.logItems).toHaveLength(1)
    }
  )

  it.each(['before', 'after'] as const)('it is taken back where workers die %s any call', async how => {
    let died = true
    for (let at = 1; died; at++) {
      const { gateway, finalize, inspect, isFound, isTakenBack } = await uploaded(collides, { readers })
      await finalize()
      const { onCall, calls } = killedAt(at, how)
      await inspect(interrupted(gateway.deps, onCall)).catch(() => {})
      died = calls() >= at
      expect(await inspect()).toBe('done')
      gateway.pass(61_000)
      expect(await isFound(), `call ${at}`).toBe(false)
      await isTakenBack()
      expect(gateway.ephemeral.logItems).toHaveLength(1)
    }
  })
})

it('other content is read once, a minute later, and stays', async () => {
  const { gateway, bucket, place, finalize, inspect, isFound } = await uploaded(bytes)
  expect(await finalize()).toEqual({ outcome: 'stored' })
  expect(gateway.jobs).toHaveLength(1)
  const before = new Map(bucket.objects)
  gateway.forget()
  expect(await inspect()).toBe('done')
  expect(gateway.touched()).toEqual({ objects: [`head ${place}`, `read ${place}`], registry: [], ephemeral: [] })
  expect(bucket.objects).toEqual(before)
  expect(await isFound()).toBe(true)
})

it('content that has another SHA-1 than its store said is taken back, too', async () => {
  const { gateway, bucket, place, sha1, finalize, inspect, isFound } = await uploaded(bytes)
  await finalize()
  const stored = bucket.objects.get(place)
  if (stored !== undefined) bucket.objects.set(place, { ...stored, bytes: wrong })
  expect(await inspect()).toBe('done')
  expect(await isFound()).toBe(false)
  expect(bucket.objects.get(trashKey({ directory: '' }, sha1))?.bytes).toEqual(wrong)
  expect(gateway.ephemeral.logItems[0]?.item.response).toEqual({
    error: errors.wrongContent(sha1, hashOf(wrong)).message
  })
})

it.each(['before', 'after'] as const)(
  'nothing lies where nobody will look, where finalize dies %s any call',
  async how => {
    let died = true
    for (let at = 1; died; at++) {
      const { gateway, bucket, place, finalize } = await uploaded(collides)
      const { onCall, calls } = killedAt(at, how)
      await finalize(interrupted(gateway.deps, onCall)).catch(() => {})
      died = calls() >= at
      expect(bucket.objects.has(place) && gateway.jobs.length === 0, `call ${at}`).toBe(false)
    }
  }
)

it('a queue that takes no job keeps the content out of its place', async () => {
  const { gateway, place, bucket, finalize, isFound } = await uploaded(collides)
  const { send } = gateway.deps.verificationQueue
  gateway.deps.verificationQueue.send = () => Promise.reject(errors.storeUnavailable('the queue', new Error('away')))
  await expect(finalize()).rejects.toMatchObject({ code: 'store.unavailable' })
  expect([bucket.objects.has(place), await isFound()]).toEqual([false, false])
  gateway.deps.verificationQueue.send = send
  expect(await finalize()).toEqual({ outcome: 'stored' })
  expect(gateway.jobs).toHaveLength(1)
})

it('what a verification will put in its place is looked at then', async () => {
  const { gateway, sha1, finalize, inspect, isTakenBack } = await uploaded(collides, {
    limits: { verifyInRequestBytes: 1 }
  })
  expect(await finalize()).toEqual({ outcome: 'queued' })
  const [verification] = gateway.jobs
  if (verification === undefined) throw new Error('nothing was queued')
  gateway.jobs.push({ ...verification, inspect: { size: collides.length, facts } })
  expect(await inspect(), sha1).toBe('again')
  await runVerification(gateway.deps, verification)
  expect(leftovers(gateway)).toEqual([])
  expect(await inspect()).toBe('done')
  await isTakenBack()
})

it('what was deleted meanwhile, or never put in its place, is no work', async () => {
  const { gateway, bucket, place, finalize, inspect } = await uploaded(collides)
  await finalize()
  bucket.objects.delete(place)
  expect(await inspect()).toBe('done')
  expect(gateway.ephemeral.logItems).toEqual([])
})

it('a job of a zone that is gone ends', async () => {
  const { gateway, finalize, inspect } = await uploaded(collides)
  await finalize()
  expect(await inspect({ ...gateway.deps, configuredZones: new Map(), caches: makeCaches(gateway.deps.now) })).toBe(
    'done'
  )
})

it('what was read before it was put in its place is not read again: small files, and those of stores that tell no SHA-1', async () => {
  const small = await uploaded(bytes, { limits: { inspectBytes: bytes.length } })
  await small.finalize()
  const untold = await uploaded(bytes)
  const copy = untold.bucket.copy.bind(untold.bucket)
  untold.bucket.copy = (from, to, options) => copy(from, to, { ...options, wantSha1: false })
  await untold.finalize()
  expect([small.gateway.jobs, untold.gateway.jobs]).toEqual([[], []])
})
