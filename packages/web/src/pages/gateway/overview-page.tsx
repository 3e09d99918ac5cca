/** /gateway: what whoever runs this gateway should know first. */
import { A } from '@solidjs/router'
import { For, Show } from 'solid-js'
import { Answered } from '../../ui/answered.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { SeverityIcon } from '../../ui/icons.tsx'
import { WaitFor } from '../../ui/wait-for.tsx'
import { Ago } from '../zone/activity/ago.tsx'
import { ListSkeleton } from '../zone/list-skeleton.tsx'
import { DatabaseTest } from './database-test.tsx'
import { GatewayFrame } from './gateway-frame.tsx'
import { jobWords, outcomeWords } from './job-words.ts'
import { Lacks } from './lacks.tsx'
import { useConfiguration, useJobs } from './use-gateway.ts'

export default function OverviewPage() {
  return (
    <GatewayFrame heading="Overview" fallback={<ListSkeleton />}>
      {() => <Overview />}
    </GatewayFrame>
  )
}

function Overview() {
  const configuration = useConfiguration()
  const jobs = useJobs()
  return (
    <WaitFor of={[configuration, jobs]} fallback={<ListSkeleton />}>
      <Show when={configuration.value()}>{known => <Lacks lacks={known().lacks} />}</Show>
      <div class="overview">
        <section class="card" aria-labelledby="gateway-heading">
          <h2 id="gateway-heading">Gateway</h2>
          <Answered of={configuration} fallback={null} failed="Couldn’t load the configuration">
            {known => (
              <Facts>
                <Fact name="Address">
                  <code>{known().publicUrl}</code>
                </Fact>
                <Fact name="Administrators">
                  <bdi>{known().administrators.join(', ') || 'none'}</bdi>
                </Fact>
                <Fact name="Signing in">{known().signIn ? 'on' : 'off'}</Fact>
              </Facts>
            )}
          </Answered>
          <p class="card-more">
            <A href="/gateway/configuration">The configuration</A>
          </p>
        </section>
        <section class="card" aria-labelledby="jobs-heading">
          <h2 id="jobs-heading">Jobs</h2>
          <Answered of={jobs} fallback={null} failed="Couldn’t load the jobs">
            {known => (
              <Facts>
                <For each={known().jobs}>
                  {({ job, last }) => (
                    <Fact name={jobWords[job].name}>
                      <Show when={last} fallback={<span class="hint">has not run yet</span>}>
                        {run => (
                          <span class="health-state">
                            <SeverityIcon severity={outcomeWords[run().outcome].severity} />
                            <span>
                              {outcomeWords[run().outcome].words}, <Ago at={run().startedAt} />
                            </span>
                          </span>
                        )}
                      </Show>
                    </Fact>
                  )}
                </For>
              </Facts>
            )}
          </Answered>
          <p class="card-more">
            <A href="/gateway/jobs">What they did</A>
          </p>
        </section>
        <DatabaseTest />
      </div>
    </WaitFor>
  )
}
