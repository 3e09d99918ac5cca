/**
 * Verifications that were too large for a request, in gateway.sqlite until they are done, so that they survive a restart. Two
 * run at a time. A job that fails, or asks for it, runs again after a delay that doubles, and again at once after a
 * restart. A job that is sent while it runs is run once more afterwards: it may have read what was true before. One that is sent for
 * later waits, but for a restart.
 */

import type { Logger } from '@kachery-gateway/core/logger.ts'
import { VerificationJob, type VerificationQueue } from '@kachery-gateway/core/stores/verification-queue.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import type { Database } from './database.ts'

const atOnce = 2
const longestDelay = 60_000
/** ms that close waits for jobs that run. */
const closeLimit = 2000

interface Entry {
  job: VerificationJob
  state: 'due' | 'running' | 'delayed'
  sentAgain: boolean
  failures: number
  timer?: NodeJS.Timeout
}

interface LocalVerificationQueue extends VerificationQueue {
  /** When no job is left, neither waiting nor running. */
  idle(): Promise<void>
  /** Starts no more jobs and waits 2 s for those that run; what is not done then is run again after a restart. */
  close(): Promise<void>
}

export function openVerificationQueue(options: {
  database: Database
  run: (job: VerificationJob) => Promise<'done' | 'again'>
  logger: Logger
  /** ms before the first retry; 2000 by default. */
  retryAfter?: number
}): LocalVerificationQueue {
  const { database, run, logger, retryAfter = 2000 } = options
  const entries = new Map<string, Entry>()
  const running = new Set<Promise<void>>()
  let idlers: (() => void)[] = []
  let closed = false

  /** `after`: ms. */
  function add(id: string, job: VerificationJob, after = 0): void {
    if (entries.has(id)) return
    const entry: Entry = { job, state: 'due', sentAgain: false, failures: 0 }
    entries.set(id, entry)
    if (after > 0) wait(entry, after)
  }

  function startDue(): void {
    for (const [id, entry] of entries) {
      if (closed || running.size >= atOnce) return
      if (entry.state !== 'due') continue
      const work = attempt(id, entry).finally(() => {
        running.delete(work)
        startDue()
      })
      running.add(work)
    }
    if (entries.size + running.size > 0) return
    for (const resolve of idlers) resolve()
    idlers = []
  }

  async function attempt(id: string, entry: Entry): Promise<void> {
    entry.state = 'running'
    entry.sentAgain = false
    try {
      const outcome = await run(entry.job)
      if (outcome === 'again') return delay(entry)
      if (!entry.sentAgain) {
        // Sent from now on, the job is new: it is stored after this removal.
        entries.delete(id)
        await database.write(() => database.change('DELETE FROM verification WHERE id = ?', id))
      } else entry.state = 'due'
    } catch (error) {
      const { zone, hash } = entry.job
      logger.error('verification.failed', { zone, hash, reason: String(error) })
      if (!entries.has(id)) entries.set(id, entry)
      delay(entry)
    }
  }

  function delay(entry: Entry): void {
    const time = Math.min(longestDelay, retryAfter * 2 ** Math.min(entry.failures, 30))
    entry.failures += 1
    wait(entry, time)
  }

  function wait(entry: Entry, time: number): void {
    entry.state = 'delayed'
    if (closed) return
    entry.timer = setTimeout(() => {
      entry.state = 'due'
      startDue()
    }, time).unref()
  }

  for (const { id, job } of database.rows('SELECT id, job FROM verification ORDER BY place')) {
    const stored = VerificationJob.safeParse(JSON.parse(String(job)))
    if (stored.success) add(String(id), stored.data)
  }
  startDue()
  return {
    async send(job, { after = 0 } = {}) {
      const id = `${job.zone}/${job.hash}/${job.uploadId}${job.inspect === undefined ? '' : '/inspect'}`
      // Before it is stored: a run that ends meanwhile does not take the job away.
      const there = entries.get(id)
      if (there?.state === 'running') there.sentAgain = true
      await database.answered('the disk', () =>
        database.write(() =>
          database.change(
            'INSERT INTO verification (id, job) VALUES (?, ?) ON CONFLICT DO NOTHING',
            id,
            JSON.stringify(job)
          )
        )
      )
      add(id, job, 1000 * after)
      startDue()
    },
    idle: () => (entries.size + running.size === 0 ? Promise.resolve() : new Promise(resolve => idlers.push(resolve))),
    async close() {
      closed = true
      for (const { timer } of entries.values()) clearTimeout(timer)
      await withTimeout(closeLimit, Promise.all(running), () => undefined)
    }
  }
}
