/**
 * How long a store may take, and how often it is asked. The SDK's own retries are off: only here is it known how much
 * time a call has left, its body included.
 */

import { withTimeout } from '../../with-timeout.ts'

export interface TimeLimits {
  /** ms until a connection stands. */
  connect: number
  /** ms for one attempt at a small call, up to the last byte of its answer. */
  attempt: number
  /** ms for a small call in all, whatever number of attempts it takes. */
  call: number
  /** ms between two chunks of an object that is being read. */
  stall: number
  /** The slowest pace at which a store moves large objects, in bytes a ms: what a limit grows by. */
  pace: number
  /** The slowest at which one may be read, in bytes a ms: just so that a trickle ends, since silence is `stall`'s. */
  readPace: number
}

export const usualTimeLimits: TimeLimits = {
  connect: 1000,
  attempt: 2000,
  call: 4500,
  stall: 5000,
  pace: 5_000,
  readPace: 500
}

const maxAttempts = 2
const pauseBetweenAttempts = 100
/** 5 GB, the largest file, at a fifth of the pace. A timer takes no more than 24 days, and `size` may be infinite. */
const longestGrowth = 5_000_000

/** The store took too long; `name` is what logs and tests go by. */
export class StoreTimeout extends Error {
  constructor(what: string, ms: number) {
    super(`${what} took longer than ${Math.round(ms)} ms`)
    this.name = 'StoreTimeout'
  }
}

/**
 * Runs `attempt` until it succeeds, fails for good (`again` says false), or its attempts or its time are used up; then
 * throws its last error. `size` is the number of bytes that the store has to move.
 */
export async function withinLimits<T>(
  limits: TimeLimits,
  size: number,
  attempt: (signal: AbortSignal) => Promise<T>,
  again: (error: unknown) => boolean
): Promise<T> {
  const growth = Math.min(size / limits.pace, longestGrowth)
  const end = performance.now() + limits.call + growth
  for (let number = 1; ; number++) {
    try {
      return await abortedAfter(Math.min(limits.attempt + growth, end - performance.now()), attempt)
    } catch (error) {
      const timeLeft = end - performance.now() > 2 * pauseBetweenAttempts
      if (number >= maxAttempts || !timeLeft || !again(error)) throw error
    }
    await new Promise(resolve => setTimeout(resolve, pauseBetweenAttempts))
  }
}

async function abortedAfter<T>(ms: number, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  try {
    return await withTimeout(ms, attempt(controller.signal), () => {
      throw new StoreTimeout('the answer', ms)
    })
  } catch (error) {
    // Rejected first: what the abort makes of itself says less. Never after success: a body may still be read.
    if (error instanceof StoreTimeout) controller.abort(error)
    throw error
  }
}
