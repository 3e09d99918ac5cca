/** What goes wrong around an upload in parts, at the worst moment: nothing wrong is ever visible, and nothing right is lost. */
import { beforeEach, describe, expect, it } from 'vitest'
import { facts, hashOf } from '../../testing/test-gateway.ts'
import { ann, type Gateway, leftovers, openGateway, zone } from '../../testing/upload-fixture.ts'
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { authorizeZone } from '../access/authorize-zone.ts'
import { runJob } from '../jobs/run-job.ts'
import { beginUpload } from './begin-upload.ts'
import { completeUpload } from './complete-upload.ts'
import { contentKey } from './keys.ts'
import { partUrls } from './part-urls.ts'
import { uploadLife } from './parted-upload.ts'
import { runVerification } from './run-verification.ts'
import { showUpload } from './show-upload.ts'

const content = Buffer.from('0123456789abcdefghijZ')
const partSize = 10
const sha1 = hashOf(content)
const place = contentKey({ directory: '' }, sha1)
const hour = 3_600_000

let gateway: Gateway
let at: AuthorizedZone<'upload'>
let id: string
let staged: { key: string; uploadId: string }

beforeEach(async () => {
  gateway = await openGateway()
  at = await authorizeZone(gateway.deps, ann, 'upload', zone)
  const begun = await beginUpload(gateway.deps, at, { sha1, size: content.length, partSize }, facts)
  if (begun.outcome !== 'upload') throw new Error(begun.outcome)
  id = begun.uploadId
  const [unfinished] = bucket().unfinished
  if (unfinished === undefined) throw new Error('nothing was begun')
  staged = { key: unfinished.key, uploadId: unfinished.uploadId }
})

const bucket = () => gateway.buckets.default
const put = (number: number, bytes = content) =>
  bucket().putPart(staged.key, staged.uploadId, number, bytes.subarray((number - 1) * partSize, number * partSize))
const sendAll = () => [1, 2, 3].map(number => put(number))
const complete = () => completeUpload(gateway.deps, at, id, facts)
const state = async () => (await showUpload(gateway.deps, at, id)).state
const sweep = () => runJob(gateway.deps, 'sweep', { timeLeft: () => 600_000 })
const stored = () => Buffer.from(bucket().objects.get(place)?.bytes ?? []).toString()

async function work(): Promise<void> {
  for (let job = gateway.jobs.shift(); job !== undefined; job = gateway.jobs.shift())
    await runVerification(gateway.deps, job)
}

async function expectStored(): Promise<void> {
  expect(await state()).toBe('stored')
  expect(stored()).toBe(content.toString())
  expect([leftovers(gateway), bucket().unfinished, gateway.jobs]).toEqual([[], [], []])
}

describe('an upload that is completed', () => {
  it('twice at once, and verified twice at once, is stored once', async () => {
    sendAll()
    const outcomes = await Promise.allSettled([complete(), complete()])
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    const [job] = gateway.jobs.splice(0)
    if (job === undefined) throw new Error('no job waits')
    await Promise.allSettled([runVerification(gateway.deps, job), runVerification(gateway.deps, job)])
    await expectStored()
    expect(await complete()).toEqual({ state: 'stored' })
    await work()
    expect(stored()).toBe(content.toString())
  })

  it('and has a part overwritten before a worker makes one object of it, is refused, and nothing is visible', async () => {
    sendAll()
    await complete()
    put(2, Buffer.from('0123456789XXXXXXXXXXZ'))
    await work()
    expect(await state()).toBe('failed')
    expect([stored(), leftovers(gateway)]).toEqual(['', []])
  })

  it('and has a part overwritten while a worker makes one object of it, is taken as it is then', async () => {
    sendAll()
    await complete()
    const [job] = gateway.jobs
    if (job === undefined) throw new Error('no job waits')
    const completeParts = bucket().completeParts.bind(bucket())
    bucket().completeParts = (...args) => {
      put(2, Buffer.from('0123456789XXXXXXXXXXZ'))
      return completeParts(...args)
    }
    await expect(runVerification(gateway.deps, job)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(await state()).toBe('verifying')
    bucket().completeParts = completeParts
    put(2)
    await work()
    await expectStored()
  })

  it('where a store loses its answer, is found by the object that is there', async () => {
    sendAll()
    await complete()
    const [job] = gateway.jobs
    if (job === undefined) throw new Error('no job waits')
    const completeParts = bucket().completeParts.bind(bucket())
    bucket().completeParts = async (...args) => {
      await completeParts(...args)
      throw new Error('the line broke')
    }
    await expect(runVerification(gateway.deps, job)).rejects.toThrow('the line broke')
    bucket().completeParts = completeParts
    await work()
    await expectStored()
  })

  it('beside the sweep, however old it is, is stored', async () => {
    sendAll()
    gateway.pass(uploadLife - 1_000)
    await complete()
    gateway.pass(2_000)
    await Promise.all([sweep(), work(), sweep()])
    expect(stored()).toBe(content.toString())
    expect([leftovers(gateway), bucket().unfinished]).toEqual([[], []])
  })
})

describe('a clock that jumps', () => {
  it.each([hour, -hour])('by %i ms between any two steps takes nothing from an upload', async jump => {
    const urls = () => partUrls(gateway.deps, at, id, [1, 2, 3])
    expect(await urls()).toHaveLength(3)
    gateway.pass(jump)
    put(1)
    expect(await urls()).toHaveLength(3)
    gateway.pass(-jump)
    put(2)
    put(3)
    gateway.pass(jump)
    await complete()
    gateway.pass(-jump)
    await work()
    await expectStored()
  })

  it('ahead lets another worker in beside the one that is at it: the file is stored, and right', async () => {
    sendAll()
    await complete()
    const [job] = gateway.jobs.splice(0)
    if (job === undefined) throw new Error('no job waits')
    const reading = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const read = bucket().read.bind(bucket())
    bucket().read = async (...args) => {
      reading.resolve()
      await goOn.promise
      return read(...args)
    }
    const first = runVerification(gateway.deps, job)
    await reading.promise
    bucket().read = read
    gateway.pass(hour)
    expect(await runVerification(gateway.deps, job)).toBe('done')
    goOn.resolve()
    await first.catch(() => undefined)
    await expectStored()
  })

  it('back keeps nobody waiting for a worker that died', async () => {
    sendAll()
    await complete()
    const [job] = gateway.jobs
    if (job === undefined) throw new Error('no job waits')
    bucket().read = () => new Promise(() => {})
    void runVerification(gateway.deps, job)
    await expect
      .poll(() => gateway.registry.calls.filter(({ method }) => method === 'replace').length)
      .toBeGreaterThan(1)
    // As if it had been killed: nobody hears of it any more.
    Reflect.deleteProperty(bucket(), 'read')
    gateway.pass(-hour)
    await work()
    await expectStored()
  })
})
