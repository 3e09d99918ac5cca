/** The lists of one's account. */
import type { AnswerOf, ApiClient } from '@kachery-gateway/core/api/client.ts'
import { createSignal } from 'solid-js'
import { type Listing, type PageOf, searched, useListing } from '../../data/use-listing.ts'

/** `operation` names it for whoever changes something in it. */
function useMine<T, P extends PageOf<T>>(
  operation: string,
  ask: (api: ApiClient, call: ReturnType<typeof searched>) => Promise<P & PageOf<T>>,
  searchedAtFirst = ''
) {
  const [search, setSearch] = createSignal(searchedAtFirst)
  const rows = useListing<T, P>(() => ({
    key: [operation, 'list', search()],
    page: (api, call) => ask(api, searched(call, search()))
  }))
  return { ...rows, search, setSearch }
}

type MyClients = AnswerOf<'GET /api/me/clients'>
export const useMyClients = () =>
  useMine<MyClients['items'][number], MyClients>('GET /api/me/clients', (api, call) => api('GET /api/me/clients', call))

type MyZones = AnswerOf<'GET /api/me/zones'>
export const useMyZones = () =>
  useMine<MyZones['items'][number], MyZones>('GET /api/me/zones', (api, call) => api('GET /api/me/zones', call))

type MyResources = AnswerOf<'GET /api/me/resources'>
export const useMyResources = (search: string) =>
  useMine<MyResources['items'][number], MyResources>(
    'GET /api/me/resources',
    (api, call) => api('GET /api/me/resources', call),
    search
  )

interface Searched<T, P extends PageOf<T>> extends Listing<T, P> {
  search(): string
  setSearch(text: string): void
}

/** Of a list that is on one page nobody needs to search. */
export const searchOf = <T, P extends PageOf<T>>(rows: Searched<T, P>, label: string) =>
  rows.search() !== '' || rows.hasMore() ? { search: { value: rows.search(), onSearch: rows.setSearch, label } } : {}
