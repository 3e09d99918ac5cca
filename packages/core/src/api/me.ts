/** The API: who is signed in, and what is theirs. */
import * as z from 'zod'
import { KeyRights, NewApiKey } from '../model/api-key.ts'
import { ShownClient } from '../model/client.ts'
import { ShownResource } from '../model/resource.ts'
import { nothing, OfClientIn, operation, pageOf, plain, SearchQuery } from './operation.ts'

const Me = z.object({
  login: z.string(),
  /** All names that mean this account here. */
  labels: z.array(z.string()),
  gatewayAdministrator: z.boolean(),
  /** How many; those that ended are among them until they are revoked. */
  apiKeys: z.int(),
  /** How many zones one may add oneself, and how many one has added. */
  zones: z.object({ added: z.int(), limit: z.int() })
})

/** Times are ms since the epoch. The key itself is shown once. */
const ShownApiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** null: all zones. */
  zone: z.string().nullable(),
  rights: KeyRights,
  createdAt: z.number(),
  endsAt: z.number().nullable(),
  /** Within an hour; null: not yet. */
  usedAt: z.number().nullable()
})

const ZoneOfMine = z.object({
  zone: z.string(),
  /** null: a zone of the configuration, which nobody owns. */
  ownerId: z.string().nullable(),
  /** `administrator`: by the zone's settings. `user`: who can store or load files there, and no more. */
  role: z.enum(['owner', 'administrator', 'user']),
  /** null: the settings can't be read now. */
  rights: z.object({ upload: z.boolean(), download: z.boolean(), administer: z.boolean() }).nullable()
})

/** What its operator says of the gateway. */
const About = z.object({
  /** Of the gateway, or of the lab that runs it. */
  name: z.string(),
  version: z.string(),
  /** A picture; https. */
  logoUrl: z.string().nullable(),
  /** How to reach whoever runs the gateway: an https or a mailto address. */
  contactUrl: z.string().nullable(),
  docsUrl: z.string()
})

export const meOperations = {
  'GET /api/me': operation({
    ...plain,
    caller: 'anyone',
    programs: 'download',
    query: OfClientIn,
    summary: 'Who is signed in, and what a page needs to know of the gateway',
    answer: z.object({
      me: Me.nullable(),
      gatewayUrl: z.string(),
      /** Whether anybody can sign in here. */
      signIn: z.boolean(),
      /** Whether that takes just a name. */
      signInByName: z.boolean(),
      /** Whether it can tell which teams one is in at GitHub. */
      signInWithTeams: z.boolean(),
      /** Of reCAPTCHA, where requests must carry its token. */
      captchaSiteKey: z.string().nullable(),
      about: About
    })
  }),
  'POST /api/me/sign-out': operation({
    ...plain,
    caller: 'anyone',
    summary: 'Ends the session of this browser, within 60 s wherever its cookie was copied to; API keys stay',
    answer: nothing
  }),
  'POST /api/me/sign-out-everywhere': operation({
    ...plain,
    caller: 'user',
    summary: 'Ends all sessions of the account, within 60 s; API keys stay',
    answer: nothing
  }),
  'GET /api/me/api-keys': operation({
    ...plain,
    caller: 'user',
    summary: 'One’s own API keys, the newest first',
    answer: z.object({ items: z.array(ShownApiKey) })
  }),
  'POST /api/me/api-keys': operation({
    ...plain,
    caller: 'user',
    summary: 'Makes an API key for the second generation of clients; shown this once',
    body: NewApiKey,
    answer: z.object({ apiKey: z.string(), made: ShownApiKey }),
    errors: ['api_key.too_many', 'api_key.ends_in_past', 'zone.not_found']
  }),
  'DELETE /api/me/api-keys': operation({
    ...plain,
    caller: 'user',
    summary: 'Revokes all API keys, within 60 s',
    answer: nothing
  }),
  'DELETE /api/me/api-keys/{apiKey}': operation({
    ...plain,
    caller: 'user',
    summary: 'Revokes an API key by its id, within 60 s; where there is none, nothing happens',
    path: z.object({ apiKey: z.string().max(100) }),
    answer: nothing
  }),
  'GET /api/me/github-teams': operation({
    ...plain,
    caller: 'user',
    summary: 'The teams at GitHub by which one reads files here; /api/sign-in?teams=1 leads to GitHub’s consent',
    answer: z.object({
      /** null: one doesn’t let this gateway see them. Times are ms since the epoch; from `until` on it counts for nothing. */
      seen: z.object({ teams: z.array(z.string()), at: z.number(), until: z.number() }).nullable()
    })
  }),
  'DELETE /api/me/github-teams': operation({
    ...plain,
    caller: 'user',
    summary: 'Forgets one’s teams at GitHub, and asks for them no more; counts within 60 s',
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
    summary: 'The zones where one can do something, one’s own first; a page may be short, or empty, and have a next',
    query: SearchQuery,
    answer: pageOf(ZoneOfMine)
  })
}
