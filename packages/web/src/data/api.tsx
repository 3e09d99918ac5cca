/** Hands the typed API of the gateway to whatever asks it, and keeps what it answered. */
import { type ApiClient, ApiError } from '@kachery-gateway/core/api/client.ts'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/solid-query'
import { createContext, type ParentProps, useContext } from 'solid-js'
import { isPassing } from './failures.ts'
import { sessionKey } from './session-key.ts'

const ApiContext = createContext<ApiClient>()

/** Kept answers are shown at once and asked for again when they are older, ms. */
const fresh = 15_000

export function ApiProvider(props: ParentProps<{ api: ApiClient }>) {
  // A session that has ended is noticed by whatever asks first; then everything that shows who is signed in asks.
  const noticed = (error: unknown) => {
    if (error instanceof ApiError && error.code === 'auth.signed_out')
      void client.invalidateQueries({ queryKey: sessionKey })
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: noticed }),
    mutationCache: new MutationCache({ onError: noticed }),
    defaultOptions: {
      queries: {
        staleTime: fresh,
        // Whether the computer is online is no matter to a gateway on it.
        networkMode: 'always',
        refetchOnReconnect: true,
        retry: (count, error) => count < 1 && isPassing(error),
        retryDelay: 700
      },
      mutations: { networkMode: 'always', retry: false }
    }
  })
  return (
    <ApiContext.Provider value={props.api}>
      <QueryClientProvider client={client}>{props.children}</QueryClientProvider>
    </ApiContext.Provider>
  )
}

export function useApi(): ApiClient {
  const api = useContext(ApiContext)
  if (api === undefined) throw new Error('no ApiProvider around this')
  return api
}
