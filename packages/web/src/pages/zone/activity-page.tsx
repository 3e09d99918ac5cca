/** /zone/{zone}/activity?type&text: what happened here lately. */
import { useSearchParams } from '@solidjs/router'
import { createUniqueId, For, Show } from 'solid-js'
import { queryText } from '../../data/page-address.ts'
import { Answered } from '../../ui/answered.tsx'
import { Button } from '../../ui/button.tsx'
import { Search } from '../../ui/search.tsx'
import { ActivityList } from './activity/activity-list.tsx'
import { fits, kinds, type Line } from './activity/in-words.ts'
import { ListAwaited } from './list-awaited.tsx'
import { useActivity } from './use-zone.ts'
import { ZoneFrame } from './zone-frame.tsx'

export default function ActivityPage() {
  return (
    <ZoneFrame heading="Activity" awaited={<ListAwaited />}>
      {zone => <Activity zone={zone} />}
    </ZoneFrame>
  )
}

/** Most that the gateway gives. */
const limit = 200

function Activity(props: { zone: string }) {
  const id = createUniqueId()
  const [query, setQuery] = useSearchParams()
  const type = () => {
    const asked = queryText(query.type)
    return asked in kinds ? asked : undefined
  }
  const text = () => queryText(query.text).slice(0, 100)
  const asked = useActivity(props.zone, () => ({ limit, type: type() }))
  const shown = (lines: readonly Line[]) => lines.filter(line => fits(line, text()))
  return (
    <>
      <div class="page-bar filters">
        <label class="select" for={id}>
          <span class="unseen">Kind</span>
          <select
            id={id}
            value={type() ?? ''}
            onChange={event => setQuery({ type: event.currentTarget.value || undefined }, { replace: true })}
          >
            <option value="">Everything</option>
            <For each={Object.entries(kinds)}>{([value, { filter }]) => <option value={value}>{filter}</option>}</For>
          </select>
        </label>
        <Search
          value={text()}
          label="Filter by person, client, file"
          onSearch={text => setQuery({ text: text || undefined }, { replace: true })}
        />
        <Button busy={asked.asking() && asked.value() !== undefined} onClick={() => asked.again()}>
          Refresh
        </Button>
      </div>
      <Answered of={asked} awaited={<ListAwaited />} failed="The activity cannot be shown">
        {activity => (
          <>
            <Show when={!activity().complete}>
              <p class="hint">Some of what happened lately may be missing here; it is not lost, and appears later.</p>
            </Show>
            <Show
              when={shown(activity().items).length > 0}
              fallback={
                <div class="empty">
                  <Show
                    when={type() !== undefined || text() !== ''}
                    fallback={
                      <>
                        <h2>Nothing has happened here lately</h2>
                        <p>Uploads, downloads and changes of the last month appear here seconds after they happen.</p>
                      </>
                    }
                  >
                    <p>Nothing of the last {limit} fits this filter.</p>
                  </Show>
                </div>
              }
            >
              <section class="card">
                <ActivityList
                  zone={props.zone}
                  lines={shown(activity().items)}
                  name={`Activity in zone ${props.zone}`}
                />
              </section>
              <p class="hint">
                The newest {limit} of what is logged. Everything older lies in <code>logs/</code> of the zone’s bucket.
              </p>
            </Show>
          </>
        )}
      </Answered>
    </>
  )
}
