/** The API: clients and resources of a zone. */
import * as z from 'zod'
import { cleanLabel } from '../ids/clean-label.ts'
import { ClientId } from '../ids/client-id.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { maxLabelLength, ShownClient } from '../model/client.ts'
import { ShownResource } from '../model/resource.ts'
import { Looked } from './administration.ts'
import { nothing, OfZone, operation, PageQuery, pageOf, plain, SearchQuery } from './operation.ts'

const OfClient = z.object({ zone: ZoneName, clientId: ClientId })
const OfResource = z.object({ name: ResourceName })

const Signature = z.string().regex(/^[0-9a-f]{128}$/, 'must be 128 lower-case hex digits')
const Label = z.string().max(maxLabelLength, `must have at most ${maxLabelLength} characters`).overwrite(cleanLabel)
const captcha = { captchaToken: z.string().max(4096).optional() }

/** An http or https address: a page makes a link of it. */
const ProxyUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2000, 'must have at most 2,000 characters')

/** YYYY-MM-DD in UTC, as far as usage is counted; null: not yet. */
const lastUsed = z.string().nullable()

const ClientPage = pageOf(ShownClient.extend({ lastUsed })).extend({
  /** True while records of an older gateway are still being imported: ask again for the rest. */
  importing: z.boolean()
})
const ResourcePage = pageOf(ShownResource).extend({ importing: z.boolean() })

export const clientOperations = {
  'GET /api/zones/{zone}/clients': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'The clients of a zone, by id or as they are found',
    path: OfZone,
    query: SearchQuery,
    answer: ClientPage
  }),
  'POST /api/zones/{zone}/clients': operation({
    ...plain,
    caller: 'zone-user',
    summary: 'Makes a client one’s own in a zone; its signature of {"type":"addClient"} is the proof',
    path: OfZone,
    body: z.object({ clientId: ClientId, signature: Signature, label: Label, ...captcha }),
    answer: ShownClient,
    errors: ['auth.bad_signature', 'client.owned_by_other', 'client.removed', 'client.too_many', 'captcha.failed']
  }),
  'POST /api/zones/{zone}/clients/{clientId}/check-proof': operation({
    ...plain,
    caller: 'zone-visitor',
    summary: 'Whether a registration link is in order, before anybody is asked; changes nothing',
    path: OfClient,
    body: z.object({ signature: Signature }),
    answer: z.object({ proven: z.boolean(), registered: ShownClient.nullable() })
  }),
  'GET /api/zones/{zone}/clients/{clientId}': operation({
    ...plain,
    caller: 'zone-visitor',
    summary: 'A client of a zone',
    path: OfClient,
    answer: ShownClient.extend({
      /** Whether it is the signed-in user's. */
      mine: z.boolean()
    }),
    errors: ['client.not_found']
  }),
  'PATCH /api/zones/{zone}/clients/{clientId}': operation({
    ...plain,
    caller: 'client-owner',
    summary: 'Renames a client',
    path: OfClient,
    body: z.object({ label: Label }),
    answer: ShownClient,
    errors: ['client.not_found', 'client.not_yours', 'record.changed_meanwhile']
  }),
  'DELETE /api/zones/{zone}/clients/{clientId}': operation({
    ...plain,
    caller: 'client-owner-or-zone-administrator',
    summary: 'Removes a client from a zone, within 60 s',
    path: OfClient,
    answer: nothing,
    errors: ['client.not_found']
  }),
  'GET /api/zones/{zone}/clients/{clientId}/last-activity': operation({
    ...plain,
    caller: 'client-owner-or-zone-administrator',
    summary: 'What a client did last, as far back as was looked; `next` looks further',
    path: OfClient,
    query: z.object({ after: PageQuery.shape.after }),
    answer: z.object({
      /** `time`: ms since the epoch. null: nothing as far as was looked. */
      last: z.object({ time: z.number(), type: z.string() }).nullable(),
      /** Give it back as `after` to look further; null: there is nothing further. */
      next: z.string().nullable(),
      lastUsed,
      ...Looked
    }),
    errors: ['client.not_found']
  }),
  'GET /api/zones/{zone}/resources': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'The resources of a zone',
    path: OfZone,
    query: SearchQuery,
    answer: ResourcePage
  }),
  'POST /api/zones/{zone}/resources': operation({
    ...plain,
    caller: 'zone-user',
    summary: 'Adds a resource of one’s own',
    path: OfZone,
    body: z.object({ resourceName: ResourceName, proxyUrl: ProxyUrl }),
    answer: ShownResource,
    errors: ['resource.exists', 'resource.too_many']
  }),
  'PATCH /api/zones/{zone}/resource': operation({
    ...plain,
    caller: 'resource-owner',
    summary: 'Has a resource lead elsewhere',
    path: OfZone,
    query: OfResource,
    body: z.object({ proxyUrl: ProxyUrl }),
    answer: ShownResource,
    errors: ['resource.not_found', 'resource.not_yours', 'record.changed_meanwhile']
  }),
  'DELETE /api/zones/{zone}/resource': operation({
    ...plain,
    caller: 'resource-owner-or-zone-administrator',
    summary: 'Removes a resource from a zone',
    path: OfZone,
    query: OfResource,
    answer: nothing,
    errors: ['resource.not_found']
  })
}
