/**
 * Log items in the table. They lie in eight partitions, each sorted by zone and time: a zone's are read from all eight side
 * by side and merged. Nothing is scanned, and no index lags behind: what was added is listed, what was removed is not.
 */
import { isSliceOver, nextSlice } from '../../time-slice.ts'
import { type LogItemLimits, type LogItems, type StoredLogItem, zoneOfItem } from '../log-items.ts'
import { readAll, unique, writeAll } from './batches.ts'
import type { Item, WriteRequest } from './client.ts'
import type { EphemeralCalls } from './ephemeral-calls.ts'
import {
  archivedKey,
  behindZone,
  logItemKey,
  logPartitions,
  quarantinedKey,
  rangeOf,
  type TableKey,
  zoneOfSortKey
} from './ephemeral-table.ts'
import { bodyOf, itemOf, logItemOf } from './log-item.ts'
import { countIn, itemsIn, nextIn } from './partition.ts'

export function logItemsInTable(calls: EphemeralCalls): LogItems {
  const { usual, long } = calls

  async function listed(zone: string, limits: LogItemLimits, upTo?: number): Promise<StoredLogItem[]> {
    return long(upTo === undefined ? 'oldestLogItems' : 'newestLogItems', async call => {
      const range = { ...rangeOf(zone, upTo), newestFirst: upTo !== undefined }
      const atOnce = Math.ceil(Math.min(limits.items, 1000) / logPartitions.length) + 10
      const merged = merge(
        logPartitions.map(partition => itemsIn(calls, call, { partition, ...range, atOnce })),
        range.newestFirst
      )
      const items: StoredLogItem[] = []
      let bytes = 0
      for await (const item of merged) {
        const one = logItemOf(item)
        bytes += JSON.stringify(one.item).length
        if (items.length >= limits.items || (items.length > 0 && bytes > limits.bytes)) break
        items.push(one)
        if (isSliceOver()) await nextSlice()
      }
      return items
    })
  }

  return {
    addLogItems: async items => {
      const writes = unique(items.map(itemOf)).map(putting)
      if (writes.length > 0) await usual('addLogItems', call => writeAll(calls, call, writes))
    },

    zonesOfLogItems: () =>
      long('zonesOfLogItems', async call => {
        const zones = new Set<string>()
        await Promise.all(
          logPartitions.map(async partition => {
            for (let item = await nextIn(calls, call, partition, '!'); item !== undefined; ) {
              const sortKey = item.sk?.S ?? ''
              zones.add(zoneOfSortKey(sortKey) ?? zoneOfItem(logItemOf(item)))
              item = await nextIn(calls, call, partition, behindZone(sortKey))
            }
          })
        )
        return [...zones]
      }),

    countLogItems: zone =>
      long('countLogItems', async call => {
        const counts = await Promise.all(
          logPartitions.map(partition => countIn(calls, call, { partition, ...rangeOf(zone) }))
        )
        return counts.reduce((sum, count) => sum + count, 0)
      }),

    oldestLogItems: (zone, limits) => listed(zone, limits),
    newestLogItems: (zone, limits, upTo) => listed(zone, limits, upTo),

    logItemsOf: keys =>
      long('logItemsOf', async call => {
        const found = (await readAll(calls, call, keys.map(logItemKey))).map(logItemOf)
        const byId = new Map(found.map(one => [one.id, one]))
        return keys.flatMap(({ id }) => byId.get(id) ?? [])
      }),

    markArchived: (ids, until) =>
      long('markArchived', call => {
        const expiresAt = { N: String(Math.ceil(until / 1000)) }
        const marks = unique(ids.map(archivedKey)).map(key => putting({ ...key, expiresAt }))
        return writeAll(calls, call, marks)
      }),

    archivedAmong: ids =>
      long('archivedAmong', async call => {
        const marks = await readAll(calls, call, ids.map(archivedKey), 'pk')
        const marked = new Set(marks.map(({ pk }) => pk?.S))
        return ids.filter(id => marked.has(archivedKey(id).pk.S))
      }),

    removeLogItems: keys => long('removeLogItems', call => writeAll(calls, call, removing(keys.map(logItemKey)))),

    // What is moved is twice there for a moment, never nowhere.
    quarantineLogItems: items =>
      long('quarantineLogItems', async call => {
        const reasons = new Map(items.map(({ id, reason }) => [id, reason]))
        const found = (await readAll(calls, call, items.map(logItemKey))).map(logItemOf)
        const moved = found.map(one => ({
          ...quarantinedKey(one.id),
          ...bodyOf(one),
          reason: { S: reasons.get(one.id) ?? '' }
        }))
        await writeAll(calls, call, moved.map(putting))
        await writeAll(calls, call, removing(items.map(logItemKey)))
      }),

    removeExpiredMarks: async () => 0
  }
}

const putting = (item: Item): WriteRequest => ({ PutRequest: { Item: item } })
const removing = (keys: readonly TableKey[]): WriteRequest[] =>
  unique(keys).map(key => ({ DeleteRequest: { Key: { ...key } } }))

/** All begin at once; afterwards whoever has given its first one gives its next. */
async function* merge(sorted: readonly AsyncGenerator<Item>[], descending: boolean): AsyncGenerator<Item> {
  const heads = await Promise.all(sorted.map(async from => ({ from, next: await from.next() })))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done === true) continue
      if (first === undefined || first.next.done === true || isBefore(head.next.value, first.next.value) !== descending)
        first = head
    }
    if (first === undefined || first.next.done === true) return
    yield first.next.value
    first.next = await first.from.next()
  }
}

const isBefore = (a: Item, b: Item) => (a.sk?.S ?? '') < (b.sk?.S ?? '')
