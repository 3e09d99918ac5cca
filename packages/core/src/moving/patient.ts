/**
 * A store whose reads and writes are tried again while it is away. A request of somebody who waits gives up in seconds;
 * an import of half an hour must not fail by them, and all that it does may be done again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { GatewayError } from '../errors.ts'

/** ms before each further try. */
export const usualPauses: readonly number[] = [500, 2_000, 5_000, 15_000]

const methods = new Set(['get', 'head', 'list', 'listByOwner', 'read', 'create', 'replace', 'remove', 'erase'])

export function patient<S extends object>(store: S, pauses: readonly number[]): S {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      if (typeof name !== 'string' || !methods.has(name)) return member.bind(target)
      return (...args: unknown[]) => tried(async () => Reflect.apply(member, target, args), pauses)
    }
  })
}

async function tried<T>(work: () => Promise<T>, pauses: readonly number[]): Promise<T> {
  for (const ms of pauses)
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'store.unavailable')) throw error
      await pause(ms)
    }
  return work()
}
