/** The archives that are not counted yet, by name. */

import type { Zone } from '../model/zone.ts'
import { everyItem } from '../stores/every-item.ts'
import type { ListedObject } from '../stores/object-store.ts'
import { zoneKey } from '../zones/keys.ts'
import type { Counted, Source } from './checkpoint.ts'

/** ms: an older gateway that still archives into the same bucket is at most this late. */
const overlap = 2 * 24 * 3600_000

/** Names that are remembered: where there are more, an archive that comes late may be too late. */
const mostRecent = 10_000

/** The time in an archive's name, ms since the epoch; undefined where it has none. */
export function archiveTime(key: string): number | undefined {
  const [, text = ''] = /(\d{4}-\d\d-\d\dT[\d:.]+Z)[^/]*$/.exec(key) ?? []
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

export async function* newArchives(zone: Zone, source: Source, counted: Counted): AsyncGenerator<ListedObject> {
  const prefix = zoneKey(zone, `${source}/`)
  const recent = new Set(counted.recent)
  for await (const object of everyItem(page => zone.bucket.list(prefix, page), startOf(counted)))
    if (!recent.has(object.key)) yield object
}

function startOf({ through, from = '' }: Counted): string | undefined {
  const time = archiveTime(through)
  // Names without a time may be of any order: only what comes after the last is new.
  if (time === undefined) return through === '' ? undefined : through
  const begin = new Date(Math.max(0, time - overlap)).toISOString()
  const start = through.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z[^/]*$/, begin)
  return start > from ? start : from
}

/** With some more that were counted. Keeps what a listing from `startOf` will show again. */
export function withCounted(counted: Counted, keys: readonly string[]): Counted {
  const through = keys.reduce((last, key) => (key > last ? key : last), counted.through)
  const start = startOf({ ...counted, through }) ?? ''
  const recent = [...counted.recent, ...keys].filter(key => key > start)
  const from = counted.from === undefined ? {} : { from: counted.from }
  if (recent.length <= mostRecent) return { through, recent, ...from }
  const sorted = recent.toSorted()
  return { through, recent: sorted.slice(-mostRecent), from: sorted.at(-mostRecent - 1) ?? '' }
}
