/** The SDK's client for one bucket: where it connects to, how it signs, how many connections it holds. */
import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { BucketCredentials, BucketPlace } from '../bucket-uri.ts'
import { type Agents, httpConnections } from '../http-connections.ts'
import { NoHttpAgent, PublicHttpsAgent } from './public-addresses.ts'
import { readRawBytes } from './raw-bytes.ts'
import type { TimeLimits } from './time-limits.ts'

const maxConnections = 64

/** `public`: over https, at addresses of the internet alone. */
export type Reach = 'anywhere' | 'public'

const agentsOf = {
  anywhere: {},
  public: { http: NoHttpAgent, https: PublicHttpsAgent }
} satisfies Record<Reach, Agents>

export interface OpenClient {
  client: S3Client
  /** With which it connects; others that speak to the bucket do with them, too. */
  agents: { httpAgent: HttpAgent; httpsAgent: HttpsAgent }
  dropIdleConnections(): void
}

export function openClient(
  place: BucketPlace,
  credentials: BucketCredentials,
  limits: TimeLimits,
  reach: Reach = 'anywhere'
): OpenClient {
  const { httpAgent, httpsAgent, dropIdle } = httpConnections(maxConnections, agentsOf[reach])
  const client = new S3Client({
    region: place.region,
    credentials: signedWith(credentials),
    ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }),
    // Servers of one's own seldom have a name per bucket; Google has, but not for buckets with dots.
    forcePathStyle: credentials.endpoint !== undefined || place.kind === 'gs',
    // R2 and Google refuse the checksums that the SDK adds otherwise.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It costs a round trip and a connection outside the pool.
    expectContinueHeader: false,
    maxAttempts: 1,
    logger: silent,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: limits.connect,
      // Limits on answers are withinLimits' and read-body's; the SDK's end with an answer's headers.
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent,
      httpsAgent,
      logger: silent
    })
  })
  readRawBytes(client, place)
  return { client, agents: { httpAgent, httpsAgent }, dropIdleConnections: dropIdle }
}

/** The SDK asks again some minutes before the end of temporary ones. */
function signedWith(credentials: BucketCredentials): NonNullable<S3ClientConfig['credentials']> {
  if (!('current' in credentials)) {
    const { accessKeyId, secretAccessKey } = credentials
    return { accessKeyId, secretAccessKey }
  }
  return async () => {
    const { expiresAt, ...current } = await credentials.current(leastLifeOfCalls)
    return { ...current, expiration: new Date(expiresAt) }
  }
}

/** ms; a call takes less. */
const leastLifeOfCalls = 60_000

/** They would write to the console: when all connections are in use, when a stream breaks off. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** AWS has honoured If-None-Match on copies since October 2025. */
export function isAws(place: BucketPlace): boolean {
  if (place.kind !== 's3') return false
  return place.endpoint === undefined || /\.amazonaws\.com(\.cn)?$/.test(new URL(place.endpoint).hostname)
}
