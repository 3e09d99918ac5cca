/** One archive after the other, counted into a tally: the next ones are on their way while one is counted. */
import type { Zone } from '../model/zone.ts'
import { Unreadable } from '../stores/json-splitter.ts'
import type { ListedObject } from '../stores/object-store.ts'
import { zoneKey } from '../zones/keys.ts'
import { openArchive } from './archive-items.ts'
import type { Counted, Source } from './checkpoint.ts'
import { type CountedEvent, eventOf } from './counted-event.ts'
import { archiveTime, newArchives } from './new-archives.ts'
import type { Tally } from './tally.ts'

export interface OpenedArchive {
  source: Source
  object: ListedObject
  read: () => AsyncIterable<unknown>
}

/** Those that are not counted yet; `ahead`: how many are read ahead. */
export async function* openedAhead(
  zone: Zone,
  source: Source,
  counted: Counted,
  ahead: number
): AsyncGenerator<OpenedArchive> {
  const opened: OpenedArchive[] = []
  for await (const object of newArchives(zone, source, counted)) {
    opened.push({ source, object, read: openArchive(zone.bucket, object) })
    const first = opened.length > ahead ? opened.shift() : undefined
    if (first !== undefined) yield first
  }
  yield* opened
}

interface TalliedArchive {
  items: number
  unreadable: number
  /** Why it ends before its end; absent: it is whole. */
  broken?: string
}

/** `look`: called with each item, and what it means. */
export async function tallyArchive(
  zone: Zone,
  { source, object, read }: OpenedArchive,
  tally: Tally,
  look?: (item: unknown, event: CountedEvent | undefined) => void
): Promise<TalliedArchive> {
  // The zone's directory is left out: it would be in each client's record.
  tally.begin(object.key.slice(zoneKey(zone, '').length), archiveTime(object.key) ?? 0)
  let items = 0
  let unreadable = 0
  try {
    for await (const item of read()) {
      items++
      const event = eventOf(item, zone.name, source === 'fallback-logs')
      if (event === 'unreadable') unreadable++
      else {
        look?.(item, event)
        if (event === undefined) continue
        if (event.kind === 'offered' || event.kind === 'uploaded')
          await tally.uploads.prepare(event.objectKey, event.kind === 'offered')
        tally.add(event)
      }
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { items, unreadable, broken: error.message }
  }
  return { items, unreadable }
}
