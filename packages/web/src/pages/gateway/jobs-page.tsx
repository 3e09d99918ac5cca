/** /gateway/jobs: what keeps the gateway in order by itself, and what it did last. */
import { A } from '@solidjs/router'
import { For, Match, Show, Switch } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { Answered } from '../../ui/answered.tsx'
import { Button } from '../../ui/button.tsx'
import { SeverityIcon } from '../../ui/icons.tsx'
import { Ago } from '../zone/activity/ago.tsx'
import { ListSkeleton } from '../zone/list-skeleton.tsx'
import { bytesText, countOf } from '../zone/usage/quantity.ts'
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
          <section class="card listing jobs">
            <div class="table-place">
              <table aria-label="Jobs">
                <thead>
                  <tr>
                    <th scope="col">Job</th>
                    <th scope="col">Last run</th>
                    <th scope="col">What it did</th>
                    <th scope="col" class="end">
                      Actions
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <For each={known().jobs}>{one => <JobRow of={one} onBegun={() => look(one)} />}</For>
                </tbody>
              </table>
            </div>
          </section>
          <For each={known().jobs}>{({ job, last }) => <Notable job={job} of={last?.notable ?? []} />}</For>
        </>
      )}
    </Answered>
  )
}

function JobRow(props: { of: Job; onBegun(): void }) {
  const words = () => jobWords[props.of.job]
  const start = useChange({
    work: (api, job: Job['job']) => api('POST /api/jobs/{job}/runs', { path: { job } }),
    affects: () => [gatewayKeys.jobs],
    done: (_, job) => `${jobWords[job].name}: begun`,
    refused: 'Couldn’t start the job',
    onDone: () => props.onBegun()
  })
  return (
    <tr>
      <td data-head="Job">
        <span>
          <strong>{words().name}</strong> <code class="hint">{props.of.job}</code>
          <span class="hint below">{words().does}</span>
        </span>
      </td>
      <td data-head="Last run">
        <Show when={props.of.last} fallback={<span class="hint">It has not run yet</span>}>
          {last => (
            <span>
              <span class="condition">
                <SeverityIcon severity={outcomeWords[last().outcome].severity} />
                {outcomeWords[last().outcome].words}
              </span>
              <span class="hint below">
                <Ago at={last().startedAt} />, took {durationText(last().ms)}
              </span>
            </span>
          )}
        </Show>
      </td>
      <td data-head="What it did">
        <Show when={props.of.last} fallback={<span class="hint">—</span>}>
          {last => (
            <span>
              {countOf(last().zones, 'zone')}, {bytesText(last().bytes)} read and written
              <Show when={countsText(last().counts)}>{counts => <span class="hint below">{counts()}</span>}</Show>
            </span>
          )}
        </Show>
      </td>
      <td class="end" data-head="Actions">
        <Button busy={start.busy()} aria-label={`Run now: ${words().name}`} onClick={() => start.run(props.of.job)}>
          Run now
        </Button>
      </td>
    </tr>
  )
}

/** Zones that a job's last run did not end well for, or that it has something to say of. */
const Notable = (props: { job: Job['job']; of: LastRun['notable'] }) => (
  <Show when={props.of.length > 0}>
    <section class="card" aria-labelledby={`notable-${props.job}`}>
      <h2 id={`notable-${props.job}`}>{jobWords[props.job].name}: zones to look at</h2>
      <ul class="notable">
        <For each={props.of}>
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
    </section>
  </Show>
)
