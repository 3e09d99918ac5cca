/**
 * How far somebody has walked back through a zone's activity, as it goes through strangers' hands. An item has an order,
 * its time and the digest of its text, and is in one of two places, from the first of which it may move to the second
 * meanwhile: it waits in the ephemeral store, or lies in an archive.
 *
 * - Of what waits, all down to `waiting` is shown; null: all of it.
 * - `seen` says how archives stood each time that there were new ones: of those up to a name only what comes behind the
 *   order is not shown yet, for what comes before it was shown while it waited. null: nothing of them was shown.
 * - Once all that waits is shown, archives are walked through from the newest name of `seen` back; `archive` is where.
 *   Without an order, all of that one is shown.
 */
import * as z from 'zod'
import { errors } from '../errors.ts'
import { archiveName } from './log-archives.ts'

/** Time, ms since the epoch; digest. */
const Order = z.tuple([z.number(), z.string().max(40)])
export type Order = z.infer<typeof Order>

const Name = z.string().regex(archiveName)

/** More often nobody waits while archives are made. */
const mostSeen = 100

const Place = z.object({
  waiting: Order.nullable(),
  seen: z.array(z.tuple([Name.or(z.literal('')), Order.nullable()])).max(mostSeen),
  archive: z.tuple([Name, Order.nullable()]).nullable()
})
export type Place = z.infer<typeof Place>

export const beginning: Place = { waiting: [Number.MAX_SAFE_INTEGER, '~'], seen: [], archive: null }

/** Negative: `a` is the newer. */
export const compareOrders = ([timeA, digestA]: Order, [timeB, digestB]: Order): number =>
  timeB - timeA || (digestA === digestB ? 0 : digestA > digestB ? -1 : 1)

/** With the newest archive there is, where that is a new one. Throws `request.invalid` where that happened too often. */
export function withArchives(place: Place, newest: string): Place {
  const last = place.seen.at(-1)
  if (last !== undefined && newest <= last[0]) return place
  if (place.seen.length === mostSeen) throw errors.badRequest('`after` is of a list that began long ago; start again')
  return { ...place, seen: [...place.seen, [newest, last === undefined ? null : place.waiting]] }
}

/** Behind which of an archive's items are not shown yet; null: none of them is. */
export function shownOf({ seen, archive }: Place, name: string): Order | null {
  if (archive?.[0] === name && archive[1] !== null) return archive[1]
  return seen.find(([upTo]) => name <= upTo)?.[1] ?? null
}

export const placeText = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** Throws `request.invalid`. */
export function readPlace(text: string): Place {
  try {
    return Place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    throw errors.badRequest('`after` is not the `next` of an earlier page of this listing')
  }
}
