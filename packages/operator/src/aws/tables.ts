/** How a table of DynamoDB is kept safe. */
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type AwsPlace, connection } from './connection.ts'
import { asking } from './failure.ts'

export interface Tables {
  safety(table: string): Promise<{ restorable: boolean; protected: boolean }>
}

export function tablesOnAws(place: AwsPlace): Tables {
  const client = new DynamoDBClient(connection(place))
  return {
    safety: TableName =>
      asking(place.region, `see how the table ${TableName} is kept safe`, async () => {
        const [{ Table }, { ContinuousBackupsDescription }] = await Promise.all([
          client.send(new DescribeTableCommand({ TableName })),
          client.send(new DescribeContinuousBackupsCommand({ TableName }))
        ])
        const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus
        return { restorable: recovery === 'ENABLED', protected: Table?.DeletionProtectionEnabled === true }
      })
  }
}
