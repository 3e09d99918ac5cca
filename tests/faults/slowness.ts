/**
 * A store that is slow by itself, because other programs keep the machine busy, is away as well: the gateway may say so.
 * Watched past the proxies, so that what the test does to a store is not taken for that.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { AwayTimes } from './away.ts'
import { type FaultedStores, storeNames } from './stores.ts'

/** ms between two looks, and what a look may take: half of the gateway's shortest time limit for a call. */
const pause = 100
const limit = 500

export interface SlownessWatch {
  /** How often a store was too slow. */
  times(): number
  stop(): Promise<void>
}

export function watchSlowness(stores: FaultedStores, away: AwayTimes): SlownessWatch {
  const stopping = new AbortController()
  let times = 0
  const watching = storeNames.map(async store => {
    while (!stopping.signal.aborted) {
      const began = performance.now()
      await stores.touch(store)
      if (performance.now() - began > limit) {
        times++
        away.was(store, began - pause, performance.now())
      }
      await sleep(pause)
    }
  })
  return {
    times: () => times,
    async stop() {
      stopping.abort()
      await Promise.all(watching)
    }
  }
}
