/** The API: who is signed in, and what is theirs. */
import * as z from 'zod'
import { ShownClient } from '../model/client.ts'
import { ShownResource } from '../model/resource.ts'
import { nothing, operation, pageOf, plain, SearchQuery } from './operation.ts'

const Me = z.object({
  login: z.string(),
  /** All names that mean this account here. */
  labels: z.array(z.string()),
  gatewayAdministrator: z.boolean(),
  /** `createdAt`: ms since the epoch. The key itself is never shown again. */
  apiKey: z.object({ createdAt: z.number() }).nullable(),
  /** How many zones one may add oneself, and how many one has added. */
  zones: z.object({ added: z.int(), limit: z.int() })
})

const ZoneOfMine = z.object({
  zone: z.string(),
  /** null: a zone of the configuration, which nobody owns. */
  ownerId: z.string().nullable(),
  /** `administrator`: by the zone's settings. */
  role: z.enum(['owner', 'administrator'])
})

export const meOperations = {
  'GET /api/me': operation({
    ...plain,
    caller: 'anyone',
    summary: 'Who is signed in, and what a page needs to know of the gateway',
    answer: z.object({
      me: Me.nullable(),
      gatewayUrl: z.string(),
      /** Whether anybody can sign in here. */
      signIn: z.boolean(),
      /** Of reCAPTCHA, where requests must carry its token. */
      captchaSiteKey: z.string().nullable()
    })
  }),
  'POST /api/me/sign-out': operation({
    ...plain,
    caller: 'anyone',
    summary: 'Ends the session of this browser, within 60 s wherever its cookie was copied to; the API key stays',
    answer: nothing
  }),
  'POST /api/me/sign-out-everywhere': operation({
    ...plain,
    caller: 'user',
    summary: 'Ends all sessions of the account, within 60 s; the API key stays',
    answer: nothing
  }),
  'POST /api/me/api-key': operation({
    ...plain,
    caller: 'user',
    summary: 'Makes an API key for the second generation of clients, in place of an earlier one; shown this once',
    answer: z.object({ apiKey: z.string(), createdAt: z.number() })
  }),
  'DELETE /api/me/api-key': operation({
    ...plain,
    caller: 'user',
    summary: 'Revokes the API key, within 60 s',
    answer: nothing
  }),
  'GET /api/me/clients': operation({
    ...plain,
    caller: 'user',
    summary: 'One’s own clients, of all zones',
    query: SearchQuery,
    answer: pageOf(ShownClient.extend({ zone: z.string() }))
  }),
  'GET /api/me/resources': operation({
    ...plain,
    caller: 'user',
    summary: 'One’s own resources, of all zones',
    query: SearchQuery,
    answer: pageOf(ShownResource.extend({ zone: z.string() }))
  }),
  'GET /api/me/zones': operation({
    ...plain,
    caller: 'user',
    summary: 'The zones that one owns, then those that one administers; a page may be short, or empty, and have a next',
    query: SearchQuery,
    answer: pageOf(ZoneOfMine)
  })
}
