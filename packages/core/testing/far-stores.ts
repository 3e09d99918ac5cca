/**
 * Stores that are far away: every call takes `delay` ms, and it is written down which calls had to wait for others. A
 * call belongs to the step after the last step that was over when it began, so that calls side by side share a step.
 */
import type { EphemeralStore } from '../src/stores/ephemeral-store.ts'
import type { ObjectStore } from '../src/stores/object-store.ts'
import type { Registry } from '../src/stores/registry.ts'

export interface Trip {
  step: number
  store: 'bucket' | 'registry' | 'ephemeral'
  method: string
}

export class Distance {
  readonly trips: Trip[] = []
  readonly #delay: number
  #stepsOver = 0

  constructor(delay: number) {
    this.#delay = delay
  }

  /** Begins anew; nothing may be under way. */
  forget(): void {
    this.trips.length = 0
    this.#stepsOver = 0
  }

  async travel<T>(store: Trip['store'], method: string, call: () => Promise<T>): Promise<T> {
    const step = this.#stepsOver + 1
    this.trips.push({ step, store, method })
    await this.oneTrip()
    const answer = await call()
    this.#stepsOver = Math.max(this.#stepsOver, step)
    return answer
  }

  oneTrip(): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, this.#delay))
  }
}

/** The methods of `store` named in `methods` become trips; signing a URL, which asks nobody, stays what it is. */
function farAway<S extends object>(
  distance: Distance,
  name: Trip['store'],
  store: S,
  methods: readonly (keyof S & string)[]
): S {
  const far: ReadonlySet<string | symbol> = new Set(methods)
  return new Proxy(store, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => {
        const call = () => Reflect.apply(value, target, given)
        return far.has(property) ? distance.travel(name, String(property), call) : call()
      }
    }
  })
}

export const farBucket = (distance: Distance, store: ObjectStore) =>
  farAway(distance, 'bucket', store, ['head', 'get', 'read', 'put', 'copy', 'remove'])

export const farRegistry = (distance: Distance, store: Registry) =>
  farAway(distance, 'registry', store, ['get', 'create', 'replace', 'remove', 'erase', 'list', 'listByOwner'])

export const farEphemeral = (distance: Distance, store: EphemeralStore) =>
  farAway(distance, 'ephemeral', store, ['findFound', 'rememberFound', 'forgetFound', 'addLogItems'])
