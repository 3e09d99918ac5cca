/**
 * Log items of a gateway that was given another ephemeral store: new ones go to the current store, and those that still wait
 * in former ones are listed, archived and removed beside them. So a change of stores loses none, and needs no moment.
 */
import type { LogItemKey, LogItemLimits, LogItems, StoredLogItem } from './log-items.ts'

export function logItemsOfSeveral(current: LogItems, former: readonly LogItems[]): LogItems {
  const all = [current, ...former]
  const summed = async (count: (store: LogItems) => Promise<number>) =>
    (await Promise.all(all.map(count))).reduce((sum, one) => sum + one, 0)
  const joined = async <T>(list: (store: LogItems) => Promise<T[]>) => (await Promise.all(all.map(list))).flat()

  /** Asking a store for one item of a zone is cheaper than removing a thousand from it that were never there. */
  async function formerWith(keys: readonly LogItemKey[]): Promise<LogItems[]> {
    const zones = new Set(keys.map(({ zone }) => zone))
    const holding = await Promise.all(
      former.map(async store => {
        if (zones.has(undefined)) return true
        const first = await Promise.all([...zones].map(zone => store.oldestLogItems(zone ?? '', one)))
        return first.some(items => items.length > 0)
      })
    )
    return former.filter((_, at) => holding[at])
  }

  return {
    addLogItems: items => current.addLogItems(items),
    zonesOfLogItems: async () => [...new Set(await joined(store => store.zonesOfLogItems()))],
    countLogItems: zone => summed(store => store.countLogItems(zone)),

    /** Those of one store at a time: whoever archives them needs no more. */
    async oldestLogItems(zone, limits) {
      for (const store of [...former, current]) {
        const items = await store.oldestLogItems(zone, limits)
        if (items.length > 0) return items
      }
      return []
    },

    async newestLogItems(zone, limits, upTo) {
      const items: StoredLogItem[] = []
      let bytes = 0
      for await (const item of merge(all.map(store => backwards(store, zone, limits, upTo)))) {
        bytes += JSON.stringify(item.item).length
        if (items.length >= limits.items || (items.length > 0 && bytes > limits.bytes)) break
        items.push(item)
      }
      return items
    },

    async logItemsOf(keys) {
      const byId = new Map((await joined(store => store.logItemsOf(keys))).map(item => [item.id, item]))
      return keys.flatMap(({ id }) => byId.get(id) ?? [])
    },

    markArchived: (ids, until) => current.markArchived(ids, until),

    async archivedAmong(ids) {
      const marked = new Set(await joined(store => store.archivedAmong(ids)))
      return ids.filter(id => marked.has(id))
    },

    async removeLogItems(keys) {
      const stores = [current, ...(await formerWith(keys))]
      await Promise.all(stores.map(store => store.removeLogItems(keys)))
    },

    async quarantineLogItems(items) {
      const stores = [current, ...(await formerWith(items))]
      await Promise.all(stores.map(store => store.quarantineLogItems(items)))
    },

    removeExpiredMarks: (now, dryRun) => summed(store => store.removeExpiredMarks(now, dryRun))
  }
}

const one: LogItemLimits = { items: 1, bytes: 1 }
const timeOf = ({ item }: StoredLogItem) => Number(item.requestTimestamp)

/** Page by page; of more than a page in one millisecond the rest is left out, as by whoever looks at one store. */
async function* backwards(store: LogItems, zone: string, limits: LogItemLimits, upTo: number) {
  const seen = new Set<string>()
  for (let from = upTo; ; ) {
    const page = (await store.newestLogItems(zone, limits, from)).filter(({ id }) => !seen.has(id))
    const last = page.at(-1)
    if (last === undefined) return
    for (const item of page) seen.add(item.id)
    yield* page
    from = timeOf(last)
  }
}

/** The latest first. */
async function* merge(sorted: readonly AsyncGenerator<StoredLogItem>[]): AsyncGenerator<StoredLogItem> {
  const heads = await Promise.all(sorted.map(async from => ({ from, item: (await from.next()).value })))
  for (;;) {
    const latest = heads.reduce((best, head) => (isLater(head.item, best.item) ? head : best))
    if (latest.item === undefined) return
    yield latest.item
    latest.item = (await latest.from.next()).value
  }
}

const isLater = (a: StoredLogItem | undefined, b: StoredLogItem | undefined) =>
  a !== undefined && (b === undefined || timeOf(a) > timeOf(b))
