/** One's own clients, of all zones, and a way to make one in the browser. */
import { A } from '@solidjs/router'
import { createSignal } from 'solid-js'
import { Button } from '../../ui/button.tsx'
import { Listing } from '../../ui/listing.tsx'
import { Time } from '../../ui/time.tsx'
import { NewClient } from './new-client.tsx'
import { searchOf, useMyClients } from './use-mine.ts'

export function MyClients() {
  const rows = useMyClients()
  const [making, setMaking] = createSignal(false)
  return (
    <section class="card" aria-labelledby="clients-heading" id="clients">
      <div class="card-head">
        <h2 id="clients-heading">My clients</h2>
        <Button onClick={() => setMaking(true)}>New client</Button>
      </div>
      <Listing
        name="My clients"
        rows={rows}
        {...searchOf(rows, 'Search by label, zone or id')}
        failed="Couldn’t load your clients"
        columns={[
          {
            head: 'Label',
            cell: ({ clientId, zone, label }) => (
              <A href={`/client/${clientId}?zone=${zone}`}>
                <bdi>{label || '(no label)'}</bdi>
              </A>
            )
          },
          { head: 'Zone', cell: ({ zone }) => zone },
          { head: 'Registered', cell: ({ timestampCreated }) => <Time at={timestampCreated} /> },
          { head: 'Client', cell: ({ clientId }) => <code title={clientId}>{clientId.slice(0, 10)}…</code> }
        ]}
        empty={
          <p>
            You have no client yet. Run <code>kachery-cloud-init</code> on the computer that will store files and open
            the link that it prints, or make a new client here.
          </p>
        }
      />
      <NewClient open={making()} onClose={() => setMaking(false)} />
    </section>
  )
}
