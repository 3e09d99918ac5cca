/** An ephemeral store in memory for tests: shows what was stored and called, and can be away. */
import { stored } from '../../leak-check/src/watch.ts'
import { errors } from '../src/errors.ts'
import type { EphemeralStore } from '../src/stores/ephemeral-store.ts'
import type { FoundFileRecord } from '../src/stores/found-files.ts'
import { firstOf, type StoredLogItem, zoneOfItem } from '../src/stores/log-items.ts'

interface InMemoryEphemeralStore extends EphemeralStore {
  /** In the order in which they came. */
  readonly logItems: readonly StoredLogItem[]
  /** What was set aside, by id. */
  readonly setAside: ReadonlyMap<string, { item: StoredLogItem['item']; reason: string }>
  /** The methods called so far, those that failed too; empty it with `calls.length = 0`. */
  readonly calls: (keyof EphemeralStore)[]
  /** While true, every call throws `store.unavailable`. */
  away: boolean
}

export function inMemoryEphemeralStore(): InMemoryEphemeralStore {
  /** An entry, or without a file a mark. */
  const cache = new Map<string, { file?: FoundFileRecord; until: number }>()
  const items = new Map<string, StoredLogItem>()
  const setAside = new Map<string, { item: StoredLogItem['item']; reason: string }>()
  /** Ids, until when. */
  const archived = new Map<string, number>()
  const keyOf = (zone: string, hash: string) => JSON.stringify([zone, hash])

  const called = (method: keyof EphemeralStore) => {
    store.calls.push(method)
    if (store.away) throw errors.storeUnavailable('the ephemeral store', new Error('away'))
  }

  const store: InMemoryEphemeralStore = {
    calls: [],
    away: false,
    setAside,
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
      stored('found file', file)
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
      for (const one of given) stored('log item', one)
      for (const one of given) if (!items.has(one.id)) items.set(one.id, structuredClone(one))
    },

    async zonesOfLogItems() {
      called('zonesOfLogItems')
      return [...new Set([...items.values()].map(zoneOfItem))]
    },

    async countLogItems(zone) {
      called('countLogItems')
      return [...items.values()].filter(one => zoneOfItem(one) === zone).length
    },

    async oldestLogItems(zone, limits) {
      called('oldestLogItems')
      const inOrder = [...items.values()].filter(one => zoneOfItem(one) === zone).sort(byRequest)
      return structuredClone(firstOf(inOrder, limits))
    },

    async newestLogItems(zone, limits, upTo) {
      called('newestLogItems')
      const inTime = ({ item: { requestTimestamp: time } }: StoredLogItem) => typeof time === 'number' && time <= upTo
      const inOrder = [...items.values()].filter(one => zoneOfItem(one) === zone && inTime(one)).sort(byRequest)
      return structuredClone(firstOf(inOrder.reverse(), limits))
    },

    async logItemsOf(keys) {
      called('logItemsOf')
      return structuredClone(keys.flatMap(({ id }) => items.get(id) ?? []))
    },

    async markArchived(ids, until) {
      called('markArchived')
      for (const id of ids) archived.set(id, until)
    },

    async archivedAmong(ids) {
      called('archivedAmong')
      return ids.filter(id => archived.has(id))
    },

    async removeLogItems(keys) {
      called('removeLogItems')
      for (const { id } of keys) items.delete(id)
    },

    async quarantineLogItems(given) {
      called('quarantineLogItems')
      for (const one of given) stored('log item set aside', one)
      for (const { id, reason } of given) {
        const there = items.get(id)
        if (there !== undefined) setAside.set(id, { item: there.item, reason })
        items.delete(id)
      }
    },

    async removeExpiredFound(now, dryRun = false) {
      called('removeExpiredFound')
      const expired = [...cache].filter(([, { until }]) => until <= now).map(([key]) => key)
      if (!dryRun) for (const key of expired) cache.delete(key)
      return expired.length
    },

    async removeExpiredMarks(now, dryRun = false) {
      called('removeExpiredMarks')
      const expired = [...archived].filter(([, until]) => until <= now).map(([id]) => id)
      if (!dryRun) for (const id of expired) archived.delete(id)
      return expired.length
    }
  }
  return store
}

/** Requests without a time come first, as on the servers. */
function byRequest(a: StoredLogItem, b: StoredLogItem): number {
  const timeOf = ({ item: { requestTimestamp: time } }: StoredLogItem) => (typeof time === 'number' ? time : -1)
  return timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1)
}
