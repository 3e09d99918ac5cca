/**
 * The outbox: log items that the ephemeral store did not take, in gateway.sqlite until it does. Items leave the outbox
 * when the store has acknowledged them: a crash in between gives them to it twice, and it takes each id once.
 */

import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import type { Outbox } from '@kachery-gateway/core/stores/outbox.ts'
import type { Database } from './database.ts'
import { logItemOf } from './log-item-row.ts'

const tryEvery = 500
const largestBatch = 100

interface LocalOutbox extends Outbox {
  /** How many items wait. */
  pending(): number
  /** Waits for a replay under way, at most as long as the ephemeral store takes to answer. */
  close(): Promise<void>
}

export function openOutbox(options: { database: Database; ephemeral: EphemeralStore; logger: Logger }): LocalOutbox {
  const { database, ephemeral, logger } = options
  let waiting = Number(database.row('SELECT count(*) AS n FROM outbox')?.n)
  let batchSize = largestBatch
  let failing = false
  let timer: NodeJS.Timeout | undefined
  let replaying: Promise<void> | undefined
  let closed = false

  async function replayBatch(): Promise<void> {
    const rows = [...database.rows('SELECT id, json FROM outbox ORDER BY place LIMIT ?', batchSize)]
    const items = rows.map(({ id, json }) => logItemOf(id, json))
    await ephemeral.addLogItems(items)
    const removed = await database.write(() =>
      items.reduce((sum, { id }) => sum + database.change('DELETE FROM outbox WHERE id = ?', id), 0)
    )
    waiting -= removed
  }

  async function replay(): Promise<void> {
    try {
      while (waiting > 0 && !closed) {
        await replayBatch()
        batchSize = Math.min(largestBatch, batchSize * 2)
      }
      if (failing) logger.info('kept_log_items.replayed')
      failing = false
    } catch (error) {
      if (!failing) logger.warn('kept_log_items.waiting', { waiting, reason: String(error) })
      failing = true
      await makeWay()
    }
  }

  /** The store may be away, or refuse one item for what it is: smaller batches, and that item last, spare the others. */
  async function makeWay(): Promise<void> {
    if (batchSize === 1) {
      await database
        .write(() =>
          database.change(
            'UPDATE outbox SET place = (SELECT max(place) + 1 FROM outbox) WHERE place = (SELECT min(place) FROM outbox)'
          )
        )
        .catch(() => undefined)
    }
    batchSize = Math.ceil(batchSize / 2)
  }

  function schedule(delay: number): void {
    if (closed || timer !== undefined || replaying !== undefined || waiting === 0) return
    timer = setTimeout(() => {
      timer = undefined
      replaying = replay().finally(() => {
        replaying = undefined
        schedule(tryEvery)
      })
    }, delay).unref()
  }

  schedule(0)
  return {
    async keep({ id, item }) {
      const json = JSON.stringify(item)
      const added = await database.answered('the disk', () =>
        database.write(() =>
          database.change('INSERT INTO outbox (id, json) VALUES (?, ?) ON CONFLICT DO NOTHING', id, json)
        )
      )
      waiting += added
      schedule(tryEvery)
    },
    pending: () => waiting,
    async close() {
      closed = true
      clearTimeout(timer)
      await replaying
    }
  }
}
