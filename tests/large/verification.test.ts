/**
 * A very large upload, verified by workers of which each has little time, one after the other; one of them is killed. The
 * store makes the bytes while they are read. 100 MB; with LARGE_TEST_BYTES of that size.
 */
import { describe, expect, it } from 'vitest'
import { authorizeZone } from '../../packages/core/src/access/authorize-zone.ts'
import { beginUpload } from '../../packages/core/src/files/begin-upload.ts'
import { completeUpload } from '../../packages/core/src/files/complete-upload.ts'
import { contentKey } from '../../packages/core/src/files/keys.ts'
import { runVerification } from '../../packages/core/src/files/run-verification.ts'
import { showUpload } from '../../packages/core/src/files/show-upload.ts'
import { ContentHash } from '../../packages/core/src/ids/content-hash.ts'
import { interrupted } from '../../packages/core/testing/interrupted.ts'
import { facts } from '../../packages/core/testing/test-gateway.ts'
import { ann, openGateway, zone } from '../../packages/core/testing/upload-fixture.ts'
import { PartedFile } from './parted-file.ts'

const size = Number(process.env.LARGE_TEST_BYTES ?? 100_000_000)
/** ms that a worker has; on Lambda it is 15 min. */
const workerTime = size > 50e9 ? 60_000 : size > 1e9 ? 5_000 : 300
const chunk = 1_000_000
const timeLimit = 60_000 + size / 10_000
/** As a store's etag is: it stands for the bytes. */
const etag = '"made-of-parts"'

const forever = () => new Promise<never>(() => {})

/** Completed, and never anywhere. `flipped`: where a byte of it is another. */
async function completed(flipped?: number) {
  const gateway = await openGateway({
    limits: { verifyAtOnceBytes: 1_000, partedFileBytes: 5e12, leastPartBytes: 5_000_000 }
  })
  const { deps, jobs, buckets } = gateway
  const bucket = buckets.default
  const file = new PartedFile(size, 'a very large recording')
  const sha1 = ContentHash.parse(file.sha1())
  const at = await authorizeZone(deps, ann, 'upload', zone)
  const begun = await beginUpload(deps, at, { sha1, size }, facts)
  if (begun.outcome !== 'upload') throw new Error(begun.outcome)
  const { partSize } = begun.upload
  bucket.listParts = async () =>
    Array.from({ length: Math.ceil(size / partSize) }, (_, n) => ({
      number: n + 1,
      size: Math.min(partSize, size - n * partSize),
      etag
    }))
  const head = bucket.head.bind(bucket)
  bucket.completeParts = async () => 'completed'
  bucket.head = async key => (key.startsWith('uploads/') ? { size, etag } : head(key))
  const copies: string[] = []
  bucket.copy = async (_, to, { ifMatch }) => {
    expect(ifMatch).toBe(etag)
    copies.push(to)
    return { outcome: 'copied', etag }
  }
  const reads: { from: number; until: number; dead: boolean }[] = []
  bucket.read = async (_key, _size, from = 0) => {
    const read = { from, until: from, dead: false }
    reads.push(read)
    return (async function* () {
      while (read.until < size && !read.dead) {
        const end = Math.min(read.until + chunk, size)
        const bytes = file.bytes(read.until, end)
        if (flipped !== undefined && flipped >= read.until && flipped < end) {
          const there = flipped - read.until
          bytes[there] = (bytes[there] ?? 0) ^ 1
        }
        yield bytes
        read.until = end
        await new Promise(resolve => setImmediate(resolve))
      }
      if (read.dead) await forever()
    })()
  }
  await completeUpload(deps, at, begun.uploadId, facts)
  const [first] = jobs
  if (first === undefined) throw new Error('no job waits')

  return {
    sha1,
    copies,
    reads,
    /** One after the other, until none is queued. */
    async work() {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift())
        expect(await runVerification(deps, job, { giveUpAfter: workerTime })).toBe('done')
    },
    /** A worker of which nobody hears any more after half of its time; its lease ends, and its queue sends the job again. */
    async killOne() {
      let dead = false
      const ofIt = interrupted(deps, ({ go }) => (dead ? forever() : go()))
      const job = jobs.shift() ?? first
      void runVerification({ ...ofIt, caches: deps.caches }, job)
      await new Promise(resolve => setTimeout(resolve, workerTime / 2))
      dead = true
      for (const read of reads) read.dead = true
      gateway.pass(61_000)
      jobs.push(job)
    },
    state: () => showUpload(deps, at, begun.uploadId)
  }
}

describe(`${size} bytes, verified by workers of ${workerTime} ms`, () => {
  it(
    'are stored; a killed worker loses what it did alone, and memory does not grow',
    async () => {
      const { killOne, work, reads, copies, state, sha1 } = await completed()
      await killOne()
      const early = process.memoryUsage().rss
      await work()
      expect(await state()).toMatchObject({ state: 'stored' })
      expect(copies).toEqual([contentKey({ directory: '' }, sha1)])
      expect(reads.length).toBeGreaterThan(2)
      const [dead, ...others] = reads
      const read = others.reduce((sum, { from, until }) => sum + until - from, 0)
      expect(read - size).toBeLessThanOrEqual((dead?.until ?? 0) + others.length * chunk)
      if (size > 1e9) expect(process.memoryUsage().rss / early).toBeLessThan(1.25)
    },
    timeLimit
  )

  it(
    'of which one is flipped are refused, with both digests, and never visible',
    async () => {
      const { work, copies, state, sha1 } = await completed(Math.floor(size * 0.7))
      await work()
      const { state: how, failure } = { failure: undefined, ...(await state()) }
      expect([how, failure?.code]).toEqual(['failed', 'upload.wrong_content'])
      expect(failure?.message).toContain(sha1)
      expect(copies).toEqual([])
    },
    timeLimit
  )
})
