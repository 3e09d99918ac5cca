/** When which store (or the gateway itself) was away, and which answers that excuses. */
import type { StoreName } from './stores.ts'

/** `memory`: what the gateway had in it is gone, since it was restarted. */
export type Absentee = StoreName | 'gateway' | 'memory'

/** ms after a store's return from which on requests must succeed */
export const recoveryLimit = 2000

/** Times in ms of performance.now(). */
interface Absence {
  who: Absentee
  from: number
  until: number
}

export class AwayTimes {
  readonly #absences: Absence[] = []

  leaves(...who: Absentee[]): void {
    for (const one of who) this.#absences.push({ who: one, from: performance.now(), until: Infinity })
  }

  returns(...who: Absentee[]): void {
    for (const one of this.#absences) if (who.includes(one.who) && one.until === Infinity) one.until = performance.now()
  }

  was(who: Absentee, from: number, until: number): void {
    this.#absences.push({ who, from, until })
  }

  /** Whether a request of that time that needs any of these may have failed. */
  excuses(needs: readonly Absentee[], began: number, ended: number): boolean {
    return this.#absences.some(
      ({ who, from, until }) => needs.includes(who) && began < until + recoveryLimit && ended >= from
    )
  }
}
