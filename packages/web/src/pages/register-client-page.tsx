/** /registerClient/{clientId}?signature&zone&label: the link that kachery-cloud-init prints, and what it asks for. */
import { useParams, useSearchParams } from '@solidjs/router'
import { Match, Switch } from 'solid-js'
import { isClientId, isSignature, isZoneName, queryText, zoneOf } from '../data/page-address.ts'
import { BadLinkPage } from './bad-link-page.tsx'
import { Registration } from './register-client/registration.tsx'

/** As the gateway allows, characters. */
const longestLabel = 1000

export default function RegisterClientPage() {
  const params = useParams<{ clientId: string }>()
  const [query] = useSearchParams()
  const zone = () => zoneOf(query.zone)
  const label = () => queryText(query.label)
  const whole = () => isClientId(params.clientId) && isSignature(queryText(query.signature)) && isZoneName(zone())
  return (
    <Switch>
      <Match when={!whole()}>
        <BadLinkPage title="This link is incomplete">
          Copy it once more from the terminal in which kachery-cloud-init printed it, from <code>http</code> to its last
          character.
        </BadLinkPage>
      </Match>
      <Match when={label().length > longestLabel}>
        <BadLinkPage title="This link’s label is too long">
          A label has at most {longestLabel} characters; this one has {label().length}. Shorten what comes after{' '}
          <code>label=</code> in the link.
        </BadLinkPage>
      </Match>
      <Match when={true}>
        <Registration clientId={params.clientId} zone={zone()} label={label()} signature={queryText(query.signature)} />
      </Match>
    </Switch>
  )
}
