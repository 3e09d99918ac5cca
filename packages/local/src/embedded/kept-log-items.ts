/**
 * Log items that the ephemeral store did not take, in a file until it does. Items leave the file when the store has
 * acknowledged them: a crash in between gives them to it twice, and it takes each id once.
 */
import type { KeptLogItems } from '@kachery-gateway/core/activity/kept-log-items.ts'
import type { Report } from '@kachery-gateway/core/report.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import { DocumentFile } from './document-file.ts'
import { inOrder, KeptDocument, keptDocument, storedItem } from './log-item-document.ts'

const tryEvery = 500
const largestBatch = 100

interface LocalKeptLogItems extends KeptLogItems {
  /** How many items wait. */
  pending(): number
  /** Waits for a replay under way, at most as long as the ephemeral store takes to answer. */
  close(): Promise<void>
}

export async function openKeptLogItems(options: {
  directory: string
  ephemeral: EphemeralStore
  report: Report
  /** ms since the epoch */
  now?: () => number
}): Promise<LocalKeptLogItems> {
  const { directory, ephemeral, report, now = Date.now } = options
  const file = await DocumentFile.open(directory, 'kept-log-items.nedb', KeptDocument)
  const there = (await file.all()).sort((a, b) => a.order - b.order)
  const order = inOrder(there, now)
  /** Ids in the order in which they are tried. */
  const waiting = new Set(there.map(one => one._id))
  let batchSize = largestBatch
  let failing = false
  let timer: NodeJS.Timeout | undefined
  let replaying: Promise<void> | undefined
  let closed = false

  async function replayBatch(): Promise<void> {
    const ids: string[] = []
    for (const id of waiting) if (ids.push(id) >= batchSize) break
    const documents = await Promise.all(ids.map(id => file.get(id)))
    await ephemeral.addLogItems(documents.flatMap(one => (one === undefined ? [] : [storedItem(one)])))
    await file.remove(ids)
    for (const id of ids) waiting.delete(id)
  }

  async function replay(): Promise<void> {
    try {
      while (waiting.size > 0 && !closed) {
        await replayBatch()
        batchSize = Math.min(largestBatch, batchSize * 2)
      }
      if (failing) report('info', 'kept_log_items.replayed')
      failing = false
    } catch (error) {
      if (!failing) report('warn', 'kept_log_items.waiting', { waiting: waiting.size, reason: String(error) })
      failing = true
      makeWay()
    }
  }

  /** The store may be away, or refuse one item for what it is: smaller batches, and that item last, spare the others. */
  function makeWay(): void {
    const [first] = waiting
    if (batchSize === 1 && first !== undefined) {
      waiting.delete(first)
      waiting.add(first)
    }
    batchSize = Math.ceil(batchSize / 2)
  }

  function schedule(delay: number): void {
    if (closed || timer !== undefined || replaying !== undefined || waiting.size === 0) return
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
    async keep(item) {
      const document = keptDocument(item, order())
      await file.insertNew([document])
      waiting.add(document._id)
      schedule(tryEvery)
    },
    pending: () => waiting.size,
    async close() {
      closed = true
      clearTimeout(timer)
      await replaying
      await file.close()
    }
  }
}
