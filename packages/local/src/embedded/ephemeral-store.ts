/**
 * The ephemeral store of a gateway in one process: two files, found files and log items apart, so that neither's growth
 * or damage is the other's. Expired found files are removed every minute. Log items stay until an archiver takes them
 * (`oldestLogItems`, then `removeLogItems`); until then each costs memory, about twice its JSON. Nothing is dropped
 * where no archiver comes: it is reported at every 10,000 items, some 20 MB.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import type { Report } from '@kachery-gateway/core/report.ts'
import type { EphemeralStore, StoredLogItem } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import * as z from 'zod'
import { DocumentFile } from './document-file.ts'
import { documentId, inOrder, KeptDocument, keptDocument, storedItem } from './log-item-document.ts'

const CacheDocument = z.object({
  _id: z.string(),
  expiresAt: z.number(),
  /** Absent: a mark that blocks remembering. */
  file: z
    .object({ zone: z.string(), hash: z.string(), size: z.number(), bucketUri: z.string(), objectKey: z.string() })
    .optional()
})

const sweepEvery = 60_000
const manyLogItems = 10_000

export interface EmbeddedEphemeralStore extends EphemeralStore {
  oldestLogItems(limit: number): Promise<StoredLogItem[]>
  removeLogItems(ids: readonly string[]): Promise<void>
  close(): Promise<void>
}

export async function openEmbeddedEphemeralStore(options: {
  directory: string
  report?: Report
  /** ms since the epoch */
  now?: () => number
}): Promise<EmbeddedEphemeralStore> {
  const { directory, report = () => undefined, now = Date.now } = options
  const cache = await DocumentFile.open(directory, 'found-files.nedb', CacheDocument)
  const logItems = await DocumentFile.open(directory, 'log-items.nedb', KeptDocument)
  const stored = await logItems.all()
  const order = inOrder(stored, now)
  let waiting = stored.length

  // Expired entries are never found; those that cannot be removed now are removed a minute later.
  const sweep = () => cache.removeUpTo('expiresAt', now()).catch(() => undefined)
  await sweep()
  const sweeping = setInterval(sweep, sweepEvery).unref()

  return {
    findFound: (zone, hash, at) =>
      answered(async () => {
        const document = await cache.get(cacheId(zone, hash))
        return document !== undefined && document.expiresAt > at ? document.file : undefined
      }),

    rememberFound: ({ zone, hash, size, bucketUri, objectKey }, at, expiresAt) =>
      answered(async () => {
        await cache.put(
          { _id: cacheId(zone, hash), expiresAt, file: { zone, hash, size, bucketUri, objectKey } },
          there => there.expiresAt > at
        )
      }),

    forgetFound: (zone, hash, blockedUntil) =>
      answered(async () => {
        await cache.put(
          { _id: cacheId(zone, hash), expiresAt: blockedUntil },
          there => there.file === undefined && there.expiresAt > blockedUntil
        )
      }),

    addLogItems: items =>
      answered(async () => {
        const documents = items.map(one => keptDocument(one, order()))
        const before = waiting
        waiting += await logItems.insertNew(documents)
        const many = Math.floor(waiting / manyLogItems) > Math.floor(before / manyLogItems)
        if (many) report('warn', 'ephemeral_store.many_log_items', { waiting })
      }),

    oldestLogItems: limit =>
      answered(async () => {
        const all = await logItems.all()
        return all
          .sort((a, b) => a.order - b.order)
          .slice(0, limit)
          .map(storedItem)
      }),

    removeLogItems: removed =>
      answered(async () => {
        waiting -= await logItems.remove(removed.map(documentId))
      }),

    async close() {
      clearInterval(sweeping)
      await Promise.all([cache.close(), logItems.close()])
    }
  }
}

const cacheId = (zone: string, hash: string) => `found/${JSON.stringify([zone, hash])}`

/** A full disk is an unavailable store. */
async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw errors.storeUnavailable('the ephemeral store', error)
  }
}
