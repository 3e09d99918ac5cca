/**
 * Found files as MongoDB keeps them: one document for each zone and hash, which is read and written by `_id` alone. With
 * another field beside it in the filter FerretDB reads the whole collection, so that readers compare the times themselves
 * (docs/decisions/0090-found-files-are-asked-for-by-id.md). Documents of older gateways have other ids and shapes: what
 * does not parse counts as absent.
 */
import type { Collection, Db, UpdateFilter } from 'mongodb'
import * as z from 'zod'
import type { FoundFileRecord, FoundFiles } from '../found-files.ts'
import type { Connection } from './connection.ts'

/**
 * A TTL index removes it at `expiresAt`, when nothing in it means anything any more. Who remembers a file does not look
 * whether that is blocked meanwhile: an entry counts where it was remembered, by `rememberedAt`, when nothing blocked it.
 */
type FoundDocument = {
  _id: string
  expiresAt: Date
  fileExpiresAt?: Date
  rememberedAt?: Date
  blockedUntil?: Date
} & Partial<FoundFileRecord>

const Found = z.object({
  zone: z.string(),
  hash: z.string(),
  size: z.number().nonnegative(),
  bucketUri: z.string(),
  objectKey: z.string()
})
const Times = z.object({
  fileExpiresAt: z.date(),
  rememberedAt: z.date(),
  blockedUntil: z.date().exactOptional()
})

export const foundIn = (db: Db): Collection<FoundDocument> => db.collection<FoundDocument>('findFileCache')

/** Older gateways' ids are hex: none begins so. */
const idOf = (zone: string, hash: string) => `found/${JSON.stringify([zone, hash])}`

const duplicateKey = 11000

export function foundFilesIn(connection: Pick<Connection, 'run'>): FoundFiles {
  return {
    findFound: (zone, hash, now) => connection.run(db => entryOf(db, zone, hash, now)),

    rememberFound: (file, now, expiresAt) =>
      connection.run(async db => {
        const { zone, hash, size, bucketUri, objectKey } = file
        const _id = idOf(zone, hash)
        const until = new Date(expiresAt)
        const entry = { zone, hash, size, bucketUri, objectKey, fileExpiresAt: until, rememberedAt: new Date(now) }
        if (await inserted(db, { _id, ...entry, expiresAt: until })) return
        if ((await entryOf(db, zone, hash, now)) !== undefined) return
        await upsert(db, _id, { $set: entry, $max: { expiresAt: until } })
      }),

    forgetFound: (zone, hash, blockedUntil) =>
      connection.run(async db => {
        const until = new Date(blockedUntil)
        await upsert(db, idOf(zone, hash), { $unset: { size: '' }, $max: { blockedUntil: until, expiresAt: until } })
      }),

    removeExpiredFound: (now, dryRun = false) =>
      connection.run(async db => {
        const expired = { expiresAt: { $lte: new Date(now) } }
        return dryRun ? foundIn(db).countDocuments(expired) : (await foundIn(db).deleteMany(expired)).deletedCount
      }, 30_000)
  }
}

async function entryOf(db: Db, zone: string, hash: string, now: number): Promise<FoundFileRecord | undefined> {
  const document = await foundIn(db).findOne({ _id: idOf(zone, hash) })
  const found = Found.safeParse(document)
  const times = Times.safeParse(document)
  if (!found.success || !times.success || found.data.zone !== zone || found.data.hash !== hash) return undefined
  const { fileExpiresAt, rememberedAt, blockedUntil } = times.data
  const counts = fileExpiresAt.getTime() > now && (blockedUntil === undefined || blockedUntil <= rememberedAt)
  return counts ? found.data : undefined
}

/** Of two that insert at the same moment the server refuses one, which then changes what the other inserted. */
async function upsert(db: Db, _id: string, change: UpdateFilter<FoundDocument>): Promise<void> {
  const update = () => foundIn(db).updateOne({ _id }, change, { upsert: true })
  if (!(await unlessDuplicate(update))) await update()
}

/** False where a document has the id, whatever it says. */
const inserted = (db: Db, document: FoundDocument) => unlessDuplicate(() => foundIn(db).insertOne(document))

async function unlessDuplicate(write: () => Promise<unknown>): Promise<boolean> {
  const { MongoServerError } = await import('./driver.ts')
  try {
    await write()
    return true
  } catch (error) {
    if (error instanceof MongoServerError && error.code === duplicateKey) return false
    throw error
  }
}
