/**
 * Sends what a zone's webhook is to be told, signed. Job check-zones does it, so that a slow or dead address holds up no
 * request; what was not taken is sent again by later runs, less and less often, for a day.
 */
import { createHmac } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import {
  changeWebhook,
  type Delivery,
  isDelivered,
  openWebhook,
  problemOf,
  readWebhook,
  type WebhookSecrets,
  withDelivery,
  type ZoneWebhook
} from './webhook.ts'
import type { ZoneHealth } from './zone-health.ts'

const hour = 3_600_000
/** ms after the first, second … try. The job comes each hour; what is due a little later is sent, too. */
const pauses = [1, 2, 4, 8].map(hours => hours * hour - 5 * 60_000)
/** ms after an event, from when on it is not sent any more. */
const sentFor = 24 * hour
/** ms that a job waits for one answer. */
const patience = 10_000

/** Notes that the state changed, once, wherever the run was cut off; where there is no webhook, nothing. */
export async function noteZoneChange(
  deps: GatewayDeps,
  zone: ZoneName,
  { state, since }: Pick<ZoneHealth, 'state' | 'since'>,
  problem: string | undefined
): Promise<void> {
  const event = state === 'broken' ? 'zone.broken' : 'zone.works'
  const id = `${event}-${since}`
  const [at, untried] = [deps.now(), { tries: 0, triedAt: null, status: null, failure: null }]
  await changeWebhook(deps, zone, webhook => {
    // Of the time before it was set it is told nothing.
    if (since < webhook.setAt || webhook.deliveries.some(one => one.id === id)) return webhook
    return withDelivery(webhook, { id, event, since, at, problem: problem ?? null, ...untried, next: at })
  })
}

/** Sends what is due, the oldest first; where one is not taken, the rest waits for the next run. Throws `webhook.unreadable`. */
export async function sendDue(deps: GatewayDeps, zone: ZoneName): Promise<{ sent: number; problem?: string }> {
  const due = (await readWebhook(deps, zone))?.webhook
  let sent = 0
  if (due === undefined) return { sent }
  const secrets = openWebhook(deps, zone, due)
  for (const delivery of due.deliveries) {
    const now = deps.now()
    if (delivery.next === null || delivery.next > now) continue
    if (now - delivery.at >= sentFor) {
      await note(deps, zone, due, { ...delivery, next: null })
      continue
    }
    const tried = await trySending(deps, zone, due, secrets, delivery, patience)
    const pause = pauses[delivery.tries]
    const again = !isDelivered(tried) && pause !== undefined ? deps.now() + pause : null
    await note(deps, zone, due, { ...tried, next: again })
    const problem = problemOf(tried)
    if (problem !== null) {
      const answer = tried.status ?? tried.failure ?? 'none'
      deps.logger.warn('webhook.not_taken', { zone, event: delivery.event, tries: tried.tries, answer })
      return { sent, problem }
    }
    sent++
  }
  return { sent }
}

/** One try, of which nothing is kept yet. */
export async function trySending(
  deps: GatewayDeps,
  zone: ZoneName,
  { local }: ZoneWebhook,
  { url, secret }: WebhookSecrets,
  delivery: Delivery,
  patience: number
): Promise<Delivery> {
  const { id, event, since, problem, at } = delivery
  const body = JSON.stringify({ event, zone, since, problem, at, gateway: deps.publicUrl })
  const triedAt = deps.now()
  const timestamp = String(Math.floor(triedAt / 1000))
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'kachery-gateway',
    'x-kachery-delivery': id,
    'x-kachery-timestamp': timestamp,
    'x-kachery-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
  }
  const answer = await deps.webhooks.post({ url, local, headers, body, patience })
  const known = { status: null, failure: null, ...answer }
  return { ...delivery, tries: delivery.tries + 1, triedAt, status: known.status, failure: known.failure }
}

/** Nothing where the webhook is another one by now. */
export async function note(
  deps: GatewayDeps,
  zone: ZoneName,
  { sealed }: ZoneWebhook,
  delivery: Delivery
): Promise<void> {
  await changeWebhook(deps, zone, webhook =>
    webhook.sealed === sealed
      ? { ...webhook, deliveries: webhook.deliveries.map(one => (one.id === delivery.id ? delivery : one)) }
      : webhook
  )
}
