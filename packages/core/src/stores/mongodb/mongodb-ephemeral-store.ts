/**
 * The ephemeral store on a MongoDB-compatible server (Atlas, DocumentDB, FerretDB). Its collections may be shared with
 * older gateways, whose documents have other ids and shapes: what does not parse counts as absent.
 */
import type { Collection, Db } from 'mongodb'
import * as z from 'zod'
import type { Report } from '../../report.ts'
import type { EphemeralStore, FoundFileRecord } from '../ephemeral-store.ts'
import { connectionTo } from './connection.ts'
import { documentOf } from './log-item-document.ts'
import { logItemsOf, marksOf, onlyDuplicates, waitingLogItems } from './waiting-log-items.ts'

const FoundDocument = z.object({
  zone: z.string(),
  hash: z.string(),
  size: z.number().nonnegative(),
  bucketUri: z.string(),
  objectKey: z.string()
})

/** An entry, or the mark that deleteFile leaves; a TTL index removes either when its time has come. */
type CacheDocument = { _id: string; expiresAt: Date; forgotten?: true } & Partial<FoundFileRecord>

const cacheOf = (db: Db): Collection<CacheDocument> => db.collection<CacheDocument>('findFileCache')

/** Older gateways' ids are hex: none begins so. */
const cacheId = (zone: string, hash: string) => `found/${JSON.stringify([zone, hash])}`

interface MongoDbEphemeralStoreOptions {
  uri: string
  database: string
  /** ms that a call may take, connecting included; 1000 by default. */
  timeLimit?: number
  report: Report
}

/** Connects at the first call. */
export function openMongoDbEphemeralStore(
  options: MongoDbEphemeralStoreOptions
): EphemeralStore & { close(): Promise<void> } {
  const { uri, database, timeLimit = 1000, report } = options
  const connection = connectionTo({
    uri,
    database,
    timeLimit,
    report,
    prepare: db => createIndexes(db, report)
  })

  return {
    findFound: (zone, hash, now) =>
      connection.run(async db => {
        const document = await cacheOf(db).findOne({ _id: cacheId(zone, hash), expiresAt: { $gt: new Date(now) } })
        const found = FoundDocument.safeParse(document)
        return found.success && found.data.zone === zone && found.data.hash === hash ? found.data : undefined
      }),

    rememberFound: (file, now, expiresAt) =>
      connection.run(async db => {
        const { zone, hash, size, bucketUri, objectKey } = file
        const entry = { zone, hash, size, bucketUri, objectKey, expiresAt: new Date(expiresAt) }
        const expired = { _id: cacheId(zone, hash), expiresAt: { $lte: new Date(now) } }
        // Matches nothing where an unexpired document is, so that the server tries to insert a second one and refuses.
        await replace(db, expired, entry)
      }),

    forgetFound: (zone, hash, blockedUntil) =>
      connection.run(async db => {
        const until = new Date(blockedUntil)
        // A mark that lasts longer stays.
        const filter = {
          _id: cacheId(zone, hash),
          $or: [{ forgotten: { $exists: false } }, { expiresAt: { $lte: until } }]
        }
        // Refused once, an entry may have been inserted at the same moment, which the second try replaces; refused
        // again, a longer mark is there.
        for (let tries = 0; tries < 3; tries += 1) {
          if (await replace(db, filter, { forgotten: true, expiresAt: until })) return
        }
      }),

    addLogItems: async items => {
      if (items.length === 0) return
      const documents = items.map(documentOf)
      await connection.run(async db => {
        const { MongoBulkWriteError } = await import('./driver.ts')
        try {
          await logItemsOf(db).insertMany(documents, { ordered: false })
        } catch (error) {
          if (!(error instanceof MongoBulkWriteError && onlyDuplicates(error))) throw error
        }
      })
    },

    ...waitingLogItems(connection),

    removeExpired: (now, dryRun = false) =>
      connection.run(async db => {
        const expired = { expiresAt: { $lte: new Date(now) } }
        const counts = dryRun
          ? await Promise.all([cacheOf(db).countDocuments(expired), marksOf(db).countDocuments(expired)])
          : (await Promise.all([cacheOf(db).deleteMany(expired), marksOf(db).deleteMany(expired)])).map(
              ({ deletedCount }) => deletedCount
            )
        return counts.reduce((sum, count) => sum + count, 0)
      }, 30_000),

    close: () => connection.close()
  }
}

/** Upserts; false where the server refuses because another document has the id. */
async function replace(
  db: Db,
  filter: Parameters<Collection<CacheDocument>['replaceOne']>[0],
  document: Parameters<Collection<CacheDocument>['replaceOne']>[1]
): Promise<boolean> {
  const { MongoServerError } = await import('./driver.ts')
  try {
    await cacheOf(db).replaceOne(filter, document, { upsert: true })
    return true
  } catch (error) {
    if (error instanceof MongoServerError && error.code === duplicateKey) return false
    throw error
  }
}

const duplicateKey = 11000

/** The first ones serve archivers. Not all servers know the others: there a cleanup job removes what expired. */
async function createIndexes(db: Db, report: Report): Promise<void> {
  const { MongoServerError } = await import('./driver.ts')
  try {
    // Longer than a call may take: the server would stop building an index at the end of it.
    await logItemsOf(db).createIndex({ requestTimestamp: 1 }, { timeoutMS: 60_000 })
    await logItemsOf(db).createIndex({ zone: 1, requestTimestamp: 1, _id: 1 }, { timeoutMS: 60_000 })
    for (const collection of ['findFileCache', 'archivedLogItems'])
      await db.collection(collection).createIndex({ expiresAt: 1 }, { timeoutMS: 60_000, expireAfterSeconds: 0 })
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error
    report('info', 'ephemeral_store.no_ttl_index', { reason: error.message })
  }
}
