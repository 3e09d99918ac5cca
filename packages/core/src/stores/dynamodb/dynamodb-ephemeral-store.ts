/** The ephemeral store in a DynamoDB table, for a gateway without a database of its own (ephemeral-table.ts). */
import type { EphemeralStore } from '../ephemeral-store.ts'
import { type EphemeralOptions, ephemeralCalls } from './ephemeral-calls.ts'
import { foundItems } from './found-items.ts'
import { logItemsInTable } from './log-items.ts'

/** Connects at the first call. */
export function openDynamoDbEphemeralStore(options: EphemeralOptions): EphemeralStore & { close(): void } {
  const calls = ephemeralCalls(options)
  return { ...foundItems(calls), ...logItemsInTable(calls), close: () => calls.close() }
}
