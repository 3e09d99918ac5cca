/** /client/{clientId}?zone=: what is known of a client. Anyone may ask; its owner renames and removes it. */
import { useParams, useSearchParams } from '@solidjs/router'
import { Show } from 'solid-js'
import { isClientId, isZoneName, zoneOf } from '../data/page-address.ts'
import { BadLinkPage } from './bad-link-page.tsx'
import { KnownClient } from './client/known-client.tsx'

export default function ClientPage() {
  const params = useParams<{ clientId: string }>()
  const [query] = useSearchParams()
  const about = () => {
    const zone = zoneOf(query.zone)
    return isClientId(params.clientId) && isZoneName(zone) ? { clientId: params.clientId, zone } : undefined
  }
  return (
    <Show
      when={about()}
      keyed
      fallback={
        <BadLinkPage title="This link is incomplete">
          A client is named by 64 hexadecimal digits, its zone by letters, digits, dots, hyphens and underscores.
        </BadLinkPage>
      }
    >
      {({ clientId, zone }) => <KnownClient clientId={clientId} zone={zone} />}
    </Show>
  )
}
