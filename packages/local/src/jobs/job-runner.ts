/** Runs jobs in this process, one after the other: on their timers, and when somebody asks. */

import { defined } from '@kachery-gateway/core/defined.ts'
import type { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import type { JobOptions, Progress } from '@kachery-gateway/core/job-context.ts'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import type { JobResult } from '@kachery-gateway/core/model/job-result.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { jobOptions } from '@kachery-gateway/functions/jobs/job-options.ts'
import type { JobRequest } from './job-request.ts'

const minute = 60_000
const hour = 60 * minute

/** ms after the start, and from then on. docs/operations.md has the same table. */
export const schedule: Record<JobName, { first: number; every: number }> = {
  'check-zones': { first: minute, every: hour },
  'archive-logs': { first: 5 * minute, every: hour },
  'count-usage': { first: 10 * minute, every: 6 * hour },
  sweep: { first: 15 * minute, every: 24 * hour }
}

/** ms that a job may take here, where nothing else ends it. */
const longest = 24 * hour
/** ms that close waits for a job under way, which goes on after the next start. */
const closeLimit = 5_000

export class JobRunner {
  readonly #gateway: Gateway
  readonly #timers: NodeJS.Timeout[] = []
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(gateway: Gateway) {
    this.#gateway = gateway
  }

  start(): void {
    for (const [job, { first, every }] of Object.entries(schedule)) {
      const run = () => void this.run({ job: job as JobName, full: false, dryRun: false }).catch(() => undefined)
      this.#timers.push(
        setTimeout(() => {
          run()
          this.#timers.push(setInterval(run, every).unref())
        }, first).unref()
      )
    }
  }

  /** Throws where the job cannot begin. */
  run(
    { job, full, dryRun, zone, usersOnly }: JobRequest & Pick<JobOptions, 'usersOnly'>,
    progress?: (at: Progress) => void
  ): Promise<JobResult> {
    const turn = this.#last.then(() => {
      const end = Date.now() + longest
      return runJob(this.#gateway, job, {
        ...jobOptions(this.#gateway),
        timeLeft: () => (this.#closed ? 0 : end - Date.now()),
        full,
        dryRun,
        ...defined({ zone, usersOnly, progress })
      })
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    await withTimeout(closeLimit, this.#last, () => undefined)
  }
}
