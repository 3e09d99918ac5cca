/** A list that the gateway gives out page by page. */

import type { ApiClient } from '@kachery-gateway/core/api/client.ts'
import { defined } from '@kachery-gateway/core/defined.ts'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/solid-query'
import { useApi } from './api.tsx'
import { failureOf } from './failures.ts'
import type { Asked } from './use-answer.ts'

/** To be spread into the call of the operation. */
export interface PageCall {
  query: { limit: string; after?: string }
  signal: AbortSignal
}

/** The same for what is found; a search for nothing is none. */
export const searched = ({ query, signal }: PageCall, search: string) => ({
  query: { ...query, ...(search === '' ? {} : { search }) },
  signal
})

export interface PageOf<T> {
  items: T[]
  next: string | null
}

interface ListQuestion<T, P> {
  /** What it is about, with what is searched for: asked anew whenever this changes. Begins with the operation's name. */
  key: readonly unknown[] | undefined
  /** Items of a page. */
  size?: number
  page(api: ApiClient, call: PageCall): Promise<P & PageOf<T>>
}

export interface Listing<T, P extends PageOf<T> = PageOf<T>> extends Omit<Asked<T[]>, 'value'> {
  /** Of all pages that were asked for; undefined: not here (yet). */
  items(): T[] | undefined
  /** What else came with the pages. */
  pages(): P[]
  hasMore(): boolean
  more(): void
  askingMore(): boolean
  /** What is shown is of the search before. */
  outdated(): boolean
}

const usualSize = 50

export function useListing<T, P extends PageOf<T>>(question: () => ListQuestion<T, P>): Listing<T, P> {
  const api = useApi()
  const query = useInfiniteQuery(() => {
    const { key, page, size = usualSize } = question()
    return {
      queryKey: key ?? ['nothing'],
      enabled: key !== undefined,
      queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
        page(api, { query: { limit: String(size), ...defined({ after: pageParam }) }, signal }),
      initialPageParam: undefined,
      getNextPageParam: (last: P) => last.next ?? undefined,
      placeholderData: keepPreviousData
    }
  })
  const pages = () => (query.isSuccess || query.isRefetchError ? (query.data?.pages ?? []) : [])
  return {
    items: () => (query.isSuccess || query.isRefetchError ? pages().flatMap(page => page.items) : undefined),
    pages,
    failure: () => (query.isError ? failureOf(query.error) : undefined),
    asking: () => query.isFetching,
    again: () => void query.refetch(),
    hasMore: () => query.hasNextPage,
    more: () => void query.fetchNextPage(),
    askingMore: () => query.isFetchingNextPage,
    outdated: () => query.isPlaceholderData
  }
}
