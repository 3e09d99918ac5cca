/** Makes the registry's table where no stack does: on one machine, in tests. */
import { setTimeout as sleep } from 'node:timers/promises'
import { unavailable } from './call.ts'
import { DynamoDb, type DynamoDbOptions, isRefusal } from './client.ts'
import { failureOf } from './failure.ts'
import { registryTable } from './table.ts'

/** ms */
const limit = 10_000
const pollInterval = 20

/** Returns when the table can be used; throws `store.unavailable` where it cannot within 10 s. */
export async function createTableIfMissing(options: DynamoDbOptions): Promise<void> {
  const client = new DynamoDb(options)
  const signal = AbortSignal.timeout(limit)
  try {
    while ((await stateOf(client, options.table, signal)) !== 'ACTIVE') await sleep(pollInterval)
  } catch (error) {
    throw unavailable(failureOf(error).cause)
  } finally {
    client.close()
  }
}

async function stateOf(client: DynamoDb, table: string, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted()
  try {
    const { Table } = await client.ask('DescribeTable', { TableName: table }, signal)
    return Table?.TableStatus
  } catch (error) {
    if (!isRefusal(error, 'ResourceNotFoundException')) throw error
  }
  try {
    await client.ask('CreateTable', definition(table), signal)
  } catch (error) {
    // Somebody else was faster, which is as good.
    if (!isRefusal(error, 'ResourceInUseException')) throw error
  }
  return 'CREATING'
}

const definition = (table: string) => {
  const { partitionKey, sortKey, byOwner } = registryTable
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...new Set([partitionKey, sortKey, byOwner.partitionKey, byOwner.sortKey])].map(name => ({
      AttributeName: name,
      AttributeType: 'S'
    })),
    KeySchema: keySchema(partitionKey, sortKey),
    GlobalSecondaryIndexes: [
      {
        IndexName: byOwner.indexName,
        KeySchema: keySchema(byOwner.partitionKey, byOwner.sortKey),
        Projection: { ProjectionType: 'ALL' }
      }
    ]
  }
}

const keySchema = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' }
]
