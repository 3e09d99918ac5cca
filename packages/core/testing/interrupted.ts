/**
 * The stores of a gateway, with a hand on every call: for tests of what happens where a process dies, or stalls, between
 * any two calls, or in the middle of one.
 */
import { makeCaches } from '../src/caches.ts'
import type { GatewayDeps } from '../src/deps.ts'
import type { FoundFiles } from '../src/stores/found-files.ts'
import type { LogItems } from '../src/stores/log-items.ts'
import type { ObjectStore } from '../src/stores/object-store.ts'
import type { Registry } from '../src/stores/registry.ts'

/** Called instead of each call; `go` makes it. */
export type OnCall = (call: {
  method: string
  go: () => Promise<unknown>
  goHalfway: () => Promise<unknown>
}) => Promise<unknown>

/** The same stores, as a process of its own would use them. */
export function interrupted(deps: GatewayDeps, onCall: OnCall): GatewayDeps {
  return {
    ...deps,
    registry: wrapped<Registry>(deps.registry, onCall),
    foundFiles: wrapped<FoundFiles>(deps.foundFiles, onCall),
    logItems: wrapped<LogItems>(deps.logItems, onCall),
    openBucket: async ref => wrapped<ObjectStore>(await deps.openBucket(ref), onCall),
    caches: makeCaches(deps.now)
  }
}

export function wrapped<S extends object>(store: S, onCall: OnCall): S {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      // Nobody waits for its end.
      if (typeof member !== 'function' || typeof name !== 'string' || name === 'close') return member
      return (...args: unknown[]) => {
        const call = (given: unknown[]): Promise<unknown> => Reflect.apply(member, target, given)
        const [first, ...others] = args
        const half = Array.isArray(first) ? [first.slice(0, Math.ceil(first.length / 2)), ...others] : args
        return onCall({ method: name, go: () => call(args), goHalfway: () => call(half) })
      }
    }
  })
}

export class Killed extends Error {}

/** Dies at call number `at`, before it, after it, or where it can in the middle; nothing goes on afterwards. */
export function killedAt(at: number, how: 'before' | 'halfway' | 'after'): { onCall: OnCall; calls(): number } {
  let calls = 0
  const onCall: OnCall = async ({ go, goHalfway }) => {
    const number = ++calls
    if (number > at) throw new Killed()
    if (number < at) return go()
    if (how === 'after') await go()
    if (how === 'halfway') await goHalfway()
    throw new Killed()
  }
  return { onCall, calls: () => calls }
}

/** Small, seeded, good enough to vary tests: numbers from 0 up to 1. */
export function seededRandom(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
