/** Something that a person has the gateway do: shown as done where that is safe, taken back with a message if refused. */
import type { ApiClient } from '@kachery-gateway/core/api/client.ts'
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/solid-query'
import { toast } from '../ui/toasts.tsx'
import { useApi } from './api.tsx'
import { type Failure, failureOf } from './failures.ts'

interface ChangeOptions<I, T, M> {
  work(api: ApiClient, input: I): Promise<T>
  /** What is asked for anew afterwards: every key that begins with one of these. */
  affects?: (input: I) => readonly QueryKey[]
  /** What is shown meanwhile in place of a kept answer: the answer with the change. */
  meanwhile?: (input: I) => { key: QueryKey; change(before: M): M }
  /** Said when it is done. */
  done?: string | ((answer: T, input: I) => string)
  /** Said above the gateway's sentence when it is not; absent: the page shows `failure` itself. */
  refused?: string
  onDone?: (answer: T, input: I) => void
}

export interface Change<I, T> {
  /** Nothing where it is at it already. */
  run(input: I): void
  /** Resolves to undefined where it was refused; where it is at it already, to what comes of that. */
  runAndWait(input: I): Promise<T | undefined>
  busy(): boolean
  failure(): Failure | undefined
  /** Forgets `failure`. */
  reset(): void
}

export function useChange<I, T, M = unknown>(options: ChangeOptions<I, T, M>): Change<I, T> {
  const api = useApi()
  const kept = useQueryClient()
  const mutation = useMutation(() => ({
    mutationFn: (input: I) => options.work(api, input),
    onMutate: async (input: I): Promise<[QueryKey, unknown][]> => {
      const shown = options.meanwhile?.(input)
      if (shown === undefined) return []
      await kept.cancelQueries({ queryKey: shown.key })
      const before = kept.getQueriesData({ queryKey: shown.key })
      kept.setQueriesData<M>({ queryKey: shown.key }, data => (data === undefined ? undefined : shown.change(data)))
      return before
    },
    onError: (error: unknown, _input: I, before: [QueryKey, unknown][] | undefined) => {
      for (const [key, data] of before ?? []) kept.setQueryData(key, data)
      if (options.refused !== undefined)
        toast({ severity: 'bad', title: options.refused, text: failureOf(error).sentence })
    },
    onSuccess: (answer: T, input: I) => {
      const { done, onDone } = options
      if (done !== undefined) toast({ severity: 'good', title: typeof done === 'string' ? done : done(answer, input) })
      onDone?.(answer, input)
    },
    onSettled: async (_answer: T | undefined, _error: unknown, input: I) => {
      await Promise.all((options.affects?.(input) ?? []).map(queryKey => kept.invalidateQueries({ queryKey })))
    }
  }))
  let running: Promise<T | undefined> | undefined
  // Whoever presses twice has it done once: `isPending` comes a moment later than the second press may.
  const run = (input: I) => {
    running ??= mutation
      .mutateAsync(input)
      .catch(() => undefined)
      .finally(() => {
        running = undefined
      })
    return running
  }
  return {
    run: input => void run(input),
    runAndWait: run,
    busy: () => mutation.isPending,
    failure: () => (mutation.isError ? failureOf(mutation.error) : undefined),
    reset: () => mutation.reset()
  }
}
