/**
 * `npm start -- --run JOB`: by the gateway that has the data folder where one runs, else here, with its stores opened for
 * as long as it takes.
 */

import type { Progress } from '@kachery-gateway/core/job-context.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { JobResult } from '@kachery-gateway/core/model/job-result.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { Cleanup } from '../cleanup.ts'
import { jobSocketIn, openDataDirectory } from '../data/data-directory.ts'
import { openGateway } from '../open-gateway.ts'
import { DirectoryInUse } from '../start-error.ts'
import type { JobRequest } from './job-request.ts'
import { JobRunner } from './job-runner.ts'
import { askRunningGateway } from './job-server.ts'

interface RunCommand {
  config: Config
  /** Absolute. */
  directory: string
  request: JobRequest
  logger: Logger
  progress: (at: Progress) => void
  /** Told where somebody else does it. */
  byRunningGateway: (pid: number | undefined) => void
}

/** Throws StartError where the data folder cannot be used, and what runJob throws. */
export async function runCommand(command: RunCommand): Promise<JobResult> {
  const { config, directory, request, logger, progress, byRunningGateway } = command
  const cleanup = new Cleanup(logger)
  try {
    const data = await openDataDirectory(directory).catch(error => {
      if (error instanceof DirectoryInUse) return error
      throw error
    })
    if (data instanceof DirectoryInUse) {
      byRunningGateway(data.pid)
      return await askRunningGateway(jobSocketIn(directory), request, progress).catch(error => {
        // One that is just starting or ending, or an older one, takes no jobs.
        throw 'code' in error ? data : error
      })
    }
    cleanup.add(data.release)
    const { gateway, outboxDrained } = await openGateway(config, data, 'http://127.0.0.1', cleanup, logger)
    await outboxDrained()
    return await new JobRunner(gateway).run(request, progress)
  } finally {
    await cleanup.run()
  }
}
