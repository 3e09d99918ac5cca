import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VerificationJob } from '../../../core/src/stores/verification-queue.ts'
import { testLogger } from '../../../leak-check/src/watch.ts'
import { Database } from './database.ts'
import { openVerificationQueue } from './verification-queue.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verification-queue-'))
})
afterEach(() => rm(directory, { recursive: true }))

const aJob = () =>
  VerificationJob.parse({
    zone: 'default',
    hash: randomBytes(20).toString('hex'),
    uploadId: randomBytes(16).toString('hex')
  })

type Run = (job: VerificationJob) => Promise<'done' | 'again'>
/** As it is after a start. */
function open(run: Run, retryAfter = 20) {
  const database = Database.open(join(directory, 'gateway.sqlite'))
  const queue = openVerificationQueue({ database, run, retryAfter, logger: testLogger() })
  const close = async () => {
    await queue.close()
    database.close()
  }
  return { ...queue, close }
}

/** A promise and what settles it. */
function gate() {
  let opened = () => {}
  const passed = new Promise<void>(resolve => {
    opened = resolve
  })
  return { open: () => opened(), passed }
}

describe('the verification queue', () => {
  it('runs each job once and forgets it', async () => {
    const ran: VerificationJob[] = []
    const run: Run = async job => {
      ran.push(job)
      return 'done'
    }
    const jobs = [aJob(), aJob(), aJob()]
    const queue = open(run)
    for (const job of jobs) await queue.send(job)
    await queue.idle()
    await queue.close()
    const again = open(run)
    await again.idle()
    await again.close()
    expect(ran).toEqual(jobs)
  })

  it('runs two at a time', async () => {
    let now = 0
    let most = 0
    const queue = open(async () => {
      now += 1
      most = Math.max(most, now)
      await pause(10)
      now -= 1
      return 'done'
    })
    await Promise.all(Array.from({ length: 7 }, () => queue.send(aJob())))
    await queue.idle()
    expect(most).toBe(2)
    await queue.close()
  })

  it('runs a job again that throws or asks for it, after delays that double', async () => {
    const at: number[] = []
    const queue = open(async () => {
      at.push(performance.now())
      if (at.length === 1) throw new Error('the store is away')
      return at.length < 4 ? 'again' : 'done'
    }, 50)
    await queue.send(aJob())
    await queue.idle()
    await queue.close()
    const delays = at.slice(1).map((time, n) => time - (at[n] ?? 0))
    expect(delays.map((delay, n) => delay > 50 * 2 ** n - 2)).toEqual([true, true, true])
    expect(Math.max(...delays)).toBeLessThan(600)
  })

  it('goes on with other jobs while one fails', async () => {
    const bad = aJob()
    const done: string[] = []
    const queue = open(async job => {
      if (job.hash === bad.hash) throw new Error('always')
      done.push(job.hash)
      return 'done'
    }, 1000)
    const good = [aJob(), aJob(), aJob()]
    for (const job of [bad, ...good]) await queue.send(job)
    await expect.poll(() => done).toEqual(good.map(job => job.hash))
    await queue.close()
  })

  it('never runs a job twice at the same time; sent while it runs, it is run once more afterwards', async () => {
    let now = 0
    let most = 0
    let runs = 0
    const first = gate()
    const queue = open(async () => {
      runs += 1
      now += 1
      most = Math.max(most, now)
      if (runs === 1) await first.passed
      now -= 1
      return 'done'
    })
    const job = aJob()
    await queue.send(job)
    await Promise.all([queue.send(job), queue.send(job), queue.send(job)])
    first.open()
    await queue.idle()
    await queue.close()
    expect({ most, runs }).toEqual({ most: 1, runs: 2 })
  })

  it('has after a restart what was not done: running, waiting and delayed jobs', async () => {
    const never = gate()
    const jobs = [aJob(), aJob(), aJob(), aJob()]
    const [failing, ...others] = jobs
    const first = open(async job => {
      if (job.hash === failing?.hash) return 'again'
      await never.passed
      return 'done'
    }, 60_000)
    if (failing !== undefined) await first.send(failing)
    await pause(20)
    for (const job of others) await first.send(job)
    const closing = performance.now()
    await first.close()
    expect(performance.now() - closing).toBeLessThan(2500)

    const ran = new Set<string>()
    const second = open(async job => {
      ran.add(job.hash)
      return 'done'
    })
    await second.idle()
    await second.close()
    expect(ran).toEqual(new Set(jobs.map(job => job.hash)))
  })

  it('runs what is sent for later then, after a restart at once, and beside the verification of the same upload', async () => {
    const job = aJob()
    const look = { ...job, inspect: { size: 1, facts: { requestTimestamp: 1, requestHeaders: {} } } }
    const ran: VerificationJob[] = []
    const run: Run = async job => {
      ran.push(job)
      return 'done'
    }
    const first = open(run)
    await first.send(look, { after: 900 })
    await first.send(job)
    await expect.poll(() => ran).toEqual([job])
    await first.close()
    const second = open(run)
    await second.idle()
    expect(ran).toEqual([job, look])
    await second.send(job, { after: 0.05 })
    expect(ran).toHaveLength(2)
    await expect.poll(() => ran).toHaveLength(3)
    await second.close()
  })

  it('is idle when nothing was ever sent', async () => {
    const queue = open(async () => 'done')
    await queue.idle()
    await queue.close()
  })
})

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
