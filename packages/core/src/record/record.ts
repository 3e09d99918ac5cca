/**
 * Recording what happened: into the ephemeral store, or, while that does not take it, into the kept items, from where
 * it is replayed. An item that neither takes makes its request fail: what was answered is recorded, exactly once.
 */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { LogItem } from './log-item.ts'

/** `id` makes the writing repeatable: an item of the same id is stored once. Throws `activity.not_recorded`. */
export async function recordActivity(
  deps: Pick<GatewayDeps, 'logItems' | 'outbox' | 'logger'>,
  id: string,
  item: LogItem
): Promise<void> {
  const stored = { id, item: { ...item } }
  try {
    await deps.logItems.addLogItems([stored])
    return
  } catch (error) {
    deps.logger.warn('ephemeral.away', { during: 'recordActivity', reason: String(error) })
  }
  try {
    await deps.outbox.keep(stored)
  } catch (error) {
    throw errors.notRecorded(error)
  }
}
