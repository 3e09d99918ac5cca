/** The SDK's client for DynamoDB and what answers like it, set up so that call.ts alone decides on limits and retries. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { httpConnections } from '../http-connections.ts'

export interface DynamoDbOptions {
  table: string
  region: string
  /** Absent: the region's own, or what the SDK's environment says. */
  endpoint?: string
  /** Absent: what the SDK finds, on Lambda the function's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string }
}

/** ms */
const connectLimit = 1000
const maxConnections = 50

export interface OpenClient {
  client: DynamoDBClient
  dropIdleConnections(): void
}

export function openClient(options: DynamoDbOptions): OpenClient {
  const { region, endpoint, credentials } = options
  const { httpAgent, httpsAgent, dropIdle } = httpConnections(maxConnections)
  const client = new DynamoDBClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    requestHandler: { connectionTimeout: connectLimit, httpAgent, httpsAgent }
  })
  return { client, dropIdleConnections: dropIdle }
}
