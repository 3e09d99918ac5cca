/**
 * Port: log items on their way to the archives. Adapters: stores/mongodb/, stores/dynamodb/, packages/local (SQLite),
 * testing/ (in memory), and log-items-of-several.ts of others. What each promises is log-items.contract.ts.
 *
 * addLogItems answers or throws GatewayError `store.unavailable` within about a second, whatever the server does; the
 * others, which jobs and people use, may take half a minute.
 */

/** A log item as it will be archived (docs/protocol.md), and the id that makes writing it repeatable. */
export interface StoredLogItem {
  id: string
  item: { [key: string]: unknown }
}

/** Which item: by its id, or where a store keeps items by zone and time by these too. */
export interface LogItemKey {
  id: string
  zone?: string
  /** ms since the epoch; absent where the item's time is no number. */
  requestTimestamp?: number
}

export interface LogItemLimits {
  items: number
  /** Of their JSON, about; the first item is given however large it is. */
  bytes: number
}

export interface LogItems {
  /** Stores each item once, however often it is given (told apart by id). All are stored when the promise resolves. */
  addLogItems(items: readonly StoredLogItem[]): Promise<void>
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
  /** Those of these keys that wait, in the order of the keys. At most 1000 keys in a call, here and below. */
  logItemsOf(keys: readonly LogItemKey[]): Promise<StoredLogItem[]>
  /** Remembers until `until` (ms since the epoch), or longer, that the items are archived; an item may come once more, and late. */
  markArchived(ids: readonly string[], until: number): Promise<void>
  /** Those of these ids that are marked. */
  archivedAmong(ids: readonly string[]): Promise<string[]>
  removeLogItems(keys: readonly LogItemKey[]): Promise<void>
  /** Moves items out of the way, for a person to look at; each is kept with the reason. */
  quarantineLogItems(items: readonly (LogItemKey & { reason: string })[]): Promise<void>
  /** Removes marks that expired until `now`, unless the server does that itself. Returns how many; `dryRun` only counts. */
  removeExpiredMarks(now: number, dryRun?: boolean): Promise<number>
}

/** Of a log item as it is stored: its field `zone` where that is a text, else ''. */
export const zoneOfItem = ({ item: { zone } }: StoredLogItem): string => (typeof zone === 'string' ? zone : '')

export function keyOfItem(stored: StoredLogItem): LogItemKey {
  const { requestTimestamp } = stored.item
  return {
    id: stored.id,
    zone: zoneOfItem(stored),
    ...(Number.isFinite(requestTimestamp) && { requestTimestamp: Number(requestTimestamp) })
  }
}

/** As many from the first on as the limits allow. */
export function firstOf(items: readonly StoredLogItem[], limits: LogItemLimits): StoredLogItem[] {
  let bytes = 0
  const end = items.findIndex(({ item }, at) => {
    bytes += JSON.stringify(item).length
    return at >= limits.items || (at > 0 && bytes > limits.bytes)
  })
  return items.slice(0, end < 0 ? items.length : end)
}
