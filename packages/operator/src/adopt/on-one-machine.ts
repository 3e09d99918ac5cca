/** Adoption in the data folder of a gateway that is not running: from the first file to the last. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { readConfig } from '@kachery-gateway/functions/config.ts'
import { Cleanup } from '@kachery-gateway/local/cleanup.ts'
import { openDataDirectory } from '@kachery-gateway/local/data/data-directory.ts'
import { openGateway } from '@kachery-gateway/local/open-gateway.ts'
import { StartError } from '@kachery-gateway/local/start-error.ts'
import type { Variables } from '../command-line.ts'
import { readEnvFile } from '../import/env-file.ts'
import { OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'
import type { AskedAdoption } from './command-line.ts'
import { ask, tell } from './run.ts'

/** `environment`: its variables count as the gateway's own, as when it is started. Throws OperatorError. */
export async function adoptOnOneMachine(
  screen: Screen,
  folder: string,
  asked: AskedAdoption,
  environment: Variables
): Promise<number> {
  const logger = loggerTo(() => {})
  const cleanup = new Cleanup(logger)
  try {
    const directory = await openDataDirectory(folder)
    cleanup.add(directory.release)
    // As the import writes it.
    const kept = readEnvFile(await readFile(join(folder, 'gateway.env'), 'utf8').catch(() => ''))
    const { config } = readConfig({ ...Object.fromEntries(kept), ...environment })
    const { gateway } = await openGateway(config, directory, 'http://127.0.0.1', cleanup, logger)
    await ask(gateway, asked)
    if (asked.what !== 'tell') {
      const timeLeft = () => Number.POSITIVE_INFINITY
      const { notable, outcome } = await runJob(gateway, 'sweep', { timeLeft, zone: asked.zone })
      for (const { failure, notes } of notable)
        for (const line of [...notes, ...(failure === undefined ? [] : [failure.message])]) screen.err(line)
      if (outcome === 'failed') return 1
    }
    await tell(gateway, screen, asked, 'Run this command again, and it goes on.')
    return 0
  } catch (error) {
    throw error instanceof StartError ? new OperatorError(error.message, error) : error
  } finally {
    await cleanup.run()
  }
}
