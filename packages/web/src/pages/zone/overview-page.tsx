/** /zone/{zone}: how the zone is, what it moved in the last 30 days, and what happened last. */
import { A } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { Answered } from '../../ui/answered.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { CardSkeleton, WaitFor } from '../../ui/wait-for.tsx'
import { ActivityList } from './activity/activity-list.tsx'
import { FileDialog } from './activity/file-dialog.tsx'
import { HealthCard } from './overview/health-card.tsx'
import { ZoneOwner } from './overview/zone-owner.tsx'
import { ZoneStart } from './overview/zone-start.tsx'
import { UsageFigures } from './usage/figures.tsx'
import { useActivity, useUsage, useZone, useZoneHealth } from './use-zone.ts'
import { ZoneFrame } from './zone-frame.tsx'

export default function OverviewPage() {
  return (
    <ZoneFrame heading="Overview" fallback={<OverviewSkeleton />}>
      {zone => <Overview zone={zone} />}
    </ZoneFrame>
  )
}

function Overview(props: { zone: string }) {
  const zone = useZone(props.zone)
  const health = useZoneHealth(props.zone)
  const usage = useUsage(props.zone, () => ({ days: '30' }))
  const activity = useActivity(props.zone, () => ({ limit: 8 }))
  const [opened, setOpened] = createSignal<string>()
  return (
    <WaitFor of={[health, usage, activity, zone]} fallback={<OverviewSkeleton />}>
      <div class="overview">
        <div class="overview-side">
          <HealthCard zone={props.zone} asked={health} />
          <section class="card" aria-labelledby="usage-heading">
            <h2 id="usage-heading">Last 30 days</h2>
            <Answered of={usage} fallback={null} failed="Couldn’t load the usage">
              {known => (
                <Show when={known().countedAt !== null} fallback={<p class="empty-line">Nothing is counted yet.</p>}>
                  <UsageFigures of={known().total} />
                </Show>
              )}
            </Answered>
            <p class="card-more">
              <A href={`/zone/${props.zone}/usage`}>By day and by client</A>
            </p>
          </section>
        </div>
        <div class="overview-main">
          <section class="card" aria-labelledby="activity-heading">
            <h2 id="activity-heading">Newest activity</h2>
            <Answered of={activity} fallback={null} failed="Couldn’t load the activity">
              {known => (
                <Show
                  when={known().items.length > 0}
                  fallback={
                    <p class="empty-line">
                      Nothing has happened here lately. To begin,{' '}
                      <A href={`/zone/${props.zone}/access`}>let somebody upload</A> and have them run{' '}
                      <code>kachery-cloud-init</code>.
                    </p>
                  }
                >
                  <ActivityList zone={props.zone} lines={known().items} name="Newest activity" onOpen={setOpened} />
                </Show>
              )}
            </Answered>
            <p class="card-more">
              <A href={`/zone/${props.zone}/activity`}>All activity</A>
            </p>
          </section>
          <ZoneStart zone={props.zone} />
        </div>
        <section class="card" aria-labelledby="zone-heading">
          <h2 id="zone-heading">Zone</h2>
          <Answered of={zone} fallback={null} failed="Couldn’t load the zone">
            {known => (
              <Facts>
                <Fact name="Name">{known().zone}</Fact>
                <Fact name="Owner">
                  <Show when={known().ownerId} fallback="nobody: it is part of the gateway’s configuration">
                    {owner => <bdi>{owner()}</bdi>}
                  </Show>
                </Fact>
                <Fact name="Bucket">
                  <code>{known().bucketUri}</code>
                </Fact>
                <Show when={known().scratch}>
                  <Fact name="Scratch">anyone can upload; files expire</Fact>
                </Show>
              </Facts>
            )}
          </Answered>
          <Show when={zone.value()?.owned}>
            <ZoneOwner zone={props.zone} ownBucket={zone.value()?.ownBucket === true} />
          </Show>
        </section>
      </div>
      <Show when={opened()} keyed>
        {hash => <FileDialog zone={props.zone} hash={hash} onClose={() => setOpened(undefined)} />}
      </Show>
    </WaitFor>
  )
}

const OverviewSkeleton = () => (
  <div class="overview" aria-hidden="true">
    <div class="overview-side">
      <CardSkeleton />
      <CardSkeleton />
    </div>
    <div class="overview-main">
      <CardSkeleton />
    </div>
  </div>
)
