/**
 * /registerClient/{clientId}: the page behind the link that kachery-cloud-init prints. Its button sends the same link
 * as a POST; afterwards the link shows that it is done.
 */
import { maxLabelLength } from '@kachery-gateway/core/clients/client.ts'
import { getClientInfo } from '@kachery-gateway/core/clients/get-client-info.ts'
import {
  provesClient,
  type RegisterClientInput,
  registerClient
} from '@kachery-gateway/core/clients/register-client.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import type { User } from '@kachery-gateway/core/users/user.ts'
import { requestFacts } from '@kachery-gateway/functions/http/request.ts'
import { localErrors } from '../local-errors.ts'
import { clientIdOf, zoneOf } from './addressed-client.ts'
import { html } from './html.ts'
import { redirect, render } from './page.ts'
import { signInPath } from './sign-in-page.ts'
import { addressOf, checkLocal, type Visit } from './site.ts'

export async function registerClientPage(visit: Visit) {
  const { site, event, user } = visit
  const input = readLink(visit)
  const known = await getClientInfo(site.gateway, input)
  if (known.found) return registered(input, known.client.ownerId, user)
  checkLocal(visit)
  return user === undefined ? redirect(signInPath(addressOf(event))) : question(visit, input, user)
}

export async function pressRegisterClient(visit: Visit) {
  const { site, event, user } = visit
  const input = readLink(visit)
  if (user === undefined) return redirect(signInPath(addressOf(event)))
  const facts = { ...requestFacts(event, site.gateway.now()), githubUserId: user.login }
  await registerClient(site.gateway, user, input, facts)
  return redirect(addressOf(event))
}

/** Throws what is wrong with the link, before anybody is asked anything. */
function readLink(visit: Visit): RegisterClientInput {
  const { site, query } = visit
  const clientId = clientIdOf(visit)
  const signature = query.get('signature') ?? ''
  const proven = /^[0-9a-f]{128}$/.test(signature) && provesClient(site.gateway, clientId, signature)
  if (!proven) throw localErrors.badLink()
  const label = query.get('label') ?? ''
  if (label.length > maxLabelLength) throw localErrors.badLabel(maxLabelLength)
  return { clientId, signature, label, zone: zoneOf(visit) }
}

function question({ event, site }: Visit, { clientId, label, zone }: RegisterClientInput, user: User) {
  return render({
    title: 'Register a client',
    visitor: { login: user.login },
    content: html`<h1>Register this client?</h1>
<p class="lead">It may then store files here as you. Register it only if it was you who just ran kachery-cloud-init.</p>
<form class="card" method="post" action="${addressOf(event)}">
<dl>
<dt>Label</dt><dd><bdi>${label === '' ? '(none)' : label}</bdi></dd>
<dt>Zone</dt><dd>${zone}</dd>
<dt>Gateway</dt><dd>${site.gateway.publicUrl}</dd>
<dt>Owner</dt><dd>${user.login} (you)</dd>
<dt>Client</dt><dd><code>${clientId}</code></dd>
</dl>
<p><button>Register client</button></p>
</form>`
  })
}

function registered({ clientId, zone }: RegisterClientInput, owner: string, user: User | undefined) {
  if (user !== undefined && !user.labels.some(label => label === owner))
    throw errors.clientOwnedByOther(clientId, owner)
  const client = `/client/${clientId}?zone=${encodeURIComponent(zone)}`
  return render({
    title: 'The client is registered',
    ...(user === undefined ? {} : { visitor: { login: user.login } }),
    content: html`<h1>The client is registered</h1>
<section class="card good">
<p><b>Go back to your terminal and press Enter.</b></p>
<p>The client belongs to <bdi>${owner}</bdi>${user !== undefined && ' (you)'} in zone ${zone}. <a href="${client}">What is known of it</a></p>
</section>`
  })
}
