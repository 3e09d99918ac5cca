/**
 * How long a request may take, ms from its arrival. Each limit leaves time for what follows it, and all of them end
 * before whoever waits outside gives up: then its caller is told what happened, not that nobody answered.
 */
export interface TimeBudget {
  /** Finalize stops waiting for a verification, and queues it. */
  verify: number
  /** The operation, or a page, is given up. */
  operation: number
  /** So is recording it, and the answer is out. */
  all: number
}

/** Every request is answered within 10 s. */
export const usualBudget: TimeBudget & { remove: number } = {
  /** deleteFile begins the removal itself, which takes a store 4.5 s at most. */
  remove: 3_000,
  verify: 6_000,
  operation: 7_500,
  all: 9_500
}

/** But for the finalizing of large files: there API Gateway gives up at 30 s. */
export const slowBudget: TimeBudget = { verify: 25_000, operation: 28_000, all: 29_500 }
