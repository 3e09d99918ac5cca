/** What the SDK asks of DynamoDB: the registry's writes, and tables. Imported when it is first needed (decision 0085). */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DescribeTableCommand,
  type DescribeTableCommandInput,
  DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput
} from '@aws-sdk/client-dynamodb'
import { defined } from '../../defined.ts'
import type { HttpConnections } from '../http-connections.ts'
import { sdkSettings } from '../sdk-settings.ts'
import type { FoundCredentials } from './credentials.ts'

export interface Opened {
  address: URL
  region: string
  credentials: () => Promise<FoundCredentials>
  connections: HttpConnections
  /** ms until a connection stands */
  connect: number
  /** bytes */
  longestAnswer: number
}

export type SdkQuestion =
  | [action: 'UpdateItem', input: UpdateItemCommandInput, signal: AbortSignal]
  | [action: 'DeleteItem', input: DeleteItemCommandInput, signal: AbortSignal]
  | [action: 'CreateTable', input: CreateTableCommandInput, signal: AbortSignal]
  | [action: 'DescribeTable', input: DescribeTableCommandInput, signal: AbortSignal]

/** Resolves with what the SDK makes of an answer; throws its errors. */
export type SdkCalls = (...question: SdkQuestion) => Promise<object>

export function openSdkCalls({ address, region, credentials, connections, connect, longestAnswer }: Opened): SdkCalls {
  const client = new DynamoDBClient({
    region,
    endpoint: address.href,
    credentials: async () => defined(await credentials()),
    retryMode: 'standard',
    defaultsMode: 'standard',
    ...sdkSettings(connections, connect, longestAnswer)
  })
  return (...[action, input, abortSignal]) => {
    switch (action) {
      case 'UpdateItem':
        return client.send(new UpdateItemCommand(input), { abortSignal })
      case 'DeleteItem':
        return client.send(new DeleteItemCommand(input), { abortSignal })
      case 'CreateTable':
        return client.send(new CreateTableCommand(input), { abortSignal })
      case 'DescribeTable':
        return client.send(new DescribeTableCommand(input), { abortSignal })
    }
  }
}
