/** The API: where a zone's administrators' programs are told how its bucket is. */
import * as z from 'zod'
import { webhookEvents } from '../zones/webhook.ts'
import { nothing, OfZone, operation, plain } from './operation.ts'

const ofZone = { ...plain, caller: 'zone-administrator', path: OfZone } as const

const Delivery = z.object({
  event: z.enum(webhookEvents),
  /** ms since the epoch; when it was found, and when it was last sent. */
  at: z.number(),
  triedAt: z.number().nullable(),
  tries: z.int(),
  /** HTTP's; null: there was no answer, or it is not sent yet. */
  status: z.int().nullable(),
  /** `waiting`: it is sent again. */
  state: z.enum(['delivered', 'waiting', 'failed']),
  /** What is the matter and what to do. */
  problem: z.string().nullable()
})

export const webhookOperations = {
  'GET /api/zones/{zone}/webhook': operation({
    ...ofZone,
    summary: 'The webhook of a zone and what was sent there lately, the newest first; never its path or secret',
    answer: z.object({
      /** null: there is none. */
      webhook: z
        .object({
          /** Scheme, host and port. */
          origin: z.string(),
          setBy: z.string(),
          /** ms since the epoch */
          setAt: z.number(),
          deliveries: z.array(Delivery)
        })
        .nullable()
    })
  }),
  'PUT /api/zones/{zone}/webhook': operation({
    ...ofZone,
    summary: 'Sets the address that is told when the zone’s bucket breaks and works again; shows its secret, once',
    body: z.object({ address: z.string().trim().max(1_000) }),
    answer: z.object({ secret: z.string() }),
    errors: ['webhook.bad_address', 'zone.no_encryption_key']
  }),
  'POST /api/zones/{zone}/webhook/test': operation({
    ...ofZone,
    summary: 'Sends a test there, once in 10 s, and says what came back',
    answer: Delivery,
    errors: ['webhook.not_set', 'webhook.tested_just_now', 'webhook.unreadable']
  }),
  'DELETE /api/zones/{zone}/webhook': operation({
    ...ofZone,
    summary: 'Takes the webhook away',
    answer: nothing,
    errors: ['webhook.not_set']
  })
}
