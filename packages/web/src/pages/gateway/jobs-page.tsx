/** /gateway/jobs: what keeps the gateway in order by itself, and what it did last. */
import { A } from '@solidjs/router'
import { For, Match, Show, Switch } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { Answered } from '../../ui/answered.tsx'
import { Button } from '../../ui/button.tsx'
import { SeverityIcon } from '../../ui/icons.tsx'
import { Ago } from '../zone/activity/ago.tsx'
import { ListSkeleton } from '../zone/list-skeleton.tsx'
import { bytesText, countText } from '../zone/usage/quantity.ts'
import { GatewayFrame } from './gateway-frame.tsx'
import { gatewayKeys } from './gateway-keys.ts'
import { countsText, durationText, type Job, jobWords, type LastRun, outcomeWords } from './job-words.ts'
import { useJobs } from './use-gateway.ts'

export default function JobsPage() {
  return (
    <GatewayFrame heading="Jobs" fallback={<ListSkeleton />}>
      {() => <Jobs />}
    </GatewayFrame>
  )
}

/** For so long a run that was started here is looked out for, ms: longer than a job may take on AWS. */
const lookedOutFor = 16 * 60_000

function Jobs() {
  /** What was started here: until when it is looked out for, and when the run before it began. */
  const begun = new Map<Job['job'], { until: number; before: LastRun['startedAt'] | undefined }>()
  const asked = useJobs(({ jobs }) =>
    jobs.some(({ job, last }) => {
      const run = begun.get(job)
      return run !== undefined && last?.startedAt === run.before && Date.now() < run.until
    })
  )
  const look = ({ job, last }: Job) => begun.set(job, { until: Date.now() + lookedOutFor, before: last?.startedAt })
  return (
    <Answered of={asked} fallback={<ListSkeleton />} failed="Couldn’t load the jobs">
      {known => (
        <>
          <p class="hint">They run by themselves. The next run continues what a run didn’t finish.</p>
          <For each={known().jobs}>{one => <JobCard of={one} onBegun={() => look(one)} />}</For>
        </>
      )}
    </Answered>
  )
}

function JobCard(props: { of: Job; onBegun(): void }) {
  const start = useChange({
    work: (api, job: Job['job']) => api('POST /api/jobs/{job}/runs', { path: { job } }),
    affects: () => [gatewayKeys.jobs],
    done: (_, job) => `${jobWords[job].name}: begun`,
    refused: 'Couldn’t start the job',
    onDone: () => props.onBegun()
  })
  return (
    <section class="card job" aria-labelledby={`job-${props.of.job}`}>
      <h2 id={`job-${props.of.job}`}>
        {jobWords[props.of.job].name} <code class="hint">{props.of.job}</code>
      </h2>
      <p>{jobWords[props.of.job].does}</p>
      <Show when={props.of.last} fallback={<p class="empty-line">It has not run yet.</p>}>
        {last => <Run last={last()} />}
      </Show>
      <p>
        <Button busy={start.busy()} onClick={() => start.run(props.of.job)}>
          Run it now
        </Button>
      </p>
    </section>
  )
}

const Run = (props: { last: LastRun }) => (
  <>
    <p class="health-state">
      <SeverityIcon severity={outcomeWords[props.last.outcome].severity} />
      <span>{outcomeWords[props.last.outcome].words}</span>
    </p>
    <p class="hint">
      Began <Ago at={props.last.startedAt} /> and took {durationText(props.last.ms)} for {countText(props.last.zones)}{' '}
      {props.last.zones === 1 ? 'zone' : 'zones'}; {bytesText(props.last.bytes)} read and written
      <Show when={countsText(props.last.counts)}>{counts => <>; {counts()}</>}</Show>.
    </p>
    <Show when={props.last.notable.length > 0}>
      <ul class="notable">
        <For each={props.last.notable}>
          {one => (
            <li>
              <SeverityIcon severity={one.outcome === 'done' ? 'info' : outcomeWords[one.outcome].severity} />
              <div>
                <h3>
                  <Show when={one.zone} fallback="The whole gateway">
                    {zone => <A href={`/zone/${zone()}`}>{zone()}</A>}
                  </Show>
                </h3>
                <Switch fallback={<p>{outcomeWords[one.outcome].words}.</p>}>
                  <Match when={one.failure}>
                    {failure => (
                      <p>
                        {failure().message} <code class="hint">{failure().code}</code>
                      </p>
                    )}
                  </Match>
                  <Match when={one.notes.length > 0}>
                    <For each={one.notes}>{note => <p>{note}</p>}</For>
                  </Match>
                </Switch>
              </div>
            </li>
          )}
        </For>
      </ul>
    </Show>
  </>
)
