/** What somebody who is signed in sees first: their zones, how these are, and what to do first where all is new. */

import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { shownGatewayUrl } from '../../data/base-path.ts'
import { useHealth } from '../../data/health.tsx'
import { type Me, useSession } from '../../data/session.tsx'
import { Page } from '../../ui/page.tsx'
import { CardSkeleton, WaitFor } from '../../ui/wait-for.tsx'
import { MyZones } from '../account/my-zones.tsx'
import { useMyZones } from '../account/use-mine.ts'
import { FirstSteps, useFirstSteps } from './first-steps.tsx'
import { HealthCard } from './health-card.tsx'
import { HealthLine } from './health-line.tsx'
import { HowToStart } from './how-to-start.tsx'

export function Home(props: { me: Me }) {
  const health = useHealth()
  const session = useSession()
  const zones = useMyZones()
  const firstOfGateway = () =>
    zones.items()?.find(({ ownerId, rights }) => ownerId === null && rights?.administer === true)?.zone
  const steps = useFirstSteps(firstOfGateway)
  return (
    <Page title="Home" heading="Home" beside={<HealthLine health={health} />}>
      <WaitFor of={[{ value: zones.items, failure: zones.failure }]} fallback={<CardSkeleton />}>
        <MyZones me={props.me} rows={zones} />
        <Show when={firstOfGateway()}>{zone => <FirstSteps zone={zone()} of={steps} />}</Show>
        <WaitFor of={firstOfGateway() === undefined ? [] : [steps]}>
          <div class="columns">
            <HowToStart gatewayUrl={session.value()?.gatewayUrl ?? shownGatewayUrl()} />
            <div>
              <HealthCard health={health} />
              <p>
                <A href="/files">My files</A>
              </p>
              <Show when={props.me.gatewayAdministrator}>
                <p>
                  <A href="/gateway">Gateway administration</A>
                </p>
              </Show>
            </div>
          </div>
        </WaitFor>
      </WaitFor>
    </Page>
  )
}

/** Nobody knows yet who is here. */
export function HomeSkeleton() {
  const health = useHealth()
  return (
    <Page title="Welcome" heading="Home" beside={<HealthLine health={health} />}>
      <CardSkeleton />
    </Page>
  )
}
