/** What must be ended again, the last begun first; one that fails does not keep the others from it. */
import type { Logger } from '@kachery-gateway/core/logger.ts'

export class Cleanup {
  readonly #steps: (() => Promise<void>)[] = []
  readonly #logger: Logger
  #running: Promise<void> | undefined

  constructor(logger: Logger) {
    this.#logger = logger
  }

  add(step: () => Promise<void>): void {
    this.#steps.push(step)
  }

  /** Waits for all, then throws the first failure: nothing is begun any more when its caller cleans up. */
  async allOrThrow<T extends readonly unknown[]>(works: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
    await Promise.allSettled(works)
    return Promise.all(works)
  }

  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  async #run(): Promise<void> {
    for (const step of this.#steps.reverse()) {
      try {
        await step()
      } catch (error) {
        this.#logger.error('gateway.not_closed_cleanly', { reason: String(error) })
      }
    }
  }
}
