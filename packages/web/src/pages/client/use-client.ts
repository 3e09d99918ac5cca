/** A client of a zone, and what it did last. */
import { type AnswerOf, ApiError } from '@kachery-gateway/core/api/client.ts'
import { useAnswer } from '../../data/use-answer.ts'

export interface ClientAddress {
  clientId: string
  zone: string
}

export const clientKey = ({ zone, clientId }: ClientAddress) =>
  ['GET /api/zones/{zone}/clients/{clientId}', zone, clientId] as const

export type KnownClient = AnswerOf<'GET /api/zones/{zone}/clients/{clientId}'>

/** `client`: null where there is none. */
export const useClient = (about: ClientAddress) =>
  useAnswer(() => ({
    key: clientKey(about),
    ask: async (api, signal): Promise<{ client: KnownClient | null }> => {
      try {
        return { client: await api('GET /api/zones/{zone}/clients/{clientId}', { path: { ...about }, signal }) }
      } catch (error) {
        if (error instanceof ApiError && error.code === 'client.not_found') return { client: null }
        throw error
      }
    }
  }))

/** `may`: whether who is signed in may know it. `after`: from where to look further back. */
export const useLastActivity = (about: ClientAddress, may: () => boolean, after: () => string | undefined) =>
  useAnswer(() => ({
    key: may()
      ? ['GET /api/zones/{zone}/clients/{clientId}/last-activity', about.zone, about.clientId, after() ?? '']
      : undefined,
    ask: (api, signal) =>
      api('GET /api/zones/{zone}/clients/{clientId}/last-activity', {
        path: { ...about },
        query: after() === undefined ? {} : { after: after() },
        signal
      })
  }))
