/** What a zone's administrators do with its webhook: set it, try it, look at what was sent, take it away. */
import { isIP } from 'node:net'
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { isLoopback } from '../loopback.ts'
import type { User } from '../model/user.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import { isPublicAddress } from '../stores/public-addresses.ts'
import { isGatewayAdministrator } from '../users/administrators.ts'
import { note, trySending } from './send-webhook.ts'
import {
  changeWebhook,
  type Delivery,
  forgetWebhook,
  isDelivered,
  openWebhook,
  problemOf,
  putWebhook,
  readWebhook,
  sealWebhook,
  withDelivery,
  type ZoneWebhook
} from './webhook.ts'

/** ms between two tests: whoever looks after a zone has nobody flooded. */
const testsApart = 10_000
/** ms that a test waits for its answer: a request is answered within 10 s. */
const testPatience = 8_000

/** Who access let in as an administrator of the zone. */
interface Administered {
  user: User
  zone: { name: ZoneName }
}

/** What is told of a delivery. */
export interface ShownDelivery {
  event: Delivery['event']
  /** ms since the epoch */
  at: number
  tries: number
  triedAt: number | null
  status: number | null
  state: 'delivered' | 'waiting' | 'failed'
  problem: string | null
}

const shownDelivery = (delivery: Delivery): ShownDelivery => {
  const { event, at, tries, triedAt, status, next } = delivery
  const state = isDelivered(delivery) ? 'delivered' : next === null ? 'failed' : 'waiting'
  return { event, at, tries, triedAt, status, state, problem: problemOf(delivery) }
}

/** The newest first. null: there is none. */
export async function showWebhook(deps: GatewayDeps, { name }: { name: ZoneName }) {
  const known = await readWebhook(deps, name)
  if (known === undefined) return null
  const { origin, setBy, setAt, deliveries } = known.webhook
  return { origin, setBy, setAt, deliveries: deliveries.map(shownDelivery).reverse() }
}

/** In place of the one before. The secret is told here and never again. Throws `webhook.bad_address` or `zone.no_encryption_key`. */
export async function setWebhook(
  deps: GatewayDeps,
  { user, zone }: Administered,
  address: string,
  facts: RequestFacts
): Promise<{ secret: string }> {
  // Others may not have the gateway connect to what is near it.
  const local = deps.webhooks.localAllowed && isGatewayAdministrator(deps, user)
  const { origin, href: url } = checkedAddress(address, local)
  const secret = `whsec_${deps.randomHex(32)}`
  const sealed = sealWebhook(deps, zone.name, { url, secret })
  const webhook = { origin, sealed, local, setBy: user.login, setAt: deps.now(), deliveries: [] }
  await putWebhook(deps, zone.name, webhook)
  await recordChange(deps, zone.name, 'setWebhook', { origin }, facts)
  return { secret }
}

function checkedAddress(address: string, local: boolean): URL {
  const url = URL.parse(address)
  if (url === null) throw siteErrors.webhookBadAddress('it is no URL')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isLocalHttp = url.protocol === 'http:' && local && isLoopback(url.hostname)
  if (url.protocol !== 'https:' && !isLocalHttp) throw siteErrors.webhookBadAddress('it must begin with https://')
  if (url.username !== '' || url.password !== '')
    throw siteErrors.webhookBadAddress('it has a user name or a password, which nobody would send; take them out')
  if (!local && (isLoopback(url.hostname) || (isIP(host) !== 0 && !isPublicAddress(host))))
    throw siteErrors.webhookBadAddress('it isn’t on the public internet')
  return url
}

/** Takes it away, with what was sent. Throws `webhook.not_set`. */
export async function removeWebhook(deps: GatewayDeps, { zone }: Administered, facts: RequestFacts): Promise<void> {
  const { webhook } = await wanted(deps, zone.name)
  await forgetWebhook(deps, zone.name)
  await recordChange(deps, zone.name, 'removeWebhook', { origin: webhook.origin }, facts)
}

/** Sends one now, which is not sent again. Throws `webhook.not_set`, `webhook.tested_just_now` or `webhook.unreadable`. */
export async function testWebhook(deps: GatewayDeps, { zone }: Administered): Promise<ShownDelivery> {
  const { webhook } = await wanted(deps, zone.name)
  const secrets = openWebhook(deps, zone.name, webhook)
  const at = deps.now()
  const test: Delivery = {
    ...{ id: `test-${deps.randomHex(8)}`, event: 'test', since: at, at, problem: null },
    ...{ tries: 0, triedAt: null, status: null, failure: null, next: null }
  }
  // Kept before it is sent: of several at once one alone is.
  await changeWebhook(deps, zone.name, known => {
    if (known.deliveries.some(({ event, at: before }) => event === 'test' && at - before < testsApart))
      throw siteErrors.webhookTestedJustNow(testsApart)
    return withDelivery(known, test)
  })
  const tried = await trySending(deps, zone.name, webhook, secrets, test, testPatience)
  await note(deps, zone.name, webhook, tried)
  return shownDelivery(tried)
}

async function wanted(deps: GatewayDeps, zone: ZoneName): Promise<{ webhook: ZoneWebhook }> {
  const known = await readWebhook(deps, zone)
  if (known === undefined) throw siteErrors.webhookNotSet(zone)
  return known
}
