/** Makes tables where no stack does: the registry's on one machine, both in tests. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { unavailable } from './call.ts'
import { DynamoDb, type DynamoDbOptions, isRefusal } from './client.ts'
import { ephemeralTable } from './ephemeral-table.ts'
import { failureOf } from './failure.ts'
import { registryTable } from './table.ts'

/** ms */
const limit = 10_000
const pollInterval = 20

/** The registry's. Returns when the table can be used; throws `store.unavailable` where it cannot within 10 s. */
export const createTableIfMissing = (options: DynamoDbOptions) =>
  createIfMissing(options, registryDefinition(options.table))

/** The ephemeral store's, likewise; what expired stays in it. */
export const createEphemeralTableIfMissing = (options: DynamoDbOptions) =>
  createIfMissing(options, keysOnly(options.table, ephemeralTable))

async function createIfMissing(options: DynamoDbOptions, definition: CreateTableCommandInput): Promise<void> {
  const client = new DynamoDb(options)
  const signal = AbortSignal.timeout(limit)
  try {
    while ((await stateOf(client, definition, signal)) !== 'ACTIVE') await sleep(pollInterval)
  } catch (error) {
    throw unavailable(failureOf(error).cause)
  } finally {
    client.close()
  }
}

async function stateOf(
  client: DynamoDb,
  definition: CreateTableCommandInput,
  signal: AbortSignal
): Promise<string | undefined> {
  signal.throwIfAborted()
  try {
    const { Table } = await client.ask('DescribeTable', { TableName: definition.TableName }, signal)
    return Table?.TableStatus
  } catch (error) {
    if (!isRefusal(error, 'ResourceNotFoundException')) throw error
  }
  try {
    await client.ask('CreateTable', definition, signal)
  } catch (error) {
    // Somebody else was faster, which is as good.
    if (!isRefusal(error, 'ResourceInUseException')) throw error
  }
  return 'CREATING'
}

const registryDefinition = (table: string): CreateTableCommandInput => {
  const { byOwner } = registryTable
  const definition = keysOnly(table, registryTable)
  return {
    ...definition,
    AttributeDefinitions: [...definition.AttributeDefinitions, attribute(byOwner.partitionKey)],
    GlobalSecondaryIndexes: [
      {
        IndexName: byOwner.indexName,
        KeySchema: keySchema(byOwner.partitionKey, byOwner.sortKey),
        Projection: { ProjectionType: 'ALL' }
      }
    ]
  }
}

function keysOnly(table: string, { partitionKey, sortKey }: { partitionKey: string; sortKey: string }) {
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [attribute(partitionKey), attribute(sortKey)],
    KeySchema: keySchema(partitionKey, sortKey)
  }
}

const attribute = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const })

const keySchema = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const }
]
