/** The SDK's client for DynamoDB and what answers like it, set up so that call.ts alone decides on limits and retries. */
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { httpConnections } from '../http-connections.ts'

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
const maxConnections = 50

class SocketAgent extends Agent {
  readonly #path: string

  constructor(path: string) {
    super({ keepAlive: true, maxSockets: maxConnections })
    this.#path = path
  }

  override createConnection() {
    return connect(this.#path)
  }
}

export interface OpenClient {
  client: DynamoDBClient
  dropIdleConnections(): void
}

export function openClient(options: DynamoDbOptions): OpenClient {
  const { region, credentials, socketPath } = options
  // The name is never looked up where a socket's path is given, but the SDK wants a URL.
  const endpoint = options.endpoint ?? (socketPath === undefined ? undefined : 'http://localhost')
  const { httpAgent, httpsAgent, dropIdle } = httpConnections(maxConnections)
  const client = new DynamoDBClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    requestHandler: {
      connectionTimeout: connectLimit,
      httpAgent: socketPath === undefined ? httpAgent : new SocketAgent(socketPath),
      httpsAgent
    }
  })
  return { client, dropIdleConnections: dropIdle }
}
