/**
 * Log items on their way to the archives, as MongoDB keeps them: those that wait in `logItems`, which older gateways
 * share; marks of what is archived in `archivedLogItems`; what nobody could archive in `logItemsSetAside`.
 */
import type { Collection, Db, MongoBulkWriteError } from 'mongodb'
import { isSliceOver, nextSlice } from '../../time-slice.ts'
import type { LogItems, StoredLogItem } from '../log-items.ts'
import type { Connection } from './connection.ts'
import { documentOf, type LogItemDocument, logItemOf } from './log-item-document.ts'

export const waitingIn = (db: Db): Collection<LogItemDocument> => db.collection<LogItemDocument>('logItems')
const marksOf = (db: Db) => db.collection<{ _id: string; expiresAt: Date }>('archivedLogItems')
const asideOf = (db: Db) => db.collection<{ _id: string; reason: string; item: object }>('logItemsSetAside')

/** ms that a call may take: it moves up to a thousand items, and nobody waits for its answer. */
const timeLimit = 30_000
const duplicateKey = 11000

export function logItemsIn(connection: Connection): LogItems {
  const run = <T>(work: (db: Db) => Promise<T>) => connection.run(work, timeLimit)
  return {
    addLogItems: async items => {
      const documents = items.map(documentOf)
      if (documents.length > 0) await connection.run(db => insertNew(waitingIn(db), documents))
    },

    zonesOfLogItems: () =>
      run(async db => {
        const zones: unknown[] = await waitingIn(db).distinct('zone')
        const named = zones.filter(zone => typeof zone === 'string' && zone !== '')
        const nameless = await waitingIn(db).findOne(ofZone(''), { projection: { _id: 1 } })
        return [...new Set([...named.map(String), ...(nameless === null ? [] : [''])])]
      }),

    countLogItems: zone => run(db => waitingIn(db).countDocuments(ofZone(zone))),

    oldestLogItems: (zone, limits) =>
      run(async db => {
        const order = { requestTimestamp: 1, _id: 1 } as const
        const cursor = waitingIn(db).find(ofZone(zone)).sort(order).limit(limits.items)
        return firstWithin(cursor, limits.bytes)
      }),

    newestLogItems: (zone, limits, upTo) =>
      run(async db => {
        const order = { requestTimestamp: -1, _id: -1 } as const
        const wanted = { ...ofZone(zone), requestTimestamp: { $lte: upTo } } as object
        return firstWithin(waitingIn(db).find(wanted).sort(order).limit(limits.items), limits.bytes)
      }),

    logItemsOf: keys =>
      run(async db => {
        const ids = keys.map(({ id }) => id)
        const byId = new Map<string, StoredLogItem>()
        for await (const document of waitingIn(db).find(await ofIds(ids))) {
          byId.set(idOf(document._id), stored(document))
          if (isSliceOver()) await nextSlice()
        }
        return ids.flatMap(id => byId.get(id) ?? [])
      }),

    markArchived: (ids, until) =>
      run(db =>
        insertNew(
          marksOf(db),
          ids.map(id => ({ _id: id, expiresAt: new Date(until) }))
        )
      ),

    archivedAmong: ids =>
      run(async db => {
        const marks = await marksOf(db)
          .find({ _id: { $in: [...ids] } })
          .toArray()
        const marked = new Set(marks.map(mark => mark._id))
        return ids.filter(id => marked.has(id))
      }),

    removeLogItems: keys =>
      run(async db => {
        await waitingIn(db).deleteMany(await ofIds(keys.map(({ id }) => id)))
      }),

    quarantineLogItems: items =>
      run(async db => {
        const which = await ofIds(items.map(({ id }) => id))
        const reasons = new Map(items.map(({ id, reason }) => [id, reason]))
        // Each as text: what is set aside may be what a server would not take once more.
        const aside = (await waitingIn(db).find(which).toArray()).map(document => {
          const { id, item } = stored(document)
          return { _id: id, reason: reasons.get(id) ?? '', item: { asJson: JSON.stringify(item) } }
        })
        await insertNew(asideOf(db), aside)
        await waitingIn(db).deleteMany(which)
      }),

    removeExpiredMarks: (now, dryRun = false) =>
      run(async db => {
        const expired = { expiresAt: { $lte: new Date(now) } }
        return dryRun ? marksOf(db).countDocuments(expired) : (await marksOf(db).deleteMany(expired)).deletedCount
      })
  }
}

/** Zone `''`: none, or one that is no text. */
function ofZone(zone: string): object {
  return zone === '' ? { $or: [{ zone: '' }, { zone: { $not: { $type: 'string' } } }] } : { zone }
}

async function firstWithin(cursor: AsyncIterable<LogItemDocument>, limit: number): Promise<StoredLogItem[]> {
  const items: StoredLogItem[] = []
  let bytes = 0
  for await (const document of cursor) {
    const one = stored(document)
    bytes += JSON.stringify(one.item).length
    if (items.length > 0 && bytes > limit) break
    items.push(one)
    if (isSliceOver()) await nextSlice()
  }
  return items
}

const stored = (document: LogItemDocument): StoredLogItem => ({ ...logItemOf(document), id: idOf(document._id) })

/** Ours are texts; the driver gave older gateways' items ObjectIds. */
const idOf = (id: unknown): string => String(id)

/** A text of 24 hex digits may stand for an ObjectId. */
async function ofIds(ids: readonly string[]) {
  const { ObjectId } = await import('./driver.ts')
  const objectIds = ids.flatMap(id => (/^[0-9a-f]{24}$/.test(id) ? [new ObjectId(id)] : []))
  const either: unknown[] = [...ids, ...objectIds]
  return { _id: { $in: either } } as object
}

async function insertNew<D extends { _id: string }>(
  collection: { insertMany(documents: D[], options: { ordered: boolean }): Promise<unknown> },
  documents: D[]
): Promise<void> {
  if (documents.length === 0) return
  const { MongoBulkWriteError } = await import('./driver.ts')
  try {
    await collection.insertMany(documents, { ordered: false })
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError && onlyDuplicates(error))) throw error
  }
}

function onlyDuplicates(error: MongoBulkWriteError): boolean {
  const refused = [error.writeErrors].flat()
  return (
    refused.length > 0 &&
    refused.every(one => one.code === duplicateKey) &&
    error.result.getWriteConcernError() === undefined
  )
}
