/** Makes the registry's table where no stack does: on one machine, in tests. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException
} from '@aws-sdk/client-dynamodb'
import { unavailable } from './call.ts'
import { type DynamoDbOptions, openClient } from './client.ts'
import { failureOf } from './failure.ts'
import { registryTable } from './table.ts'

/** ms */
const limit = 10_000
const pollInterval = 20

/** Returns when the table can be used; throws `store.unavailable` where it cannot within 10 s. */
export async function createTableIfMissing(options: DynamoDbOptions): Promise<void> {
  const { client } = openClient(options)
  const abortSignal = AbortSignal.timeout(limit)
  try {
    while ((await stateOf(client, options.table, abortSignal)) !== 'ACTIVE') await sleep(pollInterval)
  } catch (error) {
    throw unavailable(failureOf(error).cause)
  } finally {
    client.destroy()
  }
}

async function stateOf(client: DynamoDBClient, table: string, abortSignal: AbortSignal): Promise<string | undefined> {
  abortSignal.throwIfAborted()
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }), { abortSignal })
    return Table?.TableStatus
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
  }
  try {
    await client.send(new CreateTableCommand(definition(table)), { abortSignal })
  } catch (error) {
    // Somebody else was faster, which is as good.
    if (!(error instanceof ResourceInUseException)) throw error
  }
  return 'CREATING'
}

const definition = (table: string) => {
  const { partitionKey, sortKey, byOwner } = registryTable
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [...new Set([partitionKey, sortKey, byOwner.partitionKey, byOwner.sortKey])].map(name => ({
      AttributeName: name,
      AttributeType: 'S' as const
    })),
    KeySchema: keySchema(partitionKey, sortKey),
    GlobalSecondaryIndexes: [
      {
        IndexName: byOwner.indexName,
        KeySchema: keySchema(byOwner.partitionKey, byOwner.sortKey),
        Projection: { ProjectionType: 'ALL' as const }
      }
    ]
  }
}

const keySchema = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const }
]
