/**
 * The Lambda function that gives log items in the outbox to the ephemeral store. While that is away they come again, later
 * and later, for as long as the queue keeps them: 14 days.
 */
import type { StoredLogItem } from '@kachery-gateway/core/stores/log-items.ts'
import * as z from 'zod'
import type { Gateway } from '../http/route.ts'
import { bodyOf, laterAndLater, type Message, queueFunction, type Undone } from './queue-function.ts'
import type { Overrides } from './running-gateway.ts'

const LogItem = z.object({ id: z.string().min(1), item: z.record(z.string(), z.unknown()) })

/** s until items are tried again. */
const whileAway = { first: 60, most: 3600 }
const atOnce = 1

export const replayLogItems = (overrides?: Overrides) =>
  queueFunction(
    'replayLogItems',
    {
      queueUrl: environment => environment.LOG_ITEMS_QUEUE_URL,
      async work(gateway, messages) {
        const undone = new Map<Message, number>()
        const items = new Map<Message, StoredLogItem>()
        for (const message of messages) {
          const item = bodyOf(LogItem, message)
          if (item !== undefined) items.set(message, item)
          else {
            // Once: it comes again until it is put aside.
            if (message.deliveries <= 1) gateway.logger.error('kept_log_items.not_an_item', { message: message.id })
            undone.set(message, atOnce)
          }
        }
        return new Map([...undone, ...(await replayed(gateway, items))])
      }
    },
    overrides
  )

/** All in one, or, where the store refuses that, one by one: it may be one item's fault. Gives what it did not take. */
async function replayed(gateway: Gateway, items: ReadonlyMap<Message, StoredLogItem>): Promise<Undone> {
  const undone = new Map<Message, number>()
  if (items.size === 0 || (await taken(gateway, [...items.values()]))) return undone
  for (const [message, item] of items) {
    const alone = items.size > 1 && (await taken(gateway, [item]))
    if (!alone) undone.set(message, laterAndLater(message, whileAway.first, whileAway.most))
  }
  return undone
}

async function taken(gateway: Gateway, items: readonly StoredLogItem[]): Promise<boolean> {
  try {
    await gateway.logItems.addLogItems(items)
    return true
  } catch (error) {
    gateway.logger.warn('kept_log_items.waiting', { items: items.length, reason: String(error) })
    return false
  }
}

export const handler = replayLogItems()
