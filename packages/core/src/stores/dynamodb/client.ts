/** The SDK's client for DynamoDB and what answers like it, set up so that call.ts alone decides on limits and retries. */
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

export interface DynamoDbOptions {
  table: string
  region: string
  /** Absent: the region's own, or what the SDK's environment says. */
  endpoint?: string
  /** Absent: what the SDK finds, on Lambda the function's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string }
  /** A unix domain socket or Windows pipe to go through instead of the network. */
  socketPath?: string
}

/** ms */
const connectLimit = 1000

class SocketAgent extends Agent {
  readonly #path: string

  constructor(path: string) {
    super({ keepAlive: true, maxSockets: 50 })
    this.#path = path
  }

  override createConnection() {
    return connect(this.#path)
  }
}

export function openClient(options: DynamoDbOptions): DynamoDBClient {
  const { region, credentials, socketPath } = options
  // The name is never looked up where a socket's path is given, but the SDK wants a URL.
  const endpoint = options.endpoint ?? (socketPath === undefined ? undefined : 'http://localhost')
  return new DynamoDBClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    requestHandler: {
      connectionTimeout: connectLimit,
      ...(socketPath === undefined ? {} : { httpAgent: new SocketAgent(socketPath) })
    }
  })
}
