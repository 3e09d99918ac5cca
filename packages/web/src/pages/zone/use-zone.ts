/** What several of a zone's pages ask. */
import { defined } from '@kachery-gateway/core/defined.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { zoneKeys } from './zone-keys.ts'

export const useZone = (zone: string) =>
  useAnswer(() => ({
    key: zoneKeys.zone(zone),
    ask: (api, signal) => api('GET /api/zones/{zone}', { path: { zone }, signal })
  }))

export const useZoneHealth = (zone: string) =>
  useAnswer(() => ({
    key: zoneKeys.health(zone),
    ask: (api, signal) => api('GET /api/zones/{zone}/health', { path: { zone }, signal })
  }))

/** `days`: the last so many, today too, or `all`; `client`: days of this one alone. */
export const useUsage = (zone: string, wanted: () => { days: string; client?: string | undefined }) =>
  useAnswer(() => {
    const { days, client } = wanted()
    const query = { days, ...defined({ client }) }
    return {
      key: [...zoneKeys.usage(zone), query],
      ask: (api, signal) => api('GET /api/zones/{zone}/usage', { path: { zone }, query, signal })
    }
  })

/** `limit`: at most so many; `type`: of this kind alone. */
export const useActivity = (zone: string, wanted: () => { limit: number; type?: string | undefined }) =>
  useAnswer(() => {
    const { limit, type } = wanted()
    const query = { limit: String(limit), ...defined({ type }) }
    return {
      key: [...zoneKeys.activity(zone), query],
      ask: (api, signal) => api('GET /api/zones/{zone}/activity', { path: { zone }, query, signal }),
      every: 30_000
    }
  })
