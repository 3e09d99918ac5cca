/** How the zone's bucket was when the hourly job checked it last. */

import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { A } from '@solidjs/router'
import { For, Match, Show, Switch } from 'solid-js'
import type { Asked } from '../../../data/use-answer.ts'
import { Answered } from '../../../ui/answered.tsx'
import { SeverityIcon } from '../../../ui/icons.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Ago } from '../activity/ago.tsx'
import { adviceOf, zoneCondition } from '../zone-condition.ts'

type Health = AnswerOf<'GET /api/zones/{zone}/health'>

export function HealthCard(props: { zone: string; asked: Asked<Health> }) {
  return (
    <section class="card" aria-labelledby="health-heading">
      <h2 id="health-heading">Health</h2>
      <Answered of={props.asked} fallback={<HealthSkeleton />} failed="Couldn’t check the bucket">
        {answer => (
          <Switch fallback={<NotLooked />}>
            <Match when={answer().health}>{health => <Looked health={health()} />}</Match>
          </Switch>
        )}
      </Answered>
      <p class="card-more">
        <A href={`/zone/${props.zone}/storage`}>Test the bucket now</A>
      </p>
    </section>
  )
}

const HealthSkeleton = () => (
  <p class="health-state">
    <Skeleton width="medium" />
  </p>
)

const NotLooked = () => (
  <>
    <p class="health-state">
      <SeverityIcon severity="info" />
      <span>Not checked yet</span>
    </p>
    <p class="hint">The first check runs within the hour.</p>
  </>
)

const words = {
  bad: 'Nobody can store or load files',
  warn: 'Working, with a warning',
  good: 'Works',
  info: 'Not checked yet'
}

function Looked(props: { health: NonNullable<Health['health']> }) {
  const advice = () => adviceOf(props.health)
  const severity = () => zoneCondition(props.health).severity
  return (
    <>
      <p class="health-state">
        <SeverityIcon severity={severity()} />
        <span>{words[severity()]}</span>
      </p>
      <Show when={advice().length > 0}>
        <ul class="advice">
          <For each={advice()}>{text => <li>{text}</li>}</For>
        </ul>
      </Show>
      <p class="hint">
        Checked <Ago at={props.health.checkedAt} />
      </p>
    </>
  )
}
