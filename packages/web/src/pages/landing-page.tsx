/** `/`: what this gateway is, whether it is healthy, and how to start; for who is signed in, their zones. */
import { Show } from 'solid-js'
import { useHealth } from '../data/health.tsx'
import { useSession } from '../data/session.tsx'
import { Page } from '../ui/page.tsx'
import { WaitFor } from '../ui/wait-for.tsx'
import { HealthCard } from './landing/health-card.tsx'
import { HealthLine } from './landing/health-line.tsx'
import { HowToStart } from './landing/how-to-start.tsx'
import { MyZones, useZonesAtAGlance } from './landing/my-zones.tsx'
import { WhoIsHere } from './landing/who-is-here.tsx'

export default function LandingPage() {
  const health = useHealth()
  const session = useSession()
  const zones = useZonesAtAGlance(() => session.me() != null)
  return (
    <Page
      title="Welcome"
      heading="Share files by their content hash"
      lead="This gateway stores a lab’s files under the SHA-1 of their bytes. Whoever loads a file’s URI gets exactly those bytes."
    >
      <HealthLine health={health} />
      <div class="columns">
        <HowToStart gatewayUrl={session.value()?.gatewayUrl ?? window.location.origin} />
        <div>
          <Show when={session.me()} fallback={<WhoIsHere />}>
            {me => <MyZones me={me()} zones={zones} />}
          </Show>
          <WaitFor of={session.me() == null ? [session] : [zones]}>
            <HealthCard health={health} />
          </WaitFor>
        </div>
      </div>
    </Page>
  )
}
