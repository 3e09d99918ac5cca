/**
 * The Lambda function that gives kept log items to the ephemeral store. While that is away they come again within minutes;
 * where the gateway has none, once an hour, for as long as the queue keeps them: 14 days.
 */
import type { StoredLogItem } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import * as z from 'zod'
import type { Gateway } from '../http/route.ts'
import { bodyOf, type Message, queueFunction, type Undone } from './queue-function.ts'
import type { Outside } from './running-gateway.ts'

const LogItem = z.object({ id: z.string().min(1), item: z.record(z.string(), z.unknown()) })

/** s until items are tried again. */
const whileAway = 120
const whileAbsent = 3600

export const replayLogItems = (outside?: Outside) =>
  queueFunction(
    'replayLogItems',
    {
      queueUrl: environment => environment.LOG_ITEMS_QUEUE_URL,
      async work(gateway, messages) {
        const { absent = false } = gateway.ephemeral
        if (absent) return new Map(messages.map(message => [message, whileAbsent]))
        const undone = new Map<Message, number>()
        const items = new Map<Message, StoredLogItem>()
        for (const message of messages) {
          const item = bodyOf(LogItem, message)
          if (item !== undefined) items.set(message, item)
          else {
            gateway.report('error', 'kept_log_items.not_an_item', { message: message.id })
            undone.set(message, whileAway)
          }
        }
        return new Map([...undone, ...(await replayed(gateway, items))])
      }
    },
    outside
  )

/** All in one, or, where the store refuses that, one by one: it may be one item's fault. Gives what it did not take. */
async function replayed(gateway: Gateway, items: ReadonlyMap<Message, StoredLogItem>): Promise<Undone> {
  const undone = new Map<Message, number>()
  if (items.size === 0) return undone
  try {
    await gateway.ephemeral.addLogItems([...items.values()])
    return undone
  } catch (error) {
    gateway.report('warn', 'kept_log_items.waiting', { items: items.size, reason: String(error) })
  }
  for (const [message, item] of items.size > 1 ? items : []) {
    try {
      await gateway.ephemeral.addLogItems([item])
    } catch {
      undone.set(message, whileAway)
    }
  }
  return items.size > 1 ? undone : new Map([...items.keys()].map(message => [message, whileAway]))
}

export const handler = replayLogItems()
