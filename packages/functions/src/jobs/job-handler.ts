/**
 * A Lambda handler for one job. Whoever calls it (a schedule, an administrator) may say more in the event; deliveries come
 * at least once, which jobs take. A run stops well before its function's time is up, and the next one goes on. It throws
 * where the job could not begin or what belongs to no zone failed, so that the delivery is tried again and then kept where
 * an alarm looks. A zone's failure is that zone's: it has an alarm of its own, and the next run tries again.
 */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import type { JobResult, ZoneResult } from '@kachery-gateway/core/model/job-result.ts'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import type { GatewaySource } from '../http/route.ts'
import { jobOptions } from './job-options.ts'

/** A schedule's own event has none of these. */
const JobEvent = z.object({
  full: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  usersOnly: z.boolean().optional(),
  zone: z.string().max(100).optional()
})

/** bytes that the process itself and the store clients take. */
const processMemory = 160_000_000

export type JobHandler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis' | 'memoryLimitInMB'>
) => Promise<JobResult>

/** `memoryUsed`: bytes of the whole process. */
export function jobHandler(
  source: GatewaySource,
  job: JobName,
  memoryUsed: () => number = () => process.memoryUsage.rss()
): JobHandler {
  return async (event, context) => {
    const gateway = await source()
    const { full = false, dryRun = false, usersOnly = false, zone } = JobEvent.catch({}).parse(event)
    const limit = Number(context.memoryLimitInMB) * 1024 * 1024
    const atStart = memoryUsed()
    const result = await runJob(gateway, job, {
      ...jobOptions(gateway),
      timeLeft: () => context.getRemainingTimeInMillis(),
      // What a process once had it seldom gives back: growth counts, from what it has to begin with.
      memoryLeft: () => limit - Math.max(processMemory, atStart) - (memoryUsed() - atStart),
      full,
      dryRun,
      usersOnly,
      ...defined({ zone })
    })
    const whole = result.notable.find(({ zone: of, outcome }) => of === '' && outcome === 'failed')
    if (whole !== undefined) throw new JobFailed(job, whole)
    return result
  }
}

/** What is kept of the delivery says where to look. */
export class JobFailed extends Error {
  constructor(job: JobName, { failure }: ZoneResult) {
    super(`${job} failed in the gateway: ${failure?.code}`)
    this.name = 'JobFailed'
  }
}
