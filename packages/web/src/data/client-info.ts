/** getClientInfo of the first wire: who a client is in a zone. Anyone may ask. */
import * as z from 'zod/mini'
import type { Answer } from './answer.ts'
import type { Api } from './api.ts'

const ClientInfo = z.discriminatedUnion('found', [
  z.object({ type: z.literal('getClientInfo'), found: z.literal(false) }),
  z.object({
    type: z.literal('getClientInfo'),
    found: z.literal(true),
    client: z.object({
      clientId: z.string(),
      ownerId: z.string(),
      /** ms since the epoch */
      timestampCreated: z.number(),
      label: z.string()
    })
  })
])
export type ClientInfo = z.infer<typeof ClientInfo>

/** `now`: ms since the epoch. */
export const getClientInfo = (
  api: Api,
  { clientId, zone, now }: { clientId: string; zone: string; now: number }
): Promise<Answer<ClientInfo>> =>
  api.post('/api/gateway', { payload: { type: 'getClientInfo', clientId, zone, timestamp: now } }, ClientInfo)
