/** The table of a DynamoDB-compatible server, made where it is missing, also where the server comes up after us. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { DynamoDbOptions } from '@kachery-gateway/core/stores/dynamodb/client.ts'
import { createTableIfMissing } from '@kachery-gateway/core/stores/dynamodb/create-table.ts'

/** ms: how long a start waits for the table, and between two tries. */
const patience = 3_000
const pause = 1_000

/** Resolves when the table is there or has been waited for long enough; goes on trying until `stopped`. */
export async function makeRegistryTable(options: DynamoDbOptions, stopped: AbortSignal, logger: Logger): Promise<void> {
  await Promise.race([keepTrying(options, stopped, logger), sleep(patience, undefined, { ref: false })])
}

async function keepTrying(options: DynamoDbOptions, stopped: AbortSignal, logger: Logger): Promise<void> {
  for (let failures = 0; !stopped.aborted; failures++) {
    try {
      return await createTableIfMissing(options)
    } catch (error) {
      if (failures === 0) logger.error('registry.no_table', { table: options.table, reason: reasonOf(error) })
      await sleep(pause, undefined, { ref: false })
    }
  }
}

const reasonOf = (error: unknown) =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
