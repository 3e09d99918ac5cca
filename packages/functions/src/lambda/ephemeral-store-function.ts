/**
 * The Lambda function that speaks to the stage's DocumentDB, for those that are not in its network: it answers questions
 * to an ephemeral store (core/stores/remote-ephemeral-store.ts), one at a time. It has no way out, and reads no secret but
 * its environment.
 */
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import { answerWith, type RemoteAnswer } from '@kachery-gateway/core/stores/remote-ephemeral-store.ts'
import type { Context } from 'aws-lambda'
import { amazonDatabaseCertificates } from '../aws/amazon-database-certificates.ts'
import { readConfig } from '../config.ts'
import { mongoDbStoreOf } from '../wiring.ts'
import { functionPoolSize } from './connections.ts'
import { readStoreEnvironment } from './environment.ts'
import { inRequest, stdoutLogger } from './logger.ts'
import { openedOnFirstUse } from './opened-on-first-use.ts'
import type { Overrides } from './running-gateway.ts'

interface StoreOverrides extends Omit<Overrides, 'fetch'> {
  /** ms: less than who asks waits for (aws/invoked-ephemeral-store.ts), so that it is told why there is no answer. */
  timeLimit?: number
}

export function ephemeralStoreFunction(overrides: StoreOverrides = {}) {
  const { now = Date.now, logger = stdoutLogger, timeLimit = 900 } = overrides
  const store: EphemeralStore & { close(): void | Promise<void> } = openedOnFirstUse<EphemeralStore>(async () => {
    const environment = readStoreEnvironment(overrides.variables)
    const { config, problems } = readConfig(environment)
    for (const { name, problem } of problems) logger.error('configuration.wrong', { name, problem })
    const ca = amazonDatabaseCertificates(environment.AWS_REGION)
    const opened = await mongoDbStoreOf(config.mongo, logger, { timeLimit, maxPoolSize: functionPoolSize, ca })
    if (opened === undefined) throw new Error('MONGO_URI names no server')
    return opened
  })
  return {
    /** Connects; where that fails, the first question does. */
    warmUp: () =>
      store.findFound('', '', 0).then(
        () => undefined,
        () => undefined
      ),
    handler: (question: unknown, context: Pick<Context, 'awsRequestId'>): Promise<RemoteAnswer> =>
      inRequest(context.awsRequestId, () => answerWith(store, question, now)),
    close: () => store.close()
  }
}
