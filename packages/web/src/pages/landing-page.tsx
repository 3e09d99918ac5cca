/** `/`: what this gateway is and how to start; for who is signed in, their zones. `/?zone=`: where older gateways had one. */

import { Navigate, useSearchParams } from '@solidjs/router'
import { Match, Show, Switch } from 'solid-js'
import { shownGatewayUrl } from '../data/base-path.ts'
import { useHealth } from '../data/health.tsx'
import { isZoneName, queryText } from '../data/page-address.ts'
import { useSession } from '../data/session.tsx'
import { Page } from '../ui/page.tsx'
import { WaitFor } from '../ui/wait-for.tsx'
import { HealthCard } from './landing/health-card.tsx'
import { HealthLine } from './landing/health-line.tsx'
import { Home, HomeSkeleton } from './landing/home.tsx'
import { HowToStart } from './landing/how-to-start.tsx'
import { WhoIsHere } from './landing/who-is-here.tsx'

export default function LandingPage() {
  const session = useSession()
  const [query] = useSearchParams()
  const zone = () => queryText(query.zone)
  const nobody = () => session.me() === null || (session.value() === undefined && session.failure() !== undefined)
  return (
    <Show when={!isZoneName(zone())} fallback={<Navigate href={`/zone/${zone()}`} />}>
      <Switch fallback={<HomeSkeleton />}>
        <Match when={session.me()}>{me => <Home me={me()} />}</Match>
        <Match when={nobody()}>
          <Welcome />
        </Match>
      </Switch>
    </Show>
  )
}

function Welcome() {
  const health = useHealth()
  const session = useSession()
  return (
    <Page
      title="Welcome"
      heading="Share files by their content hash"
      lead="This gateway stores a lab’s files under the SHA-1 of their bytes. Whoever loads a file’s URI gets exactly those bytes."
      beside={<HealthLine health={health} />}
    >
      <div class="columns">
        <HowToStart gatewayUrl={session.value()?.gatewayUrl ?? shownGatewayUrl()} />
        <div>
          <WhoIsHere />
          <WaitFor of={[session]}>
            <HealthCard health={health} />
          </WaitFor>
        </div>
      </div>
    </Page>
  )
}
