/**
 * Port: where files were found, for as long as that may be believed; all of it may be lost without harm. Adapters:
 * stores/mongodb/, stores/dynamodb/, packages/local (SQLite), testing/ (in memory). What each promises is found-files.contract.ts.
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

/** Times are ms since the epoch. */
export interface FoundFiles {
  /** What was remembered and neither forgotten nor expired at `now`. */
  findFound(zone: string, hash: string, now: number): Promise<FoundFileRecord | undefined>
  /** Keeps it until `expiresAt`; does nothing where an unexpired entry is, or `forgetFound` blocks it. */
  rememberFound(file: FoundFileRecord, now: number, expiresAt: number): Promise<void>
  /** Removes the entry, and blocks rememberFound for a `now` before `blockedUntil`. */
  forgetFound(zone: string, hash: string, blockedUntil: number): Promise<void>
  /** Removes what expired until `now`, unless the server does that itself. Returns how many; `dryRun` only counts. */
  removeExpiredFound(now: number, dryRun?: boolean): Promise<number>
}
