/** The API: what administrators look at: usage and activity of a zone, users and configuration of the gateway. */
import * as z from 'zod'
import { SettingsChanges } from '../activity/activity-line.ts'
import { ClientId } from '../ids/client-id.ts'
import { UserLabel } from '../ids/user-label.ts'
import { AdoptionPhase, AdoptionSum } from '../model/adoption.ts'
import { StoragePrice } from '../model/stored-sum.ts'
import { nothing, OfZone, operation, PageQuery, pageOf, plain, SearchQuery } from './operation.ts'

const number = z.number()
const Numbers = z.object({
  uploadSize: number,
  uploadCount: number,
  downloadSize: number,
  downloadCount: number,
  fallbackDownloadSize: number,
  fallbackDownloadCount: number
})

const ClientUsage = Numbers.extend({ client: z.string(), ownerId: z.string().nullable() })
/** As it is registered now. */
const clientLabel = z.string().nullable()

const Stored = z.object({
  stored: z.object({ at: number, files: z.int(), bytes: number }).nullable(),
  growth: z.object({ since: number, files: z.int(), bytes: number }).nullable(),
  price: StoragePrice.nullable(),
  costPerMonth: number.nullable(),
  /** What accounts have of it, the 200 that have most; null: the zone's files have no owners. */
  byAccount: z
    .object({
      /** null: not counted yet. */
      countedAt: number.nullable(),
      /** `owner`: null is nobody. */
      accounts: z.array(z.object({ owner: z.string().nullable(), files: z.int(), bytes: number })),
      more: z.int()
    })
    .nullable(),
  /** Files that lay in the bucket under other names; null: nobody asked to adopt them. */
  adoption: z.object({ phase: AdoptionPhase, found: AdoptionSum, adopted: AdoptionSum }).nullable()
})

/** The last so many; `all`: as far back as anything is counted. */
const isDays = 'must be a whole number from 1 to 366, or all'
const Days = z
  .string()
  .regex(/^([1-9]\d{0,2}|all)$/, isDays)
  .transform(text => (text === 'all' ? ('all' as const) : Number(text)))
  .refine(days => days === 'all' || days <= 366, isDays)
  .default(30)

/** What a page of activity says of itself. */
export const Looked = {
  /** How far it has looked, ms since the epoch; null: to the end. */
  lookedBackTo: number.nullable(),
  /** False where items that are not archived yet are missing. */
  complete: z.boolean()
}

const ActivityLine = z.object({
  time: number,
  type: z.string(),
  clientId: z.string().nullable(),
  login: z.string().nullable(),
  hash: z.string().nullable(),
  size: number.nullable(),
  found: z.boolean().nullable(),
  success: z.boolean().nullable(),
  error: z.string().nullable(),
  about: z.string().nullable(),
  label: z.string().nullable(),
  /** Of the client that did it, as it is registered now. */
  clientLabel,
  clientOwner: z.string().nullable(),
  /** What a change of settings changed: switches of before and after. */
  settings: SettingsChanges.nullable(),
  elapsed: number,
  userAgent: z.string().nullable()
})

export const administrationOperations = {
  'GET /api/zones/{zone}/usage': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Uploads and downloads of the last days or of all time, by day and by client; bytes and counts',
    path: OfZone,
    query: z.object({
      days: Days,
      /** Days and total of this client alone. */
      client: z.string().min(1).max(100).optional()
    }),
    answer: z.object({
      /** ms since the epoch; null: not yet. */
      countedAt: number.nullable(),
      days: z.array(Numbers.extend({ date: z.string() })),
      /** Those that moved most bytes, at most 200. */
      clients: z.array(ClientUsage.extend({ label: clientLabel })),
      moreClients: z.int(),
      total: Numbers
    }),
    errors: ['usage.too_large']
  }),
  'GET /api/zones/{zone}/usage/clients': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Uploads and downloads of the last days of every client, by its name; as many as 1 MB holds',
    path: OfZone,
    query: z.object({ days: Days, after: PageQuery.shape.after }),
    answer: pageOf(ClientUsage),
    errors: ['usage.too_large']
  }),
  'GET /api/zones/{zone}/stored': operation({
    ...plain,
    caller: 'zone-administrator',
    summary:
      'Files and bytes that a zone stores, as they were counted last, by account, their growth over 30 days, and their cost',
    path: OfZone,
    answer: Stored
  }),
  'PUT /api/zones/{zone}/storage-price': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'Sets what a month of 1,000,000,000 bytes costs; null takes the price back',
    path: OfZone,
    body: z.object({ price: StoragePrice.nullable() }),
    answer: Stored
  }),
  'GET /api/zones/{zone}/activity': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'What happened in a zone, the newest first; a page may be short, or empty, and have a next',
    path: OfZone,
    query: PageQuery.extend({
      type: z.string().max(50).optional(),
      /** What this client did itself. */
      client: ClientId.optional(),
      /** In what a line says: a person, a hash, a label; or a client's label or owner. */
      text: z.string().trim().max(100).optional()
    }),
    answer: pageOf(ActivityLine).extend(Looked)
  }),
  'GET /api/users': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Who has signed in, by account id or as they are found',
    query: SearchQuery,
    answer: pageOf(
      z.object({
        accountId: z.string(),
        login: z.string(),
        labels: z.array(z.string()),
        signedInAt: number,
        apiKeys: z.int(),
        /** Also by another login of the account. */
        blocked: z.boolean()
      })
    )
  }),
  'DELETE /api/users/login': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Frees a login that changed hands: whoever signs in under it next is who it means',
    query: z.object({ login: UserLabel }),
    answer: nothing,
    errors: ['user.not_found', 'user.administers_gateway']
  }),
  'POST /api/users/sign-out': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Ends the sessions and the API keys of an account, within 60 s; it may sign in again',
    body: z.object({ accountId: z.string().min(1).max(200) }),
    answer: nothing,
    errors: ['user.not_found']
  }),
  'GET /api/blocked-logins': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'The logins that are blocked, in the order in which they were',
    answer: z.object({ items: z.array(z.object({ login: z.string(), since: number, by: z.string() })) })
  }),
  'POST /api/blocked-logins': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Blocks a login, within 60 s: its user’s sessions, API keys, GitHub tokens and clients are refused',
    body: z.object({ login: UserLabel }),
    answer: nothing,
    errors: ['user.administers_gateway', 'user.too_many_blocked']
  }),
  'DELETE /api/blocked-logins': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Unblocks a login, within 60 s: what it had works again',
    query: z.object({ login: UserLabel }),
    answer: nothing
  }),
  'GET /api/configuration': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'The configuration as the gateway sees it, without secrets',
    answer: z.object({
      publicUrl: z.string(),
      administrators: z.array(z.string()),
      allowedOrigins: z.array(z.string()),
      zones: z.array(z.object({ zone: z.string(), bucketUri: z.string(), fallbackBucketUri: z.string().nullable() })),
      /** bytes */
      largestFile: number,
      verifiedInRequest: number,
      signIn: z.boolean(),
      captcha: z.boolean(),
      keepsCredentials: z.boolean(),
      /** What it lacks, in words. */
      lacks: z.array(z.string())
    })
  })
}
