/** Hands the API to whatever asks it, and tells what comes of asking. */
import { createContext, createResource, type ParentProps, useContext } from 'solid-js'
import type { Answer } from './answer.ts'
import type { Api } from './api.ts'

const ApiContext = createContext<Api>()

export function ApiProvider(props: ParentProps<{ api: Api }>) {
  return <ApiContext.Provider value={props.api}>{props.children}</ApiContext.Provider>
}

/**
 * Asks at once, and again whenever what `source` says changes or `again` is called. `answer` is undefined while the
 * gateway is asked. A `source` that says undefined asks nothing.
 */
export function createQuestion<S, T>(source: () => S | undefined, ask: (api: Api, about: S) => Promise<Answer<T>>) {
  const api = useContext(ApiContext)
  if (api === undefined) throw new Error('no ApiProvider around this')
  const [asked, { refetch }] = createResource(source, about => ask(api, about))
  return {
    answer: (): Answer<T> | undefined => (asked.state === 'ready' ? asked() : undefined),
    again: () => void refetch()
  }
}
