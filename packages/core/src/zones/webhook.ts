/**
 * The webhook of a zone: where its administrators' programs are told how its bucket is, and what was sent there lately.
 * One record of the registry. Address and secret are encrypted: either may let its reader speak in the other's name.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import { type WebhookFailure, webhookFailures } from '../stores/webhooks.ts'

export const webhookEvents = ['zone.broken', 'zone.works', 'test'] as const

const Delivery = z.object({
  /** Of one event always the same, however often it is sent. */
  id: z.string(),
  event: z.enum(webhookEvents),
  /** ms since the epoch: since when it is so, and when it was found. */
  since: z.number(),
  at: z.number(),
  problem: z.string().nullable(),
  tries: z.int(),
  /** ms since the epoch */
  triedAt: z.number().nullable(),
  /** What came of the last try; both null: nothing was sent yet, or it is on its way. */
  status: z.int().nullable(),
  failure: z.enum(webhookFailures).nullable(),
  /** ms since the epoch, from when on it is sent again; null: not any more. */
  next: z.number().nullable()
})
export type Delivery = z.infer<typeof Delivery>

const ZoneWebhook = z.object({
  /** Scheme, host and port of the address, to be shown. */
  origin: z.string(),
  sealed: z.string(),
  /** Whether the address may lead to the gateway's own machine and network. */
  local: z.boolean(),
  setBy: z.string(),
  /** ms since the epoch */
  setAt: z.number(),
  /** The newest last. */
  deliveries: z.array(Delivery)
})
export type ZoneWebhook = z.infer<typeof ZoneWebhook>

const Sealed = z.object({ url: z.string(), secret: z.string() })
export type WebhookSecrets = z.infer<typeof Sealed>

export const mostDeliveries = 20
/** Tries of a write that others keep overtaking. */
const tries = 5

type Deps = Pick<GatewayDeps, 'registry' | 'credentialCipher'>

const keyOf = (zone: ZoneName) => ({ kind: 'webhook', zone, id: 'webhook' }) as const
const placeOf = (zone: ZoneName) => `webhook of zone ${zone}`

/** Throws `zone.no_encryption_key`. */
export function sealWebhook({ credentialCipher }: Deps, zone: ZoneName, secrets: WebhookSecrets): string {
  if (credentialCipher === undefined) throw siteErrors.noEncryptionKey()
  return credentialCipher.encrypt(JSON.stringify(secrets), placeOf(zone))
}

/** Throws `webhook.unreadable`. */
export function openWebhook({ credentialCipher }: Deps, zone: ZoneName, { sealed }: ZoneWebhook): WebhookSecrets {
  try {
    if (credentialCipher === undefined) throw new Error('there is no key')
    return Sealed.parse(JSON.parse(credentialCipher.decrypt(sealed, placeOf(zone))))
  } catch {
    // What went wrong may hold a piece of what was decrypted.
    throw siteErrors.webhookUnreadable(zone)
  }
}

export async function readWebhook(
  { registry }: Pick<GatewayDeps, 'registry'>,
  zone: ZoneName
): Promise<{ webhook: ZoneWebhook; version: number } | undefined> {
  const key = keyOf(zone)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  return { webhook: readRecord(ZoneWebhook, key, entry.value), version: entry.version }
}

/** In place of one that may be there. */
export async function putWebhook(deps: Deps, zone: ZoneName, webhook: ZoneWebhook): Promise<void> {
  for (let tried = 0; tried < tries; tried++) {
    const { created, entry } = await deps.registry.create(keyOf(zone), webhook, { overTombstone: true })
    if (created || (await deps.registry.replace(keyOf(zone), webhook, entry.version)) !== undefined) return
  }
  throw overtaken()
}

/** Writes what `change` makes of it as it is, which may throw; undefined: there is none. */
export async function changeWebhook(
  deps: Pick<GatewayDeps, 'registry'>,
  zone: ZoneName,
  change: (webhook: ZoneWebhook) => ZoneWebhook
): Promise<ZoneWebhook | undefined> {
  for (let tried = 0; tried < tries; tried++) {
    const known = await readWebhook(deps, zone)
    if (known === undefined) return undefined
    const changed = change(known.webhook)
    if (changed === known.webhook) return changed
    if ((await deps.registry.replace(keyOf(zone), changed, known.version)) !== undefined) return changed
  }
  throw overtaken()
}

const overtaken = () => errors.storeUnavailable("the webhook's record", new Error('it is being changed all the time'))

export const forgetWebhook = (deps: Pick<GatewayDeps, 'registry'>, zone: ZoneName): Promise<void> =>
  deps.registry.remove(keyOf(zone))

/** To a zone that gets another name. */
export async function copyWebhook(deps: Deps, from: ZoneName, to: ZoneName): Promise<void> {
  const known = await readWebhook(deps, from)
  if (known === undefined) return forgetWebhook(deps, to)
  const sealed = sealWebhook(deps, to, openWebhook(deps, from, known.webhook))
  await putWebhook(deps, to, { ...known.webhook, sealed })
}

/** With one more; for it goes the oldest that is done, or else the oldest. */
export function withDelivery(webhook: ZoneWebhook, delivery: Delivery): ZoneWebhook {
  const { deliveries } = webhook
  if (deliveries.length < mostDeliveries) return { ...webhook, deliveries: [...deliveries, delivery] }
  const goes = deliveries.find(({ next }) => next === null) ?? deliveries[0]
  return { ...webhook, deliveries: [...deliveries.filter(one => one !== goes), delivery] }
}

const sentences: Record<WebhookFailure, string> = {
  timeout: 'It didn’t answer in time; check that its server runs and answers within 8 s.',
  not_public: 'It leads to an address that isn’t on the public internet; give a public one.',
  no_host: 'No server has that name; check how the address is spelled.',
  certificate: 'Its TLS certificate isn’t valid; renew it, or give the name that it is for.',
  no_answer: 'No connection to it worked; check that its server runs and accepts connections.'
}

export const isDelivered = ({ status }: Pick<Delivery, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300

/** What is the matter and what to do; null: nothing is, as far as is known. */
export function problemOf(delivery: Pick<Delivery, 'status' | 'failure'>): string | null {
  const { status, failure } = delivery
  if (failure !== null) return sentences[failure]
  if (status === null || isDelivered(delivery)) return null
  if (status >= 300 && status < 400)
    return `It answered ${status}, which leads elsewhere; give the address where it ends, since no redirect is followed.`
  return `It answered ${status}, and only 200 to 299 means that it was taken; look at its server’s log.`
}
