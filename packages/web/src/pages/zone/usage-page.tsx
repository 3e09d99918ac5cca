/** /zone/{zone}/usage?days&show&client: what was stored and loaded, by day and by client. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { useSearchParams } from '@solidjs/router'
import { createMemo, Show } from 'solid-js'
import { queryText } from '../../data/page-address.ts'
import { useChange } from '../../data/use-change.ts'
import { Answered } from '../../ui/answered.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedLater, lazyTwice } from '../../ui/loaded-later.tsx'
import { Time } from '../../ui/time.tsx'
import { Choice } from './choice.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { ChartSkeleton } from './usage/chart-legend.tsx'
import { everyClient } from './usage/every-client.ts'
import { UsageFigures } from './usage/figures.tsx'
import { bytesText, countOf } from './usage/quantity.ts'
import { saveFile } from './usage/save-file.ts'
import { Stored } from './usage/stored.tsx'
import { UsageClients } from './usage/usage-clients.tsx'
import { usageCsv } from './usage/usage-csv.ts'
import { dateOf, daysSince, everyDay, type Measure, moved, seriesOf } from './usage/usage-series.ts'
import { UsageTable } from './usage/usage-table.tsx'
import { useUsage } from './use-zone.ts'
import { ZoneFrame } from './zone-frame.tsx'

const UsageChart = lazyTwice(() => import('./usage/usage-chart.tsx'))

type Usage = AnswerOf<'GET /api/zones/{zone}/usage'>

export default function UsagePage() {
  return (
    <ZoneFrame heading="Usage" fallback={<UsageSkeleton />}>
      {zone => <ZoneUsage zone={zone} />}
    </ZoneFrame>
  )
}

const ranges = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '366', label: '1 year' },
  { value: 'all', label: 'All' }
] as const
const measures = [
  { value: 'bytes', label: 'Bytes' },
  { value: 'counts', label: 'Counts' }
] as const

function ZoneUsage(props: { zone: string }) {
  const [query, setQuery] = useSearchParams()
  const range = () => ranges.find(({ value }) => value === queryText(query.days))?.value ?? '30'
  const measure = (): Measure => (queryText(query.show) === 'counts' ? 'counts' : 'bytes')
  const client = () => queryText(query.client).slice(0, 100) || undefined
  const set = (change: Record<string, string | undefined>) => setQuery(change, { replace: true, scroll: false })
  const asked = useUsage(props.zone, () => ({ days: range(), client: client() }))
  return (
    <>
      <div class="page-bar">
        <Choice
          name="Time"
          options={ranges}
          value={range()}
          onChoose={days => set({ days: days === '30' ? undefined : days })}
        />
        <Choice
          name="Shown are"
          options={measures}
          value={measure()}
          onChoose={show => set({ show: show === 'bytes' ? undefined : show })}
        />
      </div>
      <Answered of={asked} fallback={<UsageSkeleton />} failed="Couldn’t load the usage">
        {usage => (
          <Show when={usage().countedAt !== null} fallback={<NotCounted />}>
            <Counted
              zone={props.zone}
              usage={usage()}
              days={range()}
              measure={measure()}
              client={client()}
              onChoose={chosen => set({ client: chosen })}
            />
          </Show>
        )}
      </Answered>
      {/* What stands below an answer would move while it comes. */}
      <Show when={asked.value() !== undefined || asked.failure() !== undefined}>
        <Stored zone={props.zone} />
      </Show>
    </>
  )
}

/** Of all time: from the first day of which something is told. */
const daysOf = (range: string, first: string | undefined) =>
  range === 'all' ? Math.max(30, daysSince(first ?? dateOf(Date.now()), Date.now())) : Number(range)

const NotCounted = () => (
  <div class="empty">
    <h2>Nothing is counted yet</h2>
    <p>
      A job regularly counts what was stored and loaded. If this lasts more than a day, ask whoever runs the gateway.
    </p>
  </div>
)

interface CountedProps {
  zone: string
  usage: Usage
  days: string
  measure: Measure
  client: string | undefined
  onChoose(client: string | undefined): void
}

function Counted(props: CountedProps) {
  const days = createMemo(() =>
    everyDay(props.usage.days, dateOf(Date.now()), daysOf(props.days, props.usage.days[0]?.date))
  )
  const series = createMemo(() => seriesOf(days(), props.measure))
  const label = () => {
    const { uploadSize, uploadCount, downloadSize, downloadCount, fallbackDownloadSize, fallbackDownloadCount } =
      props.usage.total
    return `Columns of ${days().length} days: ${countOf(uploadCount, 'upload')} of ${bytesText(uploadSize)}, ${countOf(downloadCount + fallbackDownloadCount, 'download')} of ${bytesText(downloadSize + fallbackDownloadSize)}. The table below has the numbers.`
  }
  const save = (what: 'days' | 'clients', text: string) =>
    saveFile(`${props.zone}-usage-${what}-${dateOf(Date.now())}.csv`, 'text/csv;charset=utf-8', text)
  const saveClients = useChange({
    work: (api, days: string) => everyClient(api, props.zone, days),
    refused: 'Couldn’t make the file',
    onDone: clients =>
      save(
        'clients',
        usageCsv(['client', 'owner'], clients, ({ client, ownerId }) => [client, ownerId ?? ''])
      )
  })
  return (
    <>
      <section class="card" aria-labelledby="by-day">
        <div class="card-head">
          <h2 id="by-day">
            {series().unit === 'day' ? 'By day' : 'By week'}
            <Show when={props.client}>
              {client => (
                <span class="filtered">
                  {' '}
                  of <bdi title={client()}>{client().length > 24 ? `${client().slice(0, 10)}…` : client()}</bdi> alone
                </span>
              )}
            </Show>
          </h2>
          <Show when={props.client}>
            <Button variant="ghost" onClick={() => props.onChoose(undefined)}>
              Show all clients
            </Button>
          </Show>
        </div>
        <UsageFigures of={props.usage.total} />
        <Show
          when={moved(props.usage.total, props.measure) > 0}
          fallback={<p class="empty-line chart-skeleton">Nothing was stored or loaded in this time.</p>}
        >
          <LoadedLater fallback={<ChartSkeleton />} failed="Couldn’t load the chart. Its numbers are in the table.">
            <UsageChart series={series()} measure={props.measure} label={label()} />
          </LoadedLater>
          <UsageTable days={days()} measure={props.measure} />
        </Show>
      </section>
      <Show when={props.usage.clients.length > 0}>
        <UsageClients
          clients={props.usage.clients}
          more={props.usage.moreClients}
          measure={props.measure}
          chosen={props.client}
          onChoose={client => props.onChoose(client === props.client ? undefined : client)}
        />
      </Show>
      <div class="page-bar">
        <p class="hint">
          Counted <Show when={props.usage.countedAt}>{at => <Time at={at()} />}</Show>; days are of UTC. Uploads count
          when they are complete, downloads when a link is issued.
        </p>
        <div class="acts">
          <Button
            onClick={() =>
              save(
                'days',
                usageCsv(['date'], days(), ({ date }) => [date])
              )
            }
          >
            CSV by day
          </Button>
          <Button busy={saveClients.busy()} onClick={() => saveClients.run(props.days)}>
            CSV by client
          </Button>
        </div>
      </div>
    </>
  )
}

const UsageSkeleton = () => (
  <>
    <section class="card">
      <h2>By day</h2>
      <UsageFigures of={undefined} />
      <ChartSkeleton />
    </section>
    <ListSkeleton />
  </>
)
