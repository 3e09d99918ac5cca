/** What several pages of the gateway's administration ask. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { gatewayKeys } from './gateway-keys.ts'

export const useConfiguration = () =>
  useAnswer(() => ({
    key: gatewayKeys.configuration,
    ask: (api, signal) => api('GET /api/configuration', { signal })
  }))

/** `awaits`: whether what is known is about to change. */
export const useJobs = (awaits: (known: AnswerOf<'GET /api/jobs'>) => boolean = () => false) =>
  useAnswer(() => ({
    key: gatewayKeys.jobs,
    ask: (api, signal) => api('GET /api/jobs', { signal }),
    every: known => (known !== undefined && awaits(known) ? 2_000 : 60_000)
  }))
