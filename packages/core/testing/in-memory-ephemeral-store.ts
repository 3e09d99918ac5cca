/** An ephemeral store in memory for tests: shows what was stored and called, and can be away. */
import { errors } from '../src/errors.ts'
import type { EphemeralStore, FoundFileRecord, StoredLogItem } from '../src/stores/ephemeral-store.ts'

interface InMemoryEphemeralStore extends EphemeralStore {
  /** In the order in which they came. */
  readonly logItems: readonly StoredLogItem[]
  /** The methods called so far, those that failed too; empty it with `calls.length = 0`. */
  readonly calls: (keyof EphemeralStore)[]
  /** While true, every call throws `store.unavailable`. */
  away: boolean
}

export function inMemoryEphemeralStore(): InMemoryEphemeralStore {
  /** An entry, or without a file a mark. */
  const cache = new Map<string, { file?: FoundFileRecord; until: number }>()
  const items = new Map<string, StoredLogItem>()
  const keyOf = (zone: string, hash: string) => JSON.stringify([zone, hash])

  const called = (method: keyof EphemeralStore) => {
    store.calls.push(method)
    if (store.away) throw errors.storeUnavailable('the ephemeral store', new Error('away'))
  }

  const store: InMemoryEphemeralStore = {
    calls: [],
    away: false,
    get logItems() {
      return [...items.values()]
    },

    async findFound(zone, hash, now) {
      called('findFound')
      const entry = cache.get(keyOf(zone, hash))
      return entry?.file !== undefined && entry.until > now ? { ...entry.file } : undefined
    },

    async rememberFound(file, now, expiresAt) {
      called('rememberFound')
      const key = keyOf(file.zone, file.hash)
      if ((cache.get(key)?.until ?? 0) <= now) cache.set(key, { file: { ...file }, until: expiresAt })
    },

    async forgetFound(zone, hash, blockedUntil) {
      called('forgetFound')
      const key = keyOf(zone, hash)
      const there = cache.get(key)
      const marked = there !== undefined && there.file === undefined ? there.until : 0
      cache.set(key, { until: Math.max(marked, blockedUntil) })
    },

    async addLogItems(given) {
      called('addLogItems')
      for (const one of given) if (!items.has(one.id)) items.set(one.id, structuredClone(one))
    }
  }
  return store
}
