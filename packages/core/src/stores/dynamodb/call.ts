/**
 * One call of a port: all that it asks of the table shares one time limit, and each question is tried again where that may
 * help.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { errors, type GatewayError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { withTimeout } from '../../with-timeout.ts'
import { type Answer, isRefusal } from './client.ts'
import { type Failure, failureOf } from './failure.ts'

/** Which store asks, and how long that may take. */
export interface Patience {
  /** For a person. */
  store: string
  /** The event of a try that failed. */
  event: string
  /** ms, of the whole call */
  callLimit: number
  /** ms, of one try */
  tryLimit: number
}

const tries = 3
/** ms; the last try must have a chance. */
const leastTime = 100

/** The code of a condition that did not hold. */
export const conditionFailed = 'ConditionalCheckFailedException'

/** Whatever the server does, a call has ended 4 s after it began. */
export const ofRegistry: Patience = {
  store: 'the registry',
  event: 'registry.try_failed',
  callLimit: 3900,
  tryLimit: 1500
}

export const unavailable = (cause: Error, { store } = ofRegistry): GatewayError => errors.storeUnavailable(store, cause)

class NoAnswer extends Error {}

export class Call {
  /** An earlier try of a write may have been carried out although its answer never came. */
  doubtful = false
  readonly #began = performance.now()
  readonly #method: string
  readonly #logger: Logger
  readonly #onSilence: () => void
  readonly #patience: Patience

  /** `onSilence` is called when the server did not answer a try in time. */
  constructor(method: string, logger: Logger, onSilence: () => void, patience = ofRegistry) {
    this.#method = method
    this.#logger = logger
    this.#onSilence = onSilence
    this.#patience = patience
  }

  /** ms since the call began */
  get age(): number {
    return performance.now() - this.#began
  }

  /** Throws GatewayError, or DynamoDbRefusal of a condition that didn't hold, which its asker understands. */
  async ask(question: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    let failure: Failure | undefined
    for (let tried = 1; tried <= tries && this.timeLeft >= leastTime; tried++) {
      try {
        return genuine(await abortedAfter(Math.min(this.#patience.tryLimit, this.timeLeft), question))
      } catch (error) {
        if (isRefusal(error, conditionFailed)) throw error
        if (error instanceof NoAnswer) this.#onSilence()
        failure = failureOf(error)
      }
      const { cause, refused, mayPass, mayHaveHappened } = failure
      this.#logger.warn(this.#patience.event, {
        method: this.#method,
        tried,
        error: cause.name,
        status: cause.status
      })
      if (refused) throw errors.storeRefused(this.#patience.store, cause)
      if (!mayPass) break
      this.doubtful ||= mayHaveHappened
      if (tried < tries) await sleep(Math.min(pause(tried), Math.max(0, this.timeLeft - leastTime)))
    }
    throw unavailable(failure?.cause ?? new Error(`no end within ${this.#patience.callLimit} ms`), this.#patience)
  }

  /** ms until the call gives up */
  get timeLeft(): number {
    return this.#patience.callLimit - this.age
  }
}

/** ms, random, so that those who failed together do not come back together */
const pause = (tried: number) => 50 * 3 ** (tried - 1) * (0.5 + Math.random())

/**
 * Questions ask for the capacity on purpose: DynamoDB's answers for "no such item" and "written" are `{}`, and so is what
 * something else may answer; with it, that is no answer.
 */
function genuine(answer: Answer): Answer {
  if (answer.ConsumedCapacity === undefined) throw new Error('the answer is not one of DynamoDB')
  return answer
}

async function abortedAfter<A>(ms: number, question: (signal: AbortSignal) => Promise<A>): Promise<A> {
  const controller = new AbortController()
  try {
    return await withTimeout(ms, question(controller.signal), () => {
      throw new NoAnswer(`no answer within ${Math.round(ms)} ms`)
    })
  } catch (error) {
    // Rejected first: what the abort makes of itself says less.
    if (error instanceof NoAnswer) controller.abort()
    throw error
  }
}
