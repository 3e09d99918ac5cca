/** Uploads that are too large for one run: several workers make one hash, and nothing else is ever visible. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { facts, hashOf } from '../../testing/test-gateway.ts'
import { ann, openGateway, zone } from '../../testing/upload-fixture.ts'
import { authorizeZone } from '../access/authorize-zone.ts'
import { beginUpload } from './begin-upload.ts'
import { completeUpload } from './complete-upload.ts'
import { contentKey } from './keys.ts'
import { runVerification } from './run-verification.ts'
import { showUpload } from './show-upload.ts'

const chunk = 65_536
const chunks = 16
const content = randomBytes(chunk * chunks)
const hash = hashOf(content)
/** ms that a run has. */
const runTime = 50
const place = contentKey({ directory: '' }, hash)

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** Two parts, completed. `reads`: from where each reading began, and how many chunks it gave. */
async function completed(sent: Uint8Array = content) {
  const gateway = await openGateway({ limits: { verifyAtOnceBytes: 1_000, partedFileBytes: 10_000_000 } })
  const { deps, jobs } = gateway
  const bucket = gateway.buckets.default
  const at = await authorizeZone(deps, ann, 'upload', zone)
  const begun = await beginUpload(deps, at, { sha1: hash, size: content.length, partSize: 600_000 }, facts)
  if (begun.outcome !== 'upload') throw new Error(begun.outcome)
  const [{ key, uploadId } = { key: '', uploadId: '' }] = bucket.unfinished
  bucket.putPart(key, uploadId, 1, sent.subarray(0, 600_000))
  bucket.putPart(key, uploadId, 2, sent.subarray(600_000))
  await completeUpload(deps, at, begun.uploadId, facts)
  const reads: { from: number; chunks: number }[] = []
  const read = bucket.read.bind(bucket)
  /** How many chunks each reading gives before it stands still. */
  const gives: number[] = []
  bucket.read = async (key, size, from = 0) => {
    const all = await read(key, size, from)
    const one = { from, chunks: 0 }
    reads.push(one)
    const most = gives.shift() ?? Number.POSITIVE_INFINITY
    return all && standingStill(all, most, () => one.chunks++)
  }
  const run = (giveUpAfter?: number) => {
    const job = jobs.shift()
    if (job === undefined) throw new Error('no job waits')
    return runVerification(deps, job, giveUpAfter === undefined ? {} : { giveUpAfter })
  }
  /** A run whose reading stands still after so many chunks, until its time is up. */
  const runOut = async (given: number) => {
    gives.push(given)
    const before = reads.length
    const running = run(runTime)
    await until(() => reads.length > before && reads.at(-1)?.chunks === given)
    await vi.advanceTimersByTimeAsync(runTime)
    return running
  }
  const state = async () => (await showUpload(deps, at, begun.uploadId)).state
  const complete = () => completeUpload(deps, at, begun.uploadId, facts)
  return { ...gateway, bucket, reads, gives, run, runOut, state, complete }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

async function* standingStill(all: AsyncIterable<Uint8Array>, most: number, note: () => void) {
  let given = 0
  for await (const one of all) {
    if (given++ >= most) await new Promise(() => {})
    note()
    yield one
  }
}

it('a run that is out of time hands on what it has hashed, and the next goes on there', async () => {
  const { run, runOut, reads, jobs, state, bucket } = await completed()
  for (const [given, expected] of [
    [5, 5],
    [4, 9]
  ] as const) {
    expect(await runOut(given)).toBe('done')
    expect(jobs).toHaveLength(1)
    expect(await state()).toBe('verifying')
    expect(bucket.objects.has(place)).toBe(false)
    expect(reads.reduce((sum, one) => sum + one.chunks, 0)).toBe(expected)
  }
  expect(await run()).toBe('done')
  expect(reads.map(({ from }) => from / chunk)).toEqual([0, 5, 9])
  expect(await state()).toBe('stored')
  expect(bucket.objects.get(place)?.bytes).toEqual(Uint8Array.from(content))
  expect([...bucket.objects.keys()].filter(key => key.startsWith('uploads/'))).toEqual([])
  expect(jobs).toEqual([])
})

it('of a run that is killed at most what it did since the last renewal of its lease is repeated', async () => {
  const { gives, run, reads, jobs, state, pass } = await completed()
  const [job] = jobs
  gives.push(7)
  void run().catch(() => {})
  await until(() => reads[0]?.chunks === 7)
  await vi.advanceTimersByTimeAsync(20_000)
  // Nobody hears of it any more.
  vi.clearAllTimers()
  pass(61_000)
  if (job !== undefined) jobs.push(job)
  expect(await run()).toBe('done')
  expect(reads.map(({ from }) => from / chunk)).toEqual([0, 7])
  expect(await state()).toBe('stored')
})

it('whoever completes the upload again, between two runs, has nothing hashed anew', async () => {
  const { run, runOut, reads, jobs, state, complete } = await completed()
  await runOut(6)
  expect(await complete()).toEqual({ state: 'verifying' })
  expect(jobs).toHaveLength(2)
  expect(await run()).toBe('done')
  expect(await run()).toBe('done')
  expect(reads.map(({ from }) => from / chunk)).toEqual([0, 6])
  expect(await state()).toBe('stored')
})

it('a run that comes no further is not handed on: its queue counts it', async () => {
  const { runOut, jobs } = await completed()
  expect(await runOut(0)).toBe('again')
  expect(jobs).toEqual([])
})

it('a run that comes no further than the one before it is not handed on either', async () => {
  const { runOut, jobs } = await completed()
  expect(await runOut(5)).toBe('done')
  expect(await runOut(0)).toBe('again')
  expect(jobs).toEqual([])
})

it.each([0, 599_999, 600_000, content.length - 1])(
  'a flipped byte at %i is found, whichever run reads it, and nothing is visible',
  async offset => {
    const flipped = Buffer.from(content)
    flipped[offset] = (flipped[offset] ?? 0) ^ 1
    const { run, runOut, state, bucket, jobs } = await completed(flipped)
    expect(await runOut(3)).toBe('done')
    expect(await run()).toBe('done')
    expect(await state()).toBe('failed')
    expect(bucket.objects.has(place)).toBe(false)
    expect([...bucket.objects.keys()].filter(key => key.startsWith('uploads/'))).toEqual([])
    expect(jobs).toEqual([])
  }
)

it('what was hashed of another object counts for nothing', async () => {
  const { run, runOut, reads, bucket, state } = await completed()
  await runOut(5)
  const [[key = ''] = []] = [...bucket.objects].filter(([each]) => each.startsWith('uploads/'))
  const flipped = Buffer.from(content)
  flipped[0] = (flipped[0] ?? 0) ^ 1
  await bucket.put(key, flipped)
  await run()
  expect(reads.map(({ from }) => from)).toEqual([0, 0])
  expect(await state()).toBe('failed')
  expect(bucket.objects.has(place)).toBe(false)
})
