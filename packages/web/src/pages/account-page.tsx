/** /account: what is mine on this gateway, in all zones. */
import { For, Show } from 'solid-js'
import type { Me } from '../data/session.tsx'
import { Page } from '../ui/page.tsx'
import { SignedIn } from '../ui/signed-in.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ApiKeys, useMyApiKeys } from './account/api-keys.tsx'
import { MyClients } from './account/my-clients.tsx'
import { MyResources } from './account/my-resources.tsx'
import { MyZones } from './account/my-zones.tsx'
import { Sessions } from './account/sessions.tsx'
import { useMyClients, useMyResources, useMyZones } from './account/use-mine.ts'

export default function AccountPage() {
  return (
    <Page title="My account" heading="My account" lead="Your clients, zones, resources and API keys on this gateway.">
      <SignedIn for="to see your account" fallback={<AccountSkeleton />}>
        {me => <Mine me={me()} />}
      </SignedIn>
    </Page>
  )
}

/** Everything at once, when all lists are known: what stands below a list would move while it comes. */
function Mine(props: { me: Me }) {
  const [clients, zones, keys, resources] = [useMyClients(), useMyZones(), useMyApiKeys(), useMyResources()]
  const known = () =>
    [clients, zones, keys, resources].every(list => list.items() !== undefined || list.failure() !== undefined)
  return (
    <Show when={known()} fallback={<AccountSkeleton />}>
      <MyClients rows={clients} />
      <MyZones me={props.me} rows={zones} />
      <ApiKeys rows={keys} />
      <MyResources rows={resources} />
      <Sessions me={props.me} />
    </Show>
  )
}

const AccountSkeleton = () => (
  <>
    <p class="unseen" role="status">
      Loading…
    </p>
    <For each={['My clients', 'My zones', 'My API keys']}>
      {heading => (
        <section class="card" aria-hidden="true">
          <h2>{heading}</h2>
          <p>
            <Skeleton width="medium" />
          </p>
          <p>
            <Skeleton width="long" />
          </p>
        </section>
      )}
    </For>
  </>
)
