/** A Lambda function for one of the jobs: its gateway is made as for requests, the job's own handler does the rest. */
import type { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import type { JobResult } from '@kachery-gateway/core/model/job-result.ts'
import type { Context } from 'aws-lambda'
import { jobHandler } from '../jobs/job-handler.ts'
import type { JobFunctionName } from './functions.ts'
import { inRequest } from './logger.ts'
import { type Overrides, runningGateway } from './running-gateway.ts'

type JobFunction = (event: unknown, context: Context) => Promise<JobResult>

/** Throws where the job could not begin or the gateway's own part failed: the delivery is tried again, then kept. */
export function jobFunction(name: JobFunctionName, job: JobName, overrides: Overrides = {}): JobFunction {
  const running = runningGateway(name, overrides)
  return (event, context) =>
    inRequest(context.awsRequestId, async () => {
      const { gateway, release } = await running.lease()
      try {
        return await jobHandler(() => gateway, job)(event, context)
      } finally {
        release()
      }
    })
}
