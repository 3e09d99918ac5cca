/** Tables on the DynamoDB of TEST_DYNAMODB_ENDPOINT, which the gateway or a test makes: removed after it. */
import { DeleteTableCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { stored } from '../../packages/leak-check/src/watch.ts'

/** A local DynamoDB keeps tables apart by region and access key. */
export interface RealTable {
  table: string
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

export async function deleteTable({ table, ...place }: RealTable): Promise<void> {
  const client = new DynamoDBClient(place)
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table }))
    for (const item of Items) stored('record', item)
  await client.send(new DeleteTableCommand({ TableName: table }))
  client.destroy()
}
