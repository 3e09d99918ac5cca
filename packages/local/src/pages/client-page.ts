/** GET /client/{clientId}?zone=: what is known of a client. Anyone may ask, as on the wire. */
import { getClientInfo } from '@kachery-gateway/core/clients/get-client-info.ts'
import { localErrors } from '../local-errors.ts'
import { clientIdOf, zoneOf } from './addressed-client.ts'
import { html } from './html.ts'
import { render } from './page.ts'
import type { Visit } from './site.ts'

export async function clientPage(visit: Visit) {
  const { site, user, local } = visit
  const zone = zoneOf(visit)
  const known = await getClientInfo(site.gateway, { clientId: clientIdOf(visit), zone })
  if (!known.found) throw localErrors.clientNotFound(zone)
  const { clientId, label, ownerId, timestampCreated } = known.client
  const mine = user?.labels.includes(ownerId) === true
  return render({
    title: label === '' ? 'A client' : label,
    ...(local ? { visitor: { login: user?.login } } : {}),
    content: html`<h1><bdi>${label === '' ? 'A client without a label' : label}</bdi></h1>
<p class="lead">A kachery client of this gateway.</p>
<section class="card">
<dl>
<dt>Owner</dt><dd><bdi>${ownerId}</bdi>${mine && ' (you)'}</dd>
<dt>Zone</dt><dd>${zone}</dd>
<dt>Registered</dt><dd>${inWords(timestampCreated)}</dd>
<dt>Client</dt><dd><code>${clientId}</code></dd>
</dl>
</section>`
  })
}

/** `timestamp`: ms since the epoch, as some older gateway may have written it. */
function inWords(timestamp: number): string {
  const at = new Date(timestamp)
  if (Number.isNaN(at.getTime())) return 'unknown'
  const formatted = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(
    at
  )
  return `${formatted} UTC`
}
