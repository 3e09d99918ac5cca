/** The API: zones, and the buckets that they lie in. */
import * as z from 'zod'
import { GitHubLogin } from '../ids/user-label.ts'
import { webOrigin } from '../ids/web-origin.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { ScratchLimits } from '../model/scratch-limits.ts'
import { KeptCredentials } from '../zones/kept-credentials.ts'
import { nothing, OfZone, operation, pageOf, plain, SearchQuery } from './operation.ts'

const Zone = z.object({
  zone: z.string(),
  /** null: a zone of the configuration, which nobody owns. */
  ownerId: z.string().nullable(),
  /** No credentials in it. */
  bucketUri: z.string(),
  fallbackBucketUri: z.string().nullable(),
  directory: z.string(),
  /** Where the zone is known from. */
  kind: z.enum(['configured', 'registered']),
  /** Whether its bucket was given through the site. */
  ownBucket: z.boolean(),
  /** Whether no other zone uses its bucket, so that its administrators may test it and set its CORS rules. */
  wholeBucket: z.boolean(),
  scratch: ScratchLimits.nullable(),
  /** Whether its files have readers of their own. */
  readers: z.boolean(),
  /** Whether who asks can remove and rename it. */
  owned: z.boolean()
})

const ListedZone = z.object({
  zone: z.string(),
  ownerId: z.string().nullable(),
  kind: z.enum(['configured', 'registered']),
  ownBucket: z.boolean(),
  scratch: z.boolean()
})

const Step = z.object({
  step: z.enum(['write', 'read', 'list', 'sign', 'headers', 'delete']),
  ok: z.boolean(),
  /** What happened, and where it failed what to do. */
  message: z.string(),
  /** ms */
  elapsed: z.number()
})

const Origin = z
  .string()
  .max(300)
  .refine(text => webOrigin(text) === text, 'must be an http or https origin such as https://figurl.org, or *')

const NewBucket = z.object({
  bucketUri: z.string().max(300),
  /** Without slashes at its ends; '' for none. */
  directory: z.string().max(500).default(''),
  credentials: KeptCredentials
})

/** Of gateway administrators alone: with what was there before, as the refusal without it says. */
const OverExisting = z.boolean().optional()

const captcha = { captchaToken: z.string().max(4096).optional() }

export const zoneOperations = {
  'POST /api/zones': operation({
    ...plain,
    caller: 'user',
    summary: 'Adds a zone in the default bucket: one’s own login, or what begins with it and a dot',
    body: z.object({ zone: ZoneName, overExisting: OverExisting, ...captcha }),
    answer: z.object({ zone: z.string(), ownerId: z.string() }),
    errors: [
      'zone.name_not_yours',
      'zone.name_taken',
      'zone.place_taken',
      'zone.had_before',
      'zone.too_many',
      'zone.no_default_bucket',
      'captcha.failed'
    ]
  }),
  'GET /api/zones': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'All zones, or those that are found: of the configuration on the first page, then of the registry by name',
    query: SearchQuery,
    answer: pageOf(ListedZone)
  }),
  'POST /api/zones-with-bucket': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Adds a zone with a bucket of its own; the bucket is tested first, its credentials are never shown again',
    body: NewBucket.extend({ zone: ZoneName, ownerId: GitHubLogin, overExisting: OverExisting }),
    answer: z.object({ zone: z.string(), ownerId: z.string(), steps: z.array(Step) }),
    errors: [
      'user.unknown_login',
      'user.login_free',
      'zone.name_taken',
      'zone.place_taken',
      'zone.had_before',
      'zone.bad_bucket',
      'zone.bucket_test_failed',
      'zone.no_encryption_key'
    ]
  }),
  'POST /api/bucket-tests': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Tests a bucket without keeping anything of it',
    body: NewBucket,
    answer: z.object({ ok: z.boolean(), steps: z.array(Step) }),
    errors: ['zone.bad_bucket']
  }),
  'GET /api/zones/{zone}': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'A zone and its storage',
    path: OfZone,
    answer: Zone
  }),
  'PATCH /api/zones/{zone}': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Hands a zone over, or marks it as scratch within limits (null: no longer)',
    path: OfZone,
    body: z.object({
      ownerId: GitHubLogin.optional(),
      scratch: ScratchLimits.nullable().optional(),
      /** The zone's name, where it becomes scratch or its files go sooner. */
      confirm: z.string().max(100).optional()
    }),
    answer: ListedZone,
    errors: [
      'user.unknown_login',
      'user.login_free',
      'zone.configured',
      'zone.scratch_unconfirmed',
      'record.changed_meanwhile'
    ]
  }),
  'PUT /api/zones/{zone}/credentials': operation({
    ...plain,
    caller: 'bucket-administrator',
    summary: 'Gives new credentials to a zone’s own bucket, once they passed the test; in use within 60 s',
    path: OfZone,
    body: z.object({ credentials: KeptCredentials }),
    answer: z.object({ steps: z.array(Step) }),
    errors: [
      'zone.configured',
      'zone.in_default_bucket',
      'zone.bad_bucket',
      'zone.bucket_test_failed',
      'zone.no_encryption_key'
    ]
  }),
  'POST /api/zones/{zone}/name': operation({
    ...plain,
    caller: 'zone-owner',
    summary: 'Gives another name to a zone that has no files, clients and resources',
    path: OfZone,
    body: z.object({ zone: ZoneName }),
    answer: z.object({ zone: z.string() }),
    errors: ['zone.not_empty', 'zone.name_not_yours', 'zone.name_taken', 'zone.had_before', 'zone.configured']
  }),
  'DELETE /api/zones/{zone}': operation({
    ...plain,
    caller: 'zone-owner',
    summary: 'Removes a zone from the gateway; its bucket stays as it is',
    path: OfZone,
    /** `confirm`: its name, where it has files. */
    query: z.object({ confirm: z.string().max(100).optional() }),
    answer: nothing,
    errors: ['zone.configured', 'zone.removal_unconfirmed']
  }),
  'POST /api/zones/{zone}/connection-test': operation({
    ...plain,
    caller: 'bucket-administrator',
    summary: 'Tests the zone’s bucket, step by step',
    path: OfZone,
    answer: z.object({ ok: z.boolean(), steps: z.array(Step) })
  }),
  'GET /api/zones/{zone}/cors': operation({
    ...plain,
    caller: 'bucket-administrator',
    summary: 'Origins that the bucket’s CORS rules name; null where only the store’s own tools tell',
    path: OfZone,
    answer: z.object({ origins: z.array(z.string()).nullable() }),
    errors: ['bucket.cors_not_offered', 'zone.bucket_away']
  }),
  'PUT /api/zones/{zone}/cors': operation({
    ...plain,
    caller: 'bucket-administrator',
    summary:
      'Sets the bucket’s CORS rules so that pages of these origins can load and store; on Google shows the commands',
    path: OfZone,
    body: z.object({ origins: z.array(Origin).max(50) }),
    answer: z.object({ origins: z.array(z.string()) }),
    errors: ['bucket.cors_by_hand', 'bucket.cors_not_offered']
  })
}
