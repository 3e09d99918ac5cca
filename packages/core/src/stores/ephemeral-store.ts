/**
 * Port: what may be lost without harm (found files) and what is on its way to the archives (log items). Adapters:
 * stores/mongodb/, packages/local (nedb), testing/ (in memory), and absent-ephemeral-store.ts where there is none. What each promises is ephemeral-store.contract.ts.
 *
 * Every method answers or throws GatewayError `store.unavailable` within about a second, whatever the server does. While
 * it is away most calls throw at once; one in a second or less finds out whether it is back.
 */

export interface FoundFileRecord {
  zone: string
  hash: string
  /** bytes */
  size: number
  bucketUri: string
  objectKey: string
}

/** A log item as it will be archived (docs/protocol.md), and the id that makes writing it repeatable. */
export interface StoredLogItem {
  id: string
  item: { [key: string]: unknown }
}

export interface EphemeralStore {
  /** There is none: nothing is remembered, and log items are refused without being tried. */
  readonly absent?: true
  /** What was remembered and neither forgotten nor expired at `now` (ms since the epoch). */
  findFound(zone: string, hash: string, now: number): Promise<FoundFileRecord | undefined>
  /** Keeps it until `expiresAt` (ms since the epoch); does nothing where an unexpired entry or a `forget` mark is. */
  rememberFound(file: FoundFileRecord, now: number, expiresAt: number): Promise<void>
  /** Removes the entry and blocks rememberFound until `blockedUntil` (ms since the epoch). */
  forgetFound(zone: string, hash: string, blockedUntil: number): Promise<void>
  /** Stores each item once, however often it is given (told apart by id). All are stored when the promise resolves. */
  addLogItems(items: readonly StoredLogItem[]): Promise<void>
}
