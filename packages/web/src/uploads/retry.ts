/** When something that failed is tried again. */

/** ms */
const first = 1_000
const longest = 60_000

/** ms; twice as long each time, and never for many pages at the same moment. `attempt`: from 1 on; `random`: 0 to 1. */
export const delayOf = (attempt: number, random: number): number =>
  Math.round(Math.min(first * 2 ** (attempt - 1), longest) * (0.75 + random / 2))

/** ms; how long until somebody asks whether it is verified. `attempt`: from 1 on. */
export const nextLook = (attempt: number): number => Math.min(400 * 1.5 ** (attempt - 1), 10_000)

/** A pause that ends early when the computer is online again, or somebody presses. Throws where `signal` is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

export class Alarm {
  readonly #waiting = new Set<() => void>()

  readonly pause: Pause = (ms, signal) => {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      this.#waiting.delete(end)
      resolve()
    }
    const stop = () => {
      reject(signal.reason)
      end()
    }
    const timer = setTimeout(end, ms)
    this.#waiting.add(end)
    signal.addEventListener('abort', stop, { once: true })
    return promise
  }

  /** Ends every pause. */
  ring(): void {
    for (const end of [...this.#waiting]) end()
  }
}
