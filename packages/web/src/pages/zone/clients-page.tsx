/** /zone/{zone}/clients: the key pairs that may store files here, as many as there are. */

import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { A } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { searched, useListing } from '../../data/use-listing.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { LastUsed } from '../../ui/last-used.tsx'
import { Listing } from '../../ui/listing.tsx'
import { Time } from '../../ui/time.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { ZoneFrame } from './zone-frame.tsx'
import { zoneKeys } from './zone-keys.ts'

type ClientPage = AnswerOf<'GET /api/zones/{zone}/clients'>
type Client = ClientPage['items'][number]

export default function ClientsPage() {
  return (
    <ZoneFrame heading="Clients" fallback={<ListSkeleton />}>
      {zone => <Clients zone={zone} />}
    </ZoneFrame>
  )
}

function Clients(props: { zone: string }) {
  const [search, setSearch] = createSignal('')
  const [leaving, setLeaving] = createSignal<Client>()
  const rows = useListing<Client, ClientPage>(() => ({
    key: [...zoneKeys.clients(props.zone), search()],
    page: (api, call) =>
      api('GET /api/zones/{zone}/clients', { path: { zone: props.zone }, ...searched(call, search()) })
  }))
  const remove = useChange({
    work: (api, { clientId }: Client) =>
      api('DELETE /api/zones/{zone}/clients/{clientId}', { path: { zone: props.zone, clientId } }),
    affects: () => [zoneKeys.clients(props.zone)],
    done: (_, client) => `${client.label || 'The client'} is removed`,
    onDone: () => setLeaving(undefined)
  })
  return (
    <>
      <p class="hint">
        A client is a key pair on somebody’s computer. It can do here what its owner can. People register their own:
        <code> kachery-cloud-init</code> prints the link.
      </p>
      <ImportProgress while={rows.pages().some(page => page.importing)} what="clients" again={rows.again} />
      <Listing
        name={`Clients of zone ${props.zone}`}
        rows={rows}
        search={{ value: search(), onSearch: setSearch, label: 'Search by label, owner or id' }}
        failed="Couldn’t load the clients"
        skeletonRows={8}
        empty={
          <>
            <h2>No client is registered here yet</h2>
            <p>
              People who can upload run kachery-cloud-init on their computer, with this zone, and open the link that it
              prints.
            </p>
          </>
        }
        columns={[
          {
            head: 'Label',
            cell: client => (
              <A href={`/client/${client.clientId}?zone=${encodeURIComponent(props.zone)}`} class="strong">
                <bdi>{client.label || 'No label'}</bdi>
              </A>
            )
          },
          { head: 'Owner', cell: client => <bdi>{client.ownerId}</bdi> },
          {
            head: 'Id',
            cell: client => (
              <code title={client.clientId} class="short-id">
                {client.clientId.slice(0, 10)}…
              </code>
            )
          },
          { head: 'Registered', cell: client => <Time at={client.timestampCreated} /> },
          { head: 'Last used', cell: client => <LastUsed day={client.lastUsed} /> },
          {
            head: 'Actions',
            end: true,
            cell: client => (
              <Button
                variant="ghost"
                aria-label={`Remove ${client.label || client.clientId}`}
                onClick={() => setLeaving(client)}
              >
                Remove
              </Button>
            )
          }
        ]}
      />
      <Show when={leaving()} keyed>
        {client => (
          <Confirm
            open
            title={`Remove client ${client.label || client.clientId.slice(0, 10)}?`}
            act="Remove client"
            busy={remove.busy()}
            failure={remove.failure()}
            onConfirm={() => remove.run(client)}
            onClose={() => {
              remove.reset()
              setLeaving(undefined)
            }}
          >
            <p>
              Within a minute programs on that computer can no longer act for <bdi>{client.ownerId}</bdi> in zone{' '}
              {props.zone}. Files that it stored stay. Links issued before work for up to an hour.
            </p>
            <p>Its owner can register it again.</p>
          </Confirm>
        )}
      </Show>
    </>
  )
}
