/**
 * The ephemeral store of a gateway in one process: found files in a file, log items apart in segments, so that neither's
 * growth or damage is the other's. Expired found files are removed every minute. Log items stay until an archiver takes
 * them (`oldestLogItems`, then `removeLogItems`). Nothing is dropped where no archiver comes: it is reported at every
 * 10,000 items.
 */
import { join } from 'node:path'
import { errors } from '@kachery-gateway/core/errors.ts'
import type { Report } from '@kachery-gateway/core/report.ts'
import type { EphemeralStore, StoredLogItem } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import * as z from 'zod'
import { DocumentFile } from './document-file.ts'
import { LogSegments } from './log-segments.ts'

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

interface EmbeddedEphemeralStore extends EphemeralStore {
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
  const logItems = await LogSegments.open(join(directory, 'log-items'), now)
  const tensOfThousands = () => Math.floor(logItems.size / manyLogItems)
  let reported = tensOfThousands()

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
        await logItems.add(items)
        const many = tensOfThousands()
        if (many > reported) report('warn', 'ephemeral_store.many_log_items', { waiting: logItems.size })
        reported = many
      }),

    oldestLogItems: limit => answered(() => logItems.oldest(limit)),

    removeLogItems: ids => answered(() => logItems.remove(ids)),

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
