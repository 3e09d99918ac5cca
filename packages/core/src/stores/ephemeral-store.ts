/**
 * Port: what may be lost without harm (found files) and what is on its way to the archives (log items). Adapters:
 * stores/mongodb/, packages/local (SQLite), testing/ (in memory), and absent-ephemeral-store.ts where there is none. What
 * each promises is ephemeral-store.contract.ts.
 *
 * Every method answers or throws GatewayError `store.unavailable` within about a second, whatever the server does. While
 * it is away most calls throw at once; one in a second or less finds out whether it is back. Those that only jobs
 * use, behind the line below, may take half a minute.
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

export interface LogItemLimits {
  items: number
  /** Of their JSON, about; the first item is given however large it is. */
  bytes: number
}

/** Of a log item as it is stored. */
export const zoneOfItem = ({ item: { zone } }: StoredLogItem): string => (typeof zone === 'string' ? zone : '')

/** As many from the first on as the limits allow. */
export function firstOf(items: readonly StoredLogItem[], limits: LogItemLimits): StoredLogItem[] {
  let bytes = 0
  const end = items.findIndex(({ item }, at) => {
    bytes += JSON.stringify(item).length
    return at >= limits.items || (at > 0 && bytes > limits.bytes)
  })
  return items.slice(0, end < 0 ? items.length : end)
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

  // ---- For jobs. An item's zone is its field `zone` where that is a text, else ''. ----

  /** The zones that items wait for, each once; `''` among them where items without a zone wait. */
  zonesOfLogItems(): Promise<string[]>
  /** How many of a zone's items wait, for a person who looks on. */
  countLogItems(zone: string): Promise<number>
  /** The first of a zone's items that wait, those of the earliest requests first. */
  oldestLogItems(zone: string, limits: LogItemLimits): Promise<StoredLogItem[]>
  /**
   * Those of the latest requests first, of requests until `upTo` (ms since the epoch, that one too); items whose time is
   * no number are not among them. For people who look at what happened.
   */
  newestLogItems(zone: string, limits: LogItemLimits, upTo: number): Promise<StoredLogItem[]>
  /** Those of these ids that wait, in the order of the ids. At most 1000 ids in a call, here and below. */
  logItemsOf(ids: readonly string[]): Promise<StoredLogItem[]>
  /** Remembers until `until` (ms since the epoch) that the items are archived; an item may come once more, and late. */
  markArchived(ids: readonly string[], until: number): Promise<void>
  /** Those of these ids that are marked. */
  archivedAmong(ids: readonly string[]): Promise<string[]>
  removeLogItems(ids: readonly string[]): Promise<void>
  /** Moves items out of the way, for a person to look at; each is kept with the reason. */
  quarantineLogItems(items: readonly { id: string; reason: string }[]): Promise<void>
  /** Removes what expired until `now` (ms since the epoch): found files and marks. Says how many; `dryRun` only counts. */
  removeExpired(now: number, dryRun?: boolean): Promise<number>
}
