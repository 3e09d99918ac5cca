/** What several of a zone's pages ask. */
import { defined } from '@kachery-gateway/core/defined.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { zoneKeys } from './zone-keys.ts'

export const useZone = (zone: string) =>
  useAnswer(() => ({
    key: zoneKeys.zone(zone),
    ask: (api, signal) => api('GET /api/zones/{zone}', { path: { zone }, signal })
  }))

/** `asks`: whether who is signed in is told. */
export const useZoneHealth = (zone: string, asks: () => boolean = () => true) =>
  useAnswer(() => ({
    key: asks() ? zoneKeys.health(zone) : undefined,
    ask: (api, signal) => api('GET /api/zones/{zone}/health', { path: { zone }, signal })
  }))

/** `days`: the last so many, today too, or `all`; `client`: days of this one alone. */
export const useUsage = (
  zone: string,
  wanted: () => { days: string; client?: string | undefined },
  asks: () => boolean = () => true
) =>
  useAnswer(() => {
    const { days, client } = wanted()
    const query = { days, ...defined({ client }) }
    return {
      key: asks() ? [...zoneKeys.usage(zone), query] : undefined,
      ask: (api, signal) => api('GET /api/zones/{zone}/usage', { path: { zone }, query, signal })
    }
  })

/** `limit`: at most so many; `text`: what says this alone. */
export const useActivity = (zone: string, wanted: () => { limit: number; text?: string | undefined }) =>
  useAnswer(() => {
    const { limit, text } = wanted()
    const query = { limit: String(limit), ...defined({ text }) }
    return {
      key: [...zoneKeys.activity(zone), query],
      ask: (api, signal) => api('GET /api/zones/{zone}/activity', { path: { zone }, query, signal }),
      every: 30_000
    }
  })
