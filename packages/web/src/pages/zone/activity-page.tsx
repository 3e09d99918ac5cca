/** /zone/{zone}/activity?type&client&text: what happened here, the newest first, as far back as there is anything. */

import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { defined } from '@kachery-gateway/core/defined.ts'
import { useSearchParams } from '@solidjs/router'
import { createSignal, createUniqueId, For, Match, Show, Switch } from 'solid-js'
import { queryText } from '../../data/page-address.ts'
import { useListing } from '../../data/use-listing.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Search } from '../../ui/search.tsx'
import { Time } from '../../ui/time.tsx'
import { ActivityList } from './activity/activity-list.tsx'
import { FileDialog } from './activity/file-dialog.tsx'
import { hashIn, kinds, type Line } from './activity/in-words.ts'
import { ListSkeleton } from './list-skeleton.tsx'
import { ZoneFrame } from './zone-frame.tsx'
import { zoneKeys } from './zone-keys.ts'

type ActivityPageOf = AnswerOf<'GET /api/zones/{zone}/activity'>

export default function ActivityPage() {
  return (
    <ZoneFrame heading="Activity" fallback={<ListSkeleton />}>
      {zone => <Activity zone={zone} />}
    </ZoneFrame>
  )
}

const isClient = (text: string) => /^[0-9a-f]{64}$/.test(text)

function Activity(props: { zone: string }) {
  const id = createUniqueId()
  const [query, setQuery] = useSearchParams()
  const set = (change: Record<string, string | undefined>) => setQuery(change, { replace: true, scroll: false })
  const type = () => {
    const asked = queryText(query.type)
    return asked in kinds ? asked : undefined
  }
  const client = () => [queryText(query.client)].find(isClient)
  const text = () => queryText(query.text)
  const rows = useListing<Line, ActivityPageOf>(() => {
    const [ofType, ofClient, ofText] = [type(), client(), text()]
    return {
      key: [...zoneKeys.activity(props.zone), 'list', ofType, ofClient, ofText],
      page: (api, call) =>
        api('GET /api/zones/{zone}/activity', {
          path: { zone: props.zone },
          query: {
            ...call.query,
            ...defined({ type: ofType, client: ofClient, text: ofText || undefined })
          },
          signal: call.signal
        })
    }
  })
  const [opened, setOpened] = createSignal<string>()
  const isFiltered = () => type() !== undefined || client() !== undefined || text() !== ''
  return (
    <>
      <div class="page-bar filters">
        <label class="select" for={id}>
          <span class="unseen">Kind</span>
          <select
            id={id}
            value={type() ?? ''}
            onChange={event => set({ type: event.currentTarget.value || undefined })}
          >
            <option value="">Everything</option>
            <For each={Object.entries(kinds)}>{([value, { filter }]) => <option value={value}>{filter}</option>}</For>
          </select>
        </label>
        <Search
          value={text()}
          label="Filter by person, client, file or URI"
          reads={text => hashIn(text) ?? text}
          onSearch={text => set(isClient(text) ? { client: text, text: undefined } : { text: text || undefined })}
        />
        <Button busy={rows.asking() && rows.items() !== undefined && !rows.askingMore()} onClick={() => rows.again()}>
          Refresh
        </Button>
      </div>
      <Show when={client()}>
        {client => (
          <p class="page-bar">
            <span>
              Filtered by client <code title={client()}>{client().slice(0, 10)}…</code>
            </span>
            <Button variant="ghost" onClick={() => set({ client: undefined })}>
              Show all clients
            </Button>
          </p>
        )}
      </Show>
      <p class="unseen" role="status">
        {rows.asking() ? 'Loading…' : ''}
      </p>
      <Show when={rows.failure()}>
        {failure => <FailureNotice title="Couldn’t load the activity" failure={failure()} again={rows.again} />}
      </Show>
      <Show when={rows.pages().some(page => !page.complete)}>
        <p class="hint">Some recent activity may be missing. It appears here later.</p>
      </Show>
      <Show when={rows.items()} fallback={rows.failure() === undefined && <ListSkeleton />}>
        <Switch>
          <Match when={rows.items()?.length}>
            <section class="card" classList={{ outdated: rows.outdated() }}>
              <ActivityList
                zone={props.zone}
                lines={rows.items() ?? []}
                name={`Activity in zone ${props.zone}`}
                onChoose={client() === undefined ? client => set({ client }) : undefined}
                onOpen={setOpened}
              />
            </section>
          </Match>
          <Match when={!isFiltered() && !rows.hasMore()}>
            <div class="empty">
              <h2>Nothing has happened here yet</h2>
              <p>Uploads, downloads and changes appear here seconds after they happen.</p>
            </div>
          </Match>
          <Match when={true}>
            <div class="empty">
              <p>{rows.hasMore() ? 'No matches so far.' : 'No matches.'}</p>
            </div>
          </Match>
        </Switch>
        <Show when={opened()} keyed>
          {hash => <FileDialog zone={props.zone} hash={hash} onClose={() => setOpened(undefined)} />}
        </Show>
        <Further lookedBackTo={rows.pages().at(-1)?.lookedBackTo ?? undefined} rows={rows} />
      </Show>
    </>
  )
}

function Further(props: {
  lookedBackTo: number | undefined
  rows: { hasMore(): boolean; more(): void; askingMore(): boolean }
}) {
  return (
    <Show when={props.rows.hasMore()} fallback={<p class="hint">End of the log.</p>}>
      <p class="more">
        <Button busy={props.rows.askingMore()} onClick={() => props.rows.more()}>
          Older
        </Button>
        <Show when={props.lookedBackTo}>
          {at => (
            <span class="hint">
              Searched back to <Time at={at()} />.
            </span>
          )}
        </Show>
      </p>
    </Show>
  )
}
