/** The first of the zones where somebody can do something; all of them are in the account's list. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { useAnswer } from './use-answer.ts'

export type MyZone = AnswerOf<'GET /api/me/zones'>['items'][number]

const most = '20'

/** `asks`: whether somebody is signed in. */
export const useZonesAtAGlance = (asks: () => boolean) =>
  useAnswer(() => ({
    key: asks() ? ['GET /api/me/zones', 'at a glance'] : undefined,
    ask: (api, signal) => api('GET /api/me/zones', { query: { limit: most }, signal })
  }))
