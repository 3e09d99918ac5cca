/**
 * The ephemeral store of a gateway in one process: found files in a file, log items apart in segments, so that neither's
 * growth or damage is the other's. Expired found files are removed every minute. Log items stay until an archiver takes
 * them. Nothing is dropped where no archiver comes: it is reported at every 10,000 items.
 */
import { join } from 'node:path'
import { errors } from '@kachery-gateway/core/errors.ts'
import type { Report } from '@kachery-gateway/core/report.ts'
import {
  type EphemeralStore,
  firstOf,
  type StoredLogItem,
  zoneOfItem
} from '@kachery-gateway/core/stores/ephemeral-store.ts'
import * as z from 'zod'
import { openArchivedMarks } from './archived-marks.ts'
import { DocumentFile } from './document-file.ts'
import { KeptDocument, keptDocument } from './log-item-document.ts'
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

const AsideDocument = KeptDocument.extend({ reason: z.string() })

export async function openEmbeddedEphemeralStore(options: {
  directory: string
  report?: Report
  /** ms since the epoch */
  now?: () => number
}): Promise<EphemeralStore & { close(): Promise<void> }> {
  const { directory, report = () => undefined, now = Date.now } = options
  const cache = await DocumentFile.open(directory, 'found-files.nedb', CacheDocument)
  const logItems = await LogSegments.open(join(directory, 'log-items'), now)
  const archived = await openArchivedMarks(directory)
  const aside = await DocumentFile.open(directory, 'set-aside.nedb', AsideDocument)
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

    zonesOfLogItems: () =>
      answered(async () => {
        const zones = new Set<string>()
        await logItems.lookThrough(item => zones.add(zoneOfItem(item)))
        return [...zones]
      }),

    countLogItems: zone =>
      answered(async () => {
        let count = 0
        await logItems.lookThrough(item => {
          if (zoneOfItem(item) === zone) count++
        })
        return count
      }),

    // In the order in which they came, which is that of their requests but for seconds.
    oldestLogItems: (zone, limits) =>
      answered(async () => {
        const items = await logItems.oldest(limits.items, item => zoneOfItem(item) === zone)
        return firstOf(items.sort(byRequest), limits)
      }),

    newestLogItems: (zone, limits, upTo) =>
      answered(async () => {
        let newest: StoredLogItem[] = []
        await logItems.oldest(1, one => {
          const { requestTimestamp: time } = one.item
          if (zoneOfItem(one) !== zone || typeof time !== 'number' || time > upTo) return false
          newest.push(one)
          // No more is kept in memory than twice what is wanted.
          if (newest.length >= 2 * limits.items) newest = newest.sort(byRequest).slice(-limits.items)
          return false
        })
        return firstOf(newest.sort(byRequest).reverse(), limits)
      }),

    logItemsOf: ids =>
      answered(async () => {
        const wanted = new Set(ids)
        const items = await logItems.oldest(wanted.size, ({ id }) => wanted.has(id))
        const byId = new Map(items.map(one => [one.id, one]))
        return ids.flatMap(id => byId.get(id) ?? [])
      }),

    markArchived: (ids, until) => answered(() => archived.add(ids, until)),

    archivedAmong: ids => answered(() => archived.among(ids)),

    removeLogItems: ids => answered(() => logItems.remove(ids)),

    setAsideLogItems: items =>
      answered(async () => {
        const reasons = new Map(items.map(({ id, reason }) => [id, reason]))
        const found = await logItems.oldest(reasons.size, ({ id }) => reasons.has(id))
        await aside.insertNew(
          found.map((one, n) => ({ ...keptDocument(one, now() + n), reason: reasons.get(one.id) ?? '' }))
        )
        await logItems.remove([...reasons.keys()])
      }),

    removeExpired: (at, dryRun = false) =>
      answered(async () => {
        const found = dryRun
          ? (await cache.all()).filter(({ expiresAt }) => expiresAt <= at).length
          : await cache.removeUpTo('expiresAt', at)
        return found + (await archived.removeExpired(at, dryRun))
      }),

    async close() {
      clearInterval(sweeping)
      await Promise.all([cache.close(), logItems.close(), archived.close(), aside.close()])
    }
  }
}

const cacheId = (zone: string, hash: string) => `found/${JSON.stringify([zone, hash])}`

/** Requests without a time come first, as on the servers. */
function byRequest(a: StoredLogItem, b: StoredLogItem): number {
  const timeOf = ({ item: { requestTimestamp: time } }: StoredLogItem) => (typeof time === 'number' ? time : -1)
  return timeOf(a) - timeOf(b)
}

/** A full disk is an unavailable store. */
async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw errors.storeUnavailable('the ephemeral store', error)
  }
}
