/**
 * A Lambda handler for one job. Whoever calls it (a schedule, an administrator) may say more in the event; deliveries come
 * at least once, which jobs take. A run stops well before its function's time is up, and the next one goes on. It throws
 * where the job could not begin or a zone failed, so that the delivery is tried again and then kept where an alarm looks.
 */
import type { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import type { JobResult } from '@kachery-gateway/core/model/job-result.ts'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import type { GatewaySource } from '../http/route.ts'
import { jobOptions } from './job-options.ts'

/** A schedule's own event has none of these. */
const JobEvent = z.object({
  full: z.boolean().optional(),
  dryRun: z.boolean().optional(),
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
    const { full = false, dryRun = false, zone } = JobEvent.catch({}).parse(event)
    const limit = Number(context.memoryLimitInMB) * 1024 * 1024
    const atStart = memoryUsed()
    const result = await runJob(gateway, job, {
      ...jobOptions(gateway),
      timeLeft: () => context.getRemainingTimeInMillis(),
      // What a process once had it seldom gives back: growth counts, from what it has to begin with.
      memoryLeft: () => limit - Math.max(processMemory, atStart) - (memoryUsed() - atStart),
      full,
      dryRun,
      ...(zone === undefined ? {} : { zone })
    })
    if (result.outcome === 'failed') throw new JobFailed(result)
    return result
  }
}

/** Names the zones, so that what is kept of the delivery says where to look. */
export class JobFailed extends Error {
  constructor({ job, notable }: JobResult) {
    const failed = notable.filter(one => one.outcome === 'failed')
    const zones = failed.map(({ zone, failure }) => `${zone === '' ? 'the gateway' : zone}: ${failure?.code}`)
    super(`${job} failed in ${zones.join(', ')}`)
    this.name = 'JobFailed'
  }
}
