/** Verifications beyond a request: queued, run by a worker, and told of. */

import { describe, expect, it } from 'vitest'
import { deleteFile } from '../../testing/operations.ts'
import { facts, hashOf, zoneName } from '../../testing/test-gateway.ts'
import {
  ann,
  bytes,
  finalize,
  found,
  hash,
  initiate,
  leftovers,
  openGateway,
  place,
  upload,
  wrong,
  zone
} from '../../testing/upload-fixture.ts'
import { errors } from '../errors.ts'
import { runVerification } from './run-verification.ts'

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

  it('is queued; until it is done the file is pending', async () => {
    const { gateway, objectKey, job } = await queued()
    expect(await initiate(gateway)).toEqual({ outcome: 'already_pending' })
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
    expect(gateway.jobs, 'the first may not have reached the queue').toEqual([job, job])

    expect(await runVerification(gateway.deps, job)).toBe('done')
    expect(await found(gateway)).toBe(true)
    expect(await initiate(gateway)).toEqual({ outcome: 'already_exists' })
    expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'stored' })
    expect(leftovers(gateway)).toEqual([])
  })

  it('is what findFile tells of until it is done: what, since when, about how long', async () => {
    const { gateway, job } = await queued()
    const sentence = {
      kind: 'pending',
      code: 'file.being_verified',
      retryAfter: 2,
      message: `File ${hash} was uploaded and the gateway is verifying its content, since 2026-01-01T12:00:00.000Z; 15 bytes take about 2 s, so try again in 2 s.`
    }
    await expect(found(gateway)).rejects.toMatchObject(sentence)
    await runVerification(gateway.deps, job)
    expect(await found(gateway)).toBe(true)
  })

  it('that is interrupted is told of while its queue may try again, and no longer', async () => {
    const { gateway } = await queued()
    gateway.pass(61_000)
    await expect(found(gateway)).rejects.toMatchObject({ code: 'file.being_verified' })
    gateway.pass(20 * 60_000)
    expect(await found(gateway)).toBe(false)
  })

  it('of a file that is there anyway, in the fallback bucket too, hides nothing', async () => {
    const { gateway } = await queued()
    await gateway.buckets.default.put(place, bytes)
    expect(await found(gateway)).toBe(true)
  })

  it('that ends between two looks is never "not found"', async () => {
    const { gateway, job } = await queued()
    const { registry } = gateway
    const list = registry.list.bind(registry)
    registry.list = async (...args) => {
      // Bucket and registry are asked at once; the registry answers when all is over.
      await new Promise(resolve => setTimeout(resolve, 10))
      registry.list = list
      await runVerification(gateway.deps, job)
      return list(...args)
    }
    expect(await found(gateway)).toBe(true)
  })

  it('that the registry does not tell of is not taken for none', async () => {
    const { gateway } = await queued()
    gateway.registry.list = () => Promise.reject(errors.storeUnavailable('the registry', new Error('away')))
    await expect(found(gateway)).rejects.toMatchObject({ code: 'store.unavailable' })
    await gateway.buckets.default.put(place, bytes)
    expect(await found(gateway), 'what is there waits for no registry').toBe(true)
  })

  it('keeps deleteFile from saying that there is no such file', async () => {
    const { gateway } = await queued()
    await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: [{userId: ann, admin: true}]')
    const input = { zone, hash }
    await expect(deleteFile(gateway.deps, ann, input, facts)).rejects.toMatchObject({ code: 'file.being_verified' })
    expect(await initiate(gateway)).toEqual({ outcome: 'already_pending' })
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
    const { keep } = gateway.deps.outbox
    gateway.deps.outbox.keep = () => Promise.reject(new Error('no room'))
    await expect(runVerification(gateway.deps, job)).rejects.toMatchObject({ code: 'activity.not_recorded' })
    gateway.deps.outbox.keep = keep
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

  it('that takes longer than its worker has lets go of its lease, and is done by the next', async () => {
    const { gateway, job } = await queued()
    const { default: bucket } = gateway.buckets
    const copy = bucket.copy.bind(bucket)
    const away = Promise.withResolvers<void>()
    bucket.copy = async (...args) => {
      await away.promise
      return copy(...args)
    }
    expect(await runVerification(gateway.deps, job, { giveUpAfter: 20 })).toBe('again')
    expect(gateway.reports).toContainEqual({ level: 'warn', event: 'verification.out_of_time' })
    expect((await initiate(gateway)).outcome, 'nobody holds it').toBe('upload')
    bucket.copy = copy
    expect(await runVerification(gateway.deps, job, { giveUpAfter: 1_000 })).toBe('done')
    // What was given up ends late, and changes nothing.
    away.resolve()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(await found(gateway)).toBe(true)
    expect(gateway.ephemeral.logItems).toHaveLength(1)
    expect(leftovers(gateway)).toEqual([])
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
