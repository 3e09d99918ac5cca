/**
 * The ephemeral store in gateway.sqlite. Expired found files are removed every minute. Log items stay until they are
 * archived; where nothing archives them, that is reported at every 10,000 items.
 */
import { type Logger, loggerTo } from '@kachery-gateway/core/logger.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import {
  type LogItemKey,
  type LogItemLimits,
  type StoredLogItem,
  zoneOfItem
} from '@kachery-gateway/core/stores/log-items.ts'
import * as z from 'zod'
import type { Database } from './database.ts'
import { logItemOf } from './log-item-row.ts'

const FoundFile = z.object({
  size: z.number(),
  bucket_uri: z.string(),
  object_key: z.string()
})

const sweepEvery = 60_000
const manyLogItems = 10_000

export function openEmbeddedEphemeralStore(options: {
  database: Database
  logger?: Logger
  /** ms since the epoch */
  now?: () => number
}): EphemeralStore & { close(): Promise<void> } {
  const { database, logger = loggerTo(() => undefined), now = Date.now } = options
  const read = <T>(work: () => T) => database.answered('the ephemeral store', async () => work())
  const write = <T>(work: () => T) => database.answered('the ephemeral store', () => database.write(work))
  /** What a power cut may take along: found files are found again, and log items lack their last moments. */
  const note = <T>(work: () => T) =>
    database.answered('the ephemeral store', () => database.write(work, { durable: false }))
  const count = (sql: string, ...values: (string | number)[]) => Number(database.row(sql, ...values)?.n ?? 0)

  let waiting = count('SELECT count(*) AS n FROM log_item')
  let reported = Math.floor(waiting / manyLogItems)

  // Expired entries are never found; those that can't be removed now are removed a minute later.
  const sweep = () =>
    database.write(() => database.change('DELETE FROM found_file WHERE expires_at <= ?', now())).catch(() => undefined)
  void sweep()
  const sweeping = setInterval(sweep, sweepEvery).unref()

  const removeExpired = (table: 'found_file' | 'archived_log_item', at: number, dryRun = false) =>
    dryRun
      ? read(() => count(`SELECT count(*) AS n FROM ${table} WHERE expires_at <= ?`, at))
      : write(() => database.change(`DELETE FROM ${table} WHERE expires_at <= ?`, at))

  function firstOf(limits: LogItemLimits, rows: Iterable<Record<string, unknown>>): StoredLogItem[] {
    const items: StoredLogItem[] = []
    let bytes = 0
    for (const { id, json } of rows) {
      bytes += String(json).length
      if (items.length >= limits.items || (items.length > 0 && bytes > limits.bytes)) break
      items.push(logItemOf(id, json))
    }
    return items
  }

  return {
    findFound: (zone, hash, at) =>
      read(() => {
        const row = database.row(
          'SELECT size, bucket_uri, object_key FROM found_file WHERE zone = ? AND hash = ? AND expires_at > ? AND size IS NOT NULL',
          zone,
          hash,
          at
        )
        if (row === undefined) return undefined
        const { size, bucket_uri: bucketUri, object_key: objectKey } = FoundFile.parse(row)
        return { zone, hash, size, bucketUri, objectKey }
      }),

    rememberFound: ({ zone, hash, size, bucketUri, objectKey }, at, expiresAt) =>
      note(() => {
        database.change(
          `INSERT INTO found_file VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at,
             size = excluded.size, bucket_uri = excluded.bucket_uri, object_key = excluded.object_key
             WHERE found_file.expires_at <= ?`,
          ...[zone, hash, expiresAt, size, bucketUri, objectKey],
          at
        )
      }),

    forgetFound: (zone, hash, blockedUntil) =>
      write(() => {
        database.change(
          `INSERT INTO found_file VALUES (?, ?, ?, NULL, NULL, NULL) ON CONFLICT DO UPDATE SET
             size = NULL, bucket_uri = NULL, object_key = NULL, expires_at =
               iif(found_file.size IS NULL, max(found_file.expires_at, excluded.expires_at), excluded.expires_at)`,
          ...[zone, hash, blockedUntil]
        )
      }),

    async addLogItems(items) {
      const rows = items.map(one => {
        const { requestTimestamp: time } = one.item
        return [one.id, zoneOfItem(one), typeof time === 'number' ? time : null, JSON.stringify(one.item)]
      })
      const added = await note(() =>
        rows.reduce(
          (sum, row) =>
            sum +
            database.change(
              'INSERT INTO log_item (id, zone, requested_at, json) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
              ...row
            ),
          0
        )
      )
      waiting += added
      const many = Math.floor(waiting / manyLogItems)
      if (many > reported) logger.warn('ephemeral_store.many_log_items', { waiting })
      reported = many
    },

    // From zone to zone in the index: not through all items.
    zonesOfLogItems: () =>
      read(() => {
        const rows = database.rows(`
          WITH RECURSIVE one (zone) AS (
            SELECT min(zone) FROM log_item
            UNION ALL SELECT (SELECT min(zone) FROM log_item WHERE zone > one.zone) FROM one WHERE one.zone IS NOT NULL
          ) SELECT zone FROM one WHERE zone IS NOT NULL`)
        return [...rows].map(({ zone }) => String(zone))
      }),

    countLogItems: zone => read(() => count('SELECT count(*) AS n FROM log_item WHERE zone = ?', zone)),

    // Those without a time come first, as on the servers.
    oldestLogItems: (zone, limits) =>
      read(() =>
        firstOf(
          limits,
          database.rows('SELECT id, json FROM log_item WHERE zone = ? ORDER BY requested_at, place', zone)
        )
      ),

    newestLogItems: (zone, limits, upTo) =>
      read(() =>
        firstOf(
          limits,
          database.rows(
            'SELECT id, json FROM log_item WHERE zone = ? AND requested_at <= ? ORDER BY requested_at DESC, place DESC',
            zone,
            upTo
          )
        )
      ),

    logItemsOf: keys =>
      read(() =>
        keys.flatMap(({ id }) => {
          const row = database.row('SELECT json FROM log_item WHERE id = ?', id)
          return row === undefined ? [] : [logItemOf(id, row.json)]
        })
      ),

    markArchived: (ids, until) =>
      write(() => {
        for (const id of ids) database.change('INSERT OR REPLACE INTO archived_log_item VALUES (?, ?)', id, until)
      }),

    archivedAmong: ids =>
      read(() => ids.filter(id => database.row('SELECT 1 FROM archived_log_item WHERE id = ?', id) !== undefined)),

    async removeLogItems(keys) {
      const removed = await write(() => removeItems(database, keys))
      waiting -= removed
    },

    async quarantineLogItems(items) {
      const removed = await write(() => {
        for (const { id, reason } of items) {
          database.change(
            'INSERT INTO log_item_set_aside SELECT id, json, ? FROM log_item WHERE id = ? ON CONFLICT DO NOTHING',
            reason,
            id
          )
        }
        return removeItems(database, items)
      })
      waiting -= removed
    },

    removeExpiredFound: (at, dryRun) => removeExpired('found_file', at, dryRun),
    removeExpiredMarks: (at, dryRun) => removeExpired('archived_log_item', at, dryRun),

    async close() {
      clearInterval(sweeping)
    }
  }
}

const removeItems = (database: Database, keys: readonly LogItemKey[]): number =>
  keys.reduce((sum, { id }) => sum + database.change('DELETE FROM log_item WHERE id = ?', id), 0)
