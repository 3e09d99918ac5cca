/** A new table for the ephemeral store, opened as its contracts want it. */
import type { Logger } from '../src/logger.ts'
import { DynamoDb, type DynamoDbOptions, type Item } from '../src/stores/dynamodb/client.ts'
import { createEphemeralTableIfMissing } from '../src/stores/dynamodb/create-table.ts'
import { openDynamoDbEphemeralStore } from '../src/stores/dynamodb/dynamodb-ephemeral-store.ts'
import { long } from '../src/stores/dynamodb/ephemeral-calls.ts'
import { logPartitions } from '../src/stores/dynamodb/ephemeral-table.ts'
import { logItemOf } from '../src/stores/dynamodb/log-item.ts'

export async function openEphemeralTable(
  options: DynamoDbOptions & { logger: Logger },
  closed: () => Promise<void> = async () => {}
) {
  await createEphemeralTableIfMissing(options)
  // A contract says what comes of a call; how long one may take is said by the tests of faults.
  const store = openDynamoDbEphemeralStore({ ...options, requests: long })
  const client = new DynamoDb(options)
  const itemsOf = async (partition: string): Promise<Item[]> => {
    const items: Item[] = []
    let from: Item | undefined
    do {
      const page = await client.ask(
        'Query',
        {
          TableName: options.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: partition } },
          ConsistentRead: true,
          ...(from && { ExclusiveStartKey: from })
        },
        AbortSignal.timeout(10_000)
      )
      items.push(...(page.Items ?? []))
      from = page.LastEvaluatedKey
    } while (from !== undefined)
    return items
  }
  return {
    store,
    logItems: async () => (await Promise.all(logPartitions.map(itemsOf))).flat().map(logItemOf),
    quarantined: async () =>
      (await itemsOf('quarantined')).map(item => ({ ...logItemOf(item), reason: item.reason?.S ?? '' })),
    async close() {
      store.close()
      client.close()
      await closed()
    }
  }
}
