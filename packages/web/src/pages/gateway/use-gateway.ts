/** What several pages of the gateway's administration ask. */
import { useAnswer } from '../../data/use-answer.ts'
import { gatewayKeys } from './gateway-keys.ts'

export const useConfiguration = () =>
  useAnswer(() => ({
    key: gatewayKeys.configuration,
    ask: (api, signal) => api('GET /api/configuration', { signal })
  }))

export const useJobs = () =>
  useAnswer(() => ({
    key: gatewayKeys.jobs,
    ask: (api, signal) => api('GET /api/jobs', { signal }),
    every: 60_000
  }))
