/**
 * Port: where log items stay while the ephemeral store does not take them. On AWS a queue, locally a file; a replayer
 * beside it gives them to the ephemeral store later, each at least once (the store takes each id once).
 */
import type { StoredLogItem } from './log-items.ts'

export interface Outbox {
  /** Durable when the promise resolves. */
  keep(item: StoredLogItem): Promise<void>
}
