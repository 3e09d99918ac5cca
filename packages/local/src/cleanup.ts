/** What must be ended again, the last begun first; one that fails does not keep the others from it. */
import type { Report } from '@kachery-gateway/core/report.ts'

export class Cleanup {
  readonly #steps: (() => Promise<void>)[] = []
  readonly #report: Report
  #running: Promise<void> | undefined

  constructor(report: Report) {
    this.#report = report
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
        this.#report('error', 'gateway.not_closed_cleanly', { reason: String(error) })
      }
    }
  }
}
