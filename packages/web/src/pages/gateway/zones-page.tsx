/** /gateway/zones: all zones, and what only the gateway's administrators do with them. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { A } from '@solidjs/router'
import { createSignal, Match, Show, Switch } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { searched, useListing } from '../../data/use-listing.ts'
import { Button } from '../../ui/button.tsx'
import { Listing } from '../../ui/listing.tsx'
import { ListSkeleton } from '../zone/list-skeleton.tsx'
import { RemoveZone } from '../zone/remove-zone.tsx'
import { GatewayFrame } from './gateway-frame.tsx'
import { gatewayKeys } from './gateway-keys.ts'
import { AddZone } from './zones/add-zone.tsx'
import { HandOver } from './zones/hand-over.tsx'
import { RotateCredentials } from './zones/rotate-credentials.tsx'
import { Scratch } from './zones/scratch.tsx'

type ZonePage = AnswerOf<'GET /api/zones'>
type Zone = ZonePage['items'][number]
type Doing = { what: 'rotate' | 'hand-over' | 'scratch' | 'remove'; zone: Zone }

export default function ZonesPage() {
  return (
    <GatewayFrame heading="Zones" fallback={<ListSkeleton />}>
      {() => <Zones />}
    </GatewayFrame>
  )
}

function Zones() {
  const session = useSession()
  const [search, setSearch] = createSignal('')
  const [adding, setAdding] = createSignal(false)
  const [doing, setDoing] = createSignal<Doing>()
  const rows = useListing<Zone, ZonePage>(() => ({
    key: [...gatewayKeys.zones, search()],
    page: (api, call) => api('GET /api/zones', searched(call, search()))
  }))
  const close = () => setDoing(undefined)
  return (
    <>
      <div class="page-bar">
        <p class="hint">Zones of the configuration come first, then those added in the site, by name.</p>
        <Button variant="primary" onClick={() => setAdding(true)}>
          Add a zone
        </Button>
      </div>
      <Listing
        name="Zones of this gateway"
        rows={rows}
        search={{ value: search(), onSearch: setSearch, label: 'Search by zone or owner' }}
        failed="Couldn’t load the zones"
        skeletonRows={6}
        empty={
          <>
            <h2>No zones yet</h2>
            <p>Add one with a bucket of its own, or configure a default bucket.</p>
          </>
        }
        columns={[
          {
            head: 'Zone',
            cell: zone => (
              <span>
                <A href={`/zone/${zone.zone}`} class="strong">
                  {zone.zone}
                </A>
                <Show when={zone.scratch}>
                  <span class="badge">scratch</span>
                </Show>
              </span>
            )
          },
          {
            head: 'Owner',
            cell: zone => (
              <Show when={zone.ownerId} fallback={<span class="hint">nobody</span>}>
                {owner => <bdi>{owner()}</bdi>}
              </Show>
            )
          },
          {
            head: 'Storage',
            cell: zone =>
              zone.ownBucket
                ? 'its own bucket'
                : zone.kind === 'configured'
                  ? 'a configured bucket'
                  : 'the default bucket'
          },
          {
            head: 'Actions',
            end: true,
            cell: zone => (
              <Show when={zone.kind === 'registered'} fallback={<span class="hint">in the configuration</span>}>
                <span class="line-acts">
                  <Show when={zone.ownBucket}>
                    <Button
                      variant="ghost"
                      aria-label={`New credentials for ${zone.zone}`}
                      onClick={() => setDoing({ what: 'rotate', zone })}
                    >
                      Credentials
                    </Button>
                  </Show>
                  <Button
                    variant="ghost"
                    aria-label={`Transfer ownership of ${zone.zone}`}
                    onClick={() => setDoing({ what: 'hand-over', zone })}
                  >
                    Transfer ownership
                  </Button>
                  <Button
                    variant="ghost"
                    aria-label={`Make public scratch space… of ${zone.zone}`}
                    onClick={() => setDoing({ what: 'scratch', zone })}
                  >
                    Make public scratch space…
                  </Button>
                  <Button
                    variant="ghost"
                    aria-label={`Remove ${zone.zone}`}
                    onClick={() => setDoing({ what: 'remove', zone })}
                  >
                    Remove
                  </Button>
                </span>
              </Show>
            )
          }
        ]}
      />
      <AddZone open={adding()} login={session.me()?.login ?? ''} onClose={() => setAdding(false)} />
      <Show when={doing()} keyed>
        {({ what, zone }) => (
          <Switch>
            <Match when={what === 'rotate'}>
              <RotateCredentials zone={zone.zone} onClose={close} />
            </Match>
            <Match when={what === 'hand-over'}>
              <HandOver zone={zone.zone} ownerId={zone.ownerId} onClose={close} />
            </Match>
            <Match when={what === 'scratch'}>
              <Scratch zone={zone.zone} isScratch={zone.scratch} onClose={close} />
            </Match>
            <Match when={what === 'remove'}>
              <RemoveZone zone={zone.zone} ownBucket={zone.ownBucket} onDone={close} onClose={close} />
            </Match>
          </Switch>
        )}
      </Show>
    </>
  )
}
