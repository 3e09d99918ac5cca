/** What the two halves of the ephemeral store ask the table with: calls with their time limits, and one breaker. */
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { Breaker } from '../breaker.ts'
import { Call, type Patience, unavailable } from './call.ts'
import { DynamoDb, type DynamoDbOptions } from './client.ts'

type Asking = <T>(method: string, work: (call: Call) => Promise<T>) => Promise<T>

export interface EphemeralCalls {
  client: DynamoDb
  table: string
  /** Of a request, which goes on without an answer: about a second, and no time at all while the table is away. */
  usual: Asking
  /** Of a job or a person: half a minute. */
  long: Asking
  close(): void
}

export const usually: Patience = {
  store: 'the ephemeral store',
  event: 'ephemeral_store.try_failed',
  callLimit: 900,
  tryLimit: 450
}
export const long: Patience = { ...usually, callLimit: 30_000, tryLimit: 3_000 }
/** ms, as for other ephemeral stores */
const pauseAfterFailure = 250

/** `requests`: how long a request waits. */
export interface EphemeralOptions extends DynamoDbOptions {
  logger: Logger
  requests?: Patience
}

export function ephemeralCalls(options: EphemeralOptions): EphemeralCalls {
  const client = new DynamoDb(options)
  const dropIdleConnections = () => client.dropIdleConnections()
  const breaker = new Breaker(pauseAfterFailure)
  const asking =
    (patience: Patience): Asking =>
    async (method, work) => {
      const call = new Call(method, options.logger, dropIdleConnections, patience)
      try {
        return await work(call)
      } catch (error) {
        throw unavailable(causeOf(error), patience)
      }
    }
  const patiently = asking(options.requests ?? usually)
  return {
    client,
    table: options.table,
    usual: (method, work) => breaker.run(() => patiently(method, work), isAway),
    long: asking(long),
    close: () => client.close()
  }
}

function causeOf(error: unknown): Error {
  const cause = error instanceof GatewayError ? error.cause : error
  return cause instanceof Error ? cause : new Error(String(error))
}

/** An answer of 400 to 499 is about what was asked. */
async function isAway(error: unknown): Promise<boolean> {
  const status = error instanceof GatewayError ? Reflect.get(Object(error.cause), 'status') : undefined
  return typeof status !== 'number' || status >= 500
}
