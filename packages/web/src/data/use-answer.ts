/** One answer of the gateway, as a page shows it: awaited, here, or why it is not. */
import type { ApiClient } from '@kachery-gateway/core/api/client.ts'
import { type Query, useQuery } from '@tanstack/solid-query'
import { useApi } from './api.tsx'
import { type Failure, failureOf } from './failures.ts'

export interface Asked<T> {
  /** undefined: not here (yet). What was known before stays while it is asked for anew. */
  value(): T | undefined
  /** Of the latest attempt. */
  failure(): Failure | undefined
  /** While an answer is on its way. */
  asking(): boolean
  again(): void
}

interface Question<T> {
  /** What it is about: asked anew whenever this changes. Begins with the operation's name. undefined: asks nothing. */
  key: readonly unknown[] | undefined
  ask(api: ApiClient, signal: AbortSignal): Promise<T>
  /** ms; how often it is asked again while it is shown, which may depend on what is known. */
  every?: number | ((known: T | undefined) => number)
}

/** Never suspends: pages show skeletons of their own. */
export function useAnswer<T>(question: () => Question<T>): Asked<T> {
  const api = useApi()
  const query = useQuery(() => {
    const { key, ask, every } = question()
    return {
      queryKey: key ?? ['nothing'],
      enabled: key !== undefined,
      queryFn: ({ signal }) => ask(api, signal),
      ...(every === undefined
        ? {}
        : {
            refetchInterval: ({ state }: Query<T, Error, T, readonly unknown[]>) =>
              typeof every === 'number' ? every : every(state.data)
          })
    }
  })
  return {
    // Reading `data` earlier would suspend the whole page.
    value: () => (query.isSuccess || query.isRefetchError ? query.data : undefined),
    failure: () => (query.isError ? failureOf(query.error) : undefined),
    asking: () => query.isFetching,
    again: () => void query.refetch()
  }
}
