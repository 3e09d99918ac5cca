/** One's own resources, of all zones: added, led elsewhere, removed. */
import { useSearchParams } from '@solidjs/router'
import { createSignal } from 'solid-js'
import { queryText } from '../../data/page-address.ts'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Listing } from '../../ui/listing.tsx'
import { type EditedResource, EditResource } from './edit-resource.tsx'
import { searchOf, useMyResources } from './use-mine.ts'

interface Named {
  zone: string
  resourceName: string
}

export function MyResources() {
  const [query] = useSearchParams()
  const rows = useMyResources(queryText(query.name))
  const [edits, setEdits] = createSignal<EditedResource | 'new'>()
  const [removes, setRemoves] = createSignal<Named>()
  const remove = useChange({
    work: (api, { zone, resourceName }: Named) =>
      api('DELETE /api/zones/{zone}/resource', { path: { zone }, query: { name: resourceName } }),
    affects: ({ zone }) => [['GET /api/me/resources'], ['GET /api/zones/{zone}/resources', zone]],
    done: 'Removed the resource',
    onDone: () => setRemoves(undefined)
  })
  return (
    <section class="card" aria-labelledby="resources-heading" id="resources">
      <div class="card-head">
        <h2 id="resources-heading">My resources</h2>
        <Button onClick={() => setEdits('new')}>Add a resource</Button>
      </div>
      <Listing
        name="My resources"
        rows={rows}
        {...searchOf(rows, 'Search by name or zone')}
        failed="Couldn’t load your resources"
        columns={[
          { head: 'Name', cell: ({ resourceName }) => <bdi>{resourceName}</bdi> },
          { head: 'Zone', cell: ({ zone }) => zone },
          { head: 'Proxy', cell: ({ proxyUrl }) => <code>{proxyUrl}</code> },
          {
            head: 'Actions',
            end: true,
            cell: resource => (
              <>
                <Button variant="ghost" onClick={() => setEdits({ ...resource })}>
                  Change<span class="unseen"> {resource.resourceName}</span>
                </Button>
                <Button variant="ghost" onClick={() => setRemoves({ ...resource })}>
                  Remove<span class="unseen"> {resource.resourceName}</span>
                </Button>
              </>
            )
          }
        ]}
        empty={<p>You have none. A resource is a service of yours that kachery programs reach through a proxy.</p>}
      />
      <EditResource of={edits()} onClose={() => setEdits(undefined)} />
      <Confirm
        open={removes() !== undefined}
        title={`Remove resource ${removes()?.resourceName ?? ''}?`}
        act="Remove resource"
        busy={remove.busy()}
        failure={remove.failure()}
        onConfirm={() => {
          const named = removes()
          if (named !== undefined) remove.run(named)
        }}
        onClose={() => {
          setRemoves(undefined)
          remove.reset()
        }}
      >
        <p>Programs no longer find it in zone {removes()?.zone}. The service itself stays as it is.</p>
      </Confirm>
    </section>
  )
}
