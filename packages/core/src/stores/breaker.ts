/**
 * Spares calls the waiting for a server that is known to be away: after a failure nobody asks it for a moment, then one
 * call at a time finds out whether it is back, and the others fail at once until one has succeeded. A call that fails
 * while others succeed says nothing of the server.
 */

export class Breaker {
  readonly #pause: number
  readonly #now: () => number
  #failure: { error: unknown; until: number } | undefined
  #findingOut = false
  #successes = 0

  /** `pause`: ms for which nobody asks after a failure. `now`: ms from any moment on. */
  constructor(pause: number, now: () => number = () => performance.now()) {
    this.#pause = pause
    this.#now = now
  }

  /** Throws what `ask` throws, or without asking what it threw last. `isAway` says whether an error means that. */
  async run<T>(ask: () => Promise<T>, isAway: (error: unknown) => Promise<boolean>): Promise<T> {
    const known = this.#failure
    if (known !== undefined) {
      if (this.#findingOut || this.#now() < known.until) throw known.error
      this.#findingOut = true
    }
    const successes = this.#successes
    try {
      const result = await ask()
      this.#successes++
      this.#failure = undefined
      return result
    } catch (error) {
      if (!(await isAway(error))) this.#failure = undefined
      else if (this.#successes === successes) this.#failure = { error, until: this.#now() + this.#pause }
      throw error
    } finally {
      if (known !== undefined) this.#findingOut = false
    }
  }
}
