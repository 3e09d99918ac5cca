/**
 * A page of those records of a listing that fit, for lists of some thousand records at most: they are looked through, so
 * that every record is found, whenever and by whatever gateway it was written. What one request reads is bounded: a page
 * may come back short, or empty, with a next.
 */
import { defined } from '../defined.ts'
import { isFoundBy } from '../search-words.ts'
import type { ListedRecord, Page } from './registry.ts'

export interface ListInput {
  limit: number
  after?: string | undefined
  search?: string | undefined
}

export interface Listed<T> {
  items: T[]
  /** null: that was all. */
  next: string | null
}

/** Records of one question, and questions of one request. */
const chunk = 1_000
const mostChunks = 5

type Listing = (page: { limit: number; after?: string }) => Promise<Page<ListedRecord>>

interface Shown<T> {
  /** What is shown of a record; undefined: nothing. */
  show(record: ListedRecord): T | undefined
  /** By what it is found. */
  texts(item: T): string[]
}

export async function searchListing<T>(
  list: Listing,
  { limit, after, search = '' }: ListInput,
  { show, texts }: Shown<T>
): Promise<Listed<T>> {
  const items: T[] = []
  let from = after
  for (let asked = 0; asked < mostChunks; asked++) {
    const size = search === '' ? limit - items.length : chunk
    const page = await list(defined({ limit: size, after: from }))
    for (const record of page.items) {
      const item = show(record)
      if (item === undefined || !isFoundBy(search, texts(item))) continue
      items.push(item)
      if (items.length < limit) continue
      const isLast = page.next === undefined && record === page.items.at(-1)
      return { items, next: isLast ? null : record.place }
    }
    if (page.next === undefined) return { items, next: null }
    from = page.next
  }
  return { items, next: from ?? null }
}
