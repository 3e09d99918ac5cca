/**
 * /client/{clientId}?zone=: what is known of a client. Anyone may ask; its owner renames and removes it. Older links name no
 * zone: then it is the one that one's own client of that id is in, else the default one.
 */
import { Navigate, useParams, useSearchParams } from '@solidjs/router'
import { Show } from 'solid-js'
import { isClientId, isZoneName, queryText, zoneNameMistake, zoneOf } from '../data/page-address.ts'
import { useSession } from '../data/session.tsx'
import { useAnswer } from '../data/use-answer.ts'
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
          A client’s id has 64 hexadecimal digits. {zoneNameMistake('')} Ask whoever gave you this link.
        </BadLinkPage>
      }
    >
      {({ clientId, zone }) => (
        <Show when={queryText(query.zone) === ''} fallback={<KnownClient clientId={clientId} zone={zone} />}>
          <InItsZone clientId={clientId} zone={zone} />
        </Show>
      )}
    </Show>
  )
}

function InItsZone(props: { clientId: string; zone: string }) {
  const session = useSession()
  const mine = useAnswer(() => ({
    key: session.me() ? ['GET /api/me/clients', 'of id', props.clientId] : undefined,
    // A word that is searched for has 40 characters.
    ask: (api, signal) => api('GET /api/me/clients', { query: { search: props.clientId.slice(0, 40) }, signal })
  }))
  const found = () => mine.value()?.items.find(({ clientId }) => clientId === props.clientId)
  return (
    <Show when={found()} fallback={<KnownClient clientId={props.clientId} zone={props.zone} />}>
      {client => <Navigate href={`/client/${props.clientId}?zone=${encodeURIComponent(client().zone)}`} />}
    </Show>
  )
}
