/** /account: what is mine on this gateway, in all zones. */
import { Page } from '../ui/page.tsx'
import { SignedIn } from '../ui/signed-in.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ApiKey } from './account/api-key.tsx'
import { MyClients } from './account/my-clients.tsx'
import { MyResources } from './account/my-resources.tsx'
import { MyZones } from './account/my-zones.tsx'
import { Sessions } from './account/sessions.tsx'

export default function AccountPage() {
  return (
    <Page
      title="My account"
      heading="My account"
      lead="Your clients, zones, resources and API key on this gateway, and the way out."
    >
      <SignedIn for="to see your account" awaited={<Awaited />}>
        {me => (
          <>
            <MyClients />
            <MyZones me={me()} />
            <ApiKey me={me()} />
            <MyResources />
            <Sessions me={me()} />
          </>
        )}
      </SignedIn>
    </Page>
  )
}

const Awaited = () => (
  <section class="card" aria-hidden="true">
    <p>
      <Skeleton width="medium" />
    </p>
    <p>
      <Skeleton width="long" />
    </p>
  </section>
)
