/**
 * Operation recentActivity: a zone's log items from the newest back, page by page, as far as its archives go. While
 * somebody walks back, new items come and others are archived: nothing is shown twice and nothing left out
 * (activity-place.ts says how). One page looks at a bounded part; where a filter finds little in it, the page is short,
 * has a next, and says how far it has looked.
 */
import type { ClientId } from '../ids/client-id.ts'
import type { Zone } from '../model/zone.ts'
import { archivedItem } from '../record/archived-item.ts'
import { readJsonPieces } from '../stores/json-pieces.ts'
import { Unreadable } from '../stores/json-splitter.ts'
import type { Listed } from '../stores/search-listing.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import type { ActivityFilter } from './activity-filter.ts'
import type { ActivityLine } from './activity-line.ts'
import {
  beginning,
  compareOrders,
  type Order,
  type Place,
  placeText,
  readPlace,
  shownOf,
  withArchives
} from './activity-place.ts'
import { archiveKey, archiveTime, newestArchives } from './log-archives.ts'
import { NewestItems } from './newest-items.ts'
import { type Deps, newestArchive, type WaitingItems, waitingItems } from './waiting-items.ts'

/** Archives that a page opens, and the most that is read of one, bytes. */
const mostArchives = 3
export const largestArchive = 16_000_000

export interface ActivityPage extends Listed<ActivityLine> {
  /** All that happened since is shown, as far as it fits; ms since the epoch. null: all there is was looked at. */
  lookedBackTo: number | null
  /** False where the ephemeral store is away: what waits there is not among the items. */
  complete: boolean
}

interface Wanted extends ActivityFilter {
  limit: number
  after?: string | undefined
}

/** Throws `request.invalid` where `after` is no place of such a list. */
export async function recentActivity(deps: Deps, zone: Zone, wanted: Wanted): Promise<ActivityPage> {
  const page = new PageOfActivity(wanted, wanted.after === undefined ? beginning : readPlace(wanted.after))
  if (page.place.waiting !== null) await page.takeWaiting(deps, zone)
  if (page.place.waiting === null && !page.isFull) await page.takeArchived(deps, zone)
  return page.answer()
}

/** What a client did last: a page of one. */
export async function lastActivityOf(deps: Deps, zone: Zone, clientId: ClientId, after?: string) {
  const { items, ...looked } = await recentActivity(deps, zone, { limit: 1, clientId, after })
  return { last: items[0] ?? null, ...looked }
}

class PageOfActivity {
  place: Place
  #complete = true
  #ended = false
  readonly #wanted: Wanted
  readonly #lines: ActivityLine[] = []

  constructor(wanted: Wanted, place: Place) {
    this.#wanted = wanted
    this.place = place
  }

  get isFull(): boolean {
    return this.#lines.length >= this.#wanted.limit
  }

  async takeWaiting(deps: Deps, zone: Zone): Promise<void> {
    const upTo = this.place.waiting ?? [0, '']
    const waiting = await waitingOrNone(deps, zone, upTo[0])
    this.#complete = waiting !== undefined
    this.place = withArchives(this.place, waiting?.newest ?? (await newestArchive(deps, zone)))
    const { items = [], floor } = waiting ?? {}
    const newest = this.#newest()
    for (const one of items) {
      const archived = archivedItem(one)
      // As it will lie in an archive; what will not is not shown.
      if (archived.ok) newest.add(archived.item, order => compareOrders(upTo, order) < 0)
      if (isSliceOver()) await nextSlice()
    }
    this.#take(newest, order => {
      this.place = { ...this.place, waiting: order }
    })
    if (!this.isFull) this.place = { ...this.place, waiting: floor === undefined ? null : [floor, '~'] }
  }

  async takeArchived(deps: Deps, zone: Zone): Promise<void> {
    const [current, order] = this.place.archive ?? [null, null]
    const newest = this.place.seen.at(-1)?.[0] ?? ''
    // Names up to the newest that was seen; the one that is shown in part is opened once more.
    const before = current === null || order !== null ? `${current ?? newest}~` : current
    const found = newest === '' ? [] : await newestArchives(zone, deps.now(), { count: mostArchives + 1, before })
    for (const { name, size } of found.slice(0, mostArchives)) {
      const shown = shownOf(this.place, name)
      const archive = { key: archiveKey(zone, name), size }
      const items = this.#newest()
      for await (const item of archivedItems(zone, archive))
        items.add(item, order => shown === null || compareOrders(shown, order) < 0)
      this.#take(items, order => {
        this.place = { ...this.place, archive: [name, order] }
      })
      if (this.isFull) return
      this.place = { ...this.place, archive: [name, null] }
    }
    this.#ended = found.length <= mostArchives
  }

  answer(): ActivityPage {
    const { place } = this
    const { waiting, archive } = place
    const looked = waiting?.[0] ?? archive?.[1]?.[0] ?? (archive === null ? null : archiveTime(archive[0]))
    return {
      items: this.#lines,
      next: this.#ended ? null : placeText(place),
      lookedBackTo: this.#ended ? null : looked,
      complete: this.#complete
    }
  }

  #newest(): NewestItems {
    return new NewestItems(this.#wanted.limit - this.#lines.length, this.#wanted)
  }

  /** Until the page is full; what is alike to the last letter stays together. */
  #take(newest: NewestItems, reached: (order: Order) => void): void {
    let last: Order | undefined
    for (const { order, line } of newest.list()) {
      if (this.isFull && (last === undefined || compareOrders(last, order) !== 0)) return
      last = order
      reached(order)
      this.#lines.push(line)
    }
  }
}

async function waitingOrNone(deps: Deps, zone: Zone, upTo: number): Promise<WaitingItems | undefined> {
  try {
    return await waitingItems(deps, zone, upTo)
  } catch (error) {
    deps.logger.warn('ephemeral.away', { during: 'recentActivity', reason: String(error) })
    return undefined
  }
}

/** Of an archive that is too large nothing is shown, of one that breaks off what is before that. */
async function* archivedItems(zone: Zone, archive: { key: string; size: number }): AsyncGenerator<unknown> {
  if (archive.size > largestArchive) return
  const pieces = await readJsonPieces(zone.bucket, archive, largestArchive, ([at]) =>
    at === undefined ? 'enter' : typeof at === 'number' ? 'take' : 'skip'
  )
  try {
    for await (const { value } of pieces ?? []) yield value
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
  }
}
