/** Calls to one bucket: tried again where that may help, given up in time, and what they throw says nothing secret. */
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import type { BucketPlace, BucketRef } from '../bucket-uri.ts'
import { connectionsWithin, type Reach } from '../reach.ts'
import { describeFailure, isNoSuchKey, isTransient, type StoreFailure, toGatewayError } from './failure.ts'
import { type Opened, S3Requests } from './requests.ts'
import type { SdkCalls } from './sdk-calls.ts'
import { secretsNoted } from './secrets-noted.ts'
import { StoreTimeout, type TimeLimits, usualTimeLimits, withinLimits } from './time-limits.ts'

export interface S3Options {
  /** ms since the epoch: when presigned URLs begin to be valid. */
  now(): number
  logger: Logger
  timeLimits?: Partial<TimeLimits>
  /** Absent: anywhere. */
  reach?: Reach
}

export class S3Calls {
  readonly uri: string
  protected readonly opened: Opened
  protected readonly requests: S3Requests
  protected readonly limits: TimeLimits
  protected readonly now: () => number
  protected readonly describe: (error: unknown) => StoreFailure
  #sdk: Promise<SdkCalls> | undefined

  constructor(ref: BucketRef, place: BucketPlace, options: S3Options) {
    this.uri = ref.uri
    this.limits = { ...usualTimeLimits, ...options.timeLimits }
    const { credentials, secrets } = secretsNoted(ref.credentials)
    const { connect } = this.limits
    this.opened = { place, credentials, connections: connectionsWithin(options.reach), connect }
    this.requests = new S3Requests(this.opened)
    this.now = () => options.now()
    this.describe = error => describeFailure(error, secrets())
  }

  protected sdkCalls(): Promise<SdkCalls> {
    this.#sdk ??= import('./sdk-calls.ts').then(({ openSdkCalls }) => openSdkCalls(this.opened))
    return this.#sdk
  }

  /** A call of which no failure is an answer. */
  protected done<T extends object>(
    size: number,
    attempt: (signal: AbortSignal) => Promise<T>,
    once = false
  ): Promise<T> {
    return this.call<T, never>(size, attempt, () => undefined, once)
  }

  /** `expected` turns failures that are answers into what the caller makes of them; all others are thrown. */
  protected async call<T extends object, E extends string>(
    size: number,
    attempt: (signal: AbortSignal) => Promise<T>,
    expected: (failure: StoreFailure) => E | undefined,
    once = false
  ): Promise<T | E> {
    try {
      return await withinLimits(this.limits, size, attempt, error => {
        if (error instanceof StoreTimeout) this.opened.connections.dropIdle()
        return !once && !(error instanceof GatewayError) && isTransient(this.describe(error))
      })
    } catch (error) {
      if (error instanceof GatewayError) throw error
      const failure = this.describe(error)
      const answer = expected(failure)
      if (answer !== undefined) return answer
      throw toGatewayError(failure, this.uri)
    }
  }
}

export const missing = (failure: StoreFailure): 'missing' | undefined => (isNoSuchKey(failure) ? 'missing' : undefined)

export function needKey(key: string): void {
  if (key === '') throw new TypeError('An object needs a key.')
}
