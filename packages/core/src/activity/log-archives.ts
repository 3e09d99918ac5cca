/** The archives in a zone's bucket, `logs/log-<iso time>.json`, the newest first; names are what stands behind `log-`. */

import type { Zone } from '../model/zone.ts'
import { zoneKey } from '../zones/keys.ts'

export interface LogArchive {
  name: string
  /** bytes */
  size: number
}

/** Names of this gateway and of older ones; whatever else lies there is left alone. */
export const archiveName = /^[0-9A-Za-z:.+-]{1,80}$/

const hour = 3_600_000
const day = 24 * hour
/** How far back archives are looked for, ms: stores list forwards only, so the nearest first. */
const windows = [hour, day, 7 * day, 31 * day, 366 * day, 20 * 366 * day]

const prefixOf = (zone: Zone) => zoneKey(zone, 'logs/log-')
export const archiveKey = (zone: Zone, name: string) => prefixOf(zone) + name
/** Of its name, ms since the epoch. */
export const archiveTime = (name: string): number => Date.parse(name.slice(0, 24)) || 0

/** At most `count` of them; `before`: names that come before it. */
export async function newestArchives(
  zone: Zone,
  now: number,
  { count, before }: { count: number; before?: string }
): Promise<LogArchive[]> {
  const end = (before === undefined ? 0 : archiveTime(before)) || now
  let found: LogArchive[] = []
  for (const window of windows) {
    found = await archivesBetween(zone, new Date(Math.max(0, end - window)).toISOString(), before, count)
    if (found.length === count) break
  }
  return found.reverse()
}

/** The last `count` of those behind `from`, by name ascending. */
async function archivesBetween(zone: Zone, from: string, before: string | undefined, count: number) {
  const prefix = prefixOf(zone)
  let last: LogArchive[] = []
  let after: string | undefined = prefix + from
  while (after !== undefined) {
    const page: Awaited<ReturnType<Zone['bucket']['list']>> = await zone.bucket.list(prefix, { limit: 1_000, after })
    const named = page.items.map(({ key, size }) => ({ name: key.slice(prefix.length), size }))
    const inside = named.filter(({ name }) => before === undefined || name < before)
    last = [...last, ...inside.filter(({ name }) => archiveName.test(name))].slice(-count)
    after = inside.length < named.length ? undefined : page.next
  }
  return last
}
