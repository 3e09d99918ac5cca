/** /admin?zone=: where a zone's administrators come in. */
import { useSearchParams } from '@solidjs/router'
import { Show } from 'solid-js'
import { isZoneName, zoneOf } from '../data/page-address.ts'
import { Fact, Facts } from '../ui/facts.tsx'
import { NoSignIn } from '../ui/no-sign-in.tsx'
import { Page } from '../ui/page.tsx'
import { BadLinkPage } from './bad-link-page.tsx'

export default function AdminPage() {
  const [query] = useSearchParams()
  const zone = () => zoneOf(query.zone)
  return (
    <Show
      when={isZoneName(zone())}
      fallback={
        <BadLinkPage title="No zone has such a name">
          Names of zones have letters, digits, dots, hyphens and underscores. Ask whoever gave you this link.
        </BadLinkPage>
      }
    >
      <Page
        title={`Zone ${zone()}`}
        heading={`Zone ${zone()}`}
        lead="Who may do what in a zone is said by its settings file, which lies in the zone’s bucket."
      >
        <NoSignIn>
          Until it can, administrators edit the settings file in the bucket; a change counts within a minute.
        </NoSignIn>
        <section class="card" aria-labelledby="settings-heading">
          <h2 id="settings-heading">Settings</h2>
          <Facts>
            <Fact name="Zone">{zone()}</Fact>
            <Fact name="Gateway">{window.location.origin}</Fact>
            <Fact name="Settings file">
              <code>settings/authorizationSettings.yaml</code>
            </Fact>
          </Facts>
          <p class="hint">The path is under the zone’s directory in its bucket, if it has one.</p>
        </section>
      </Page>
    </Show>
  )
}
