/** /zone/{zone}/resources: the services that people offer here under a name. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { searched, useListing } from '../../data/use-listing.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Listing } from '../../ui/listing.tsx'
import { Time } from '../../ui/time.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { ZoneFrame } from './zone-frame.tsx'
import { zoneKeys } from './zone-keys.ts'

type ResourcePage = AnswerOf<'GET /api/zones/{zone}/resources'>
type Resource = ResourcePage['items'][number]

export default function ResourcesPage() {
  return (
    <ZoneFrame heading="Resources" fallback={<ListSkeleton />}>
      {zone => <Resources zone={zone} />}
    </ZoneFrame>
  )
}

function Resources(props: { zone: string }) {
  const [search, setSearch] = createSignal('')
  const [leaving, setLeaving] = createSignal<Resource>()
  const rows = useListing<Resource, ResourcePage>(() => ({
    key: [...zoneKeys.resources(props.zone), search()],
    page: (api, call) =>
      api('GET /api/zones/{zone}/resources', { path: { zone: props.zone }, ...searched(call, search()) })
  }))
  const remove = useChange({
    work: (api, { resourceName }: Resource) =>
      api('DELETE /api/zones/{zone}/resource', { path: { zone: props.zone }, query: { name: resourceName } }),
    affects: () => [zoneKeys.resources(props.zone)],
    done: (_, { resourceName }) => `${resourceName} is removed`,
    onDone: () => setLeaving(undefined)
  })
  return (
    <>
      <p class="hint">
        A resource is a service that somebody runs, found by its name and reached through a proxy. Owners add and change
        their own in their account.
      </p>
      <ImportProgress while={rows.pages().some(page => page.importing)} what="resources" again={rows.again} />
      <Listing
        name={`Resources of zone ${props.zone}`}
        rows={rows}
        search={{ value: search(), onSearch: setSearch, label: 'Search by how the name begins' }}
        failed="Couldn’t load the resources"
        skeletonRows={4}
        empty={
          <>
            <h2>No resources yet</h2>
            <p>Most zones have none: they are for live services, and storing files takes no resource.</p>
          </>
        }
        columns={[
          { head: 'Name', cell: resource => <bdi class="strong">{resource.resourceName}</bdi> },
          { head: 'Owner', cell: resource => <bdi>{resource.ownerId}</bdi> },
          { head: 'Leads to', cell: resource => <code>{resource.proxyUrl}</code> },
          { head: 'Added', cell: resource => <Time at={resource.timestampCreated} /> },
          {
            head: 'Actions',
            end: true,
            cell: resource => (
              <Button
                variant="ghost"
                aria-label={`Remove ${resource.resourceName}`}
                onClick={() => setLeaving(resource)}
              >
                Remove
              </Button>
            )
          }
        ]}
      />
      <Show when={leaving()} keyed>
        {resource => (
          <Confirm
            open
            title={`Remove resource ${resource.resourceName}?`}
            act="Remove resource"
            busy={remove.busy()}
            failure={remove.failure()}
            onConfirm={() => remove.run(resource)}
            onClose={() => {
              remove.reset()
              setLeaving(undefined)
            }}
          >
            <p>
              Programs no longer find it here. The service of <bdi>{resource.ownerId}</bdi> itself goes on, and its
              owner can add it again.
            </p>
          </Confirm>
        )}
      </Show>
    </>
  )
}
