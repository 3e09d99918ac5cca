/** What the pages of the gateway's administration have in common. */
import { type JSX, Show } from 'solid-js'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SignedIn } from '../../ui/signed-in.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Heading } from '../zone/zone-frame.tsx'
import './gateway.css'

interface GatewayFrameProps {
  heading: string
  /** As high as what will stand here. */
  fallback: JSX.Element
  children: () => JSX.Element
}

const tabs = [
  { href: '/gateway', label: 'Overview' },
  { href: '/gateway/zones', label: 'Zones' },
  { href: '/gateway/users', label: 'Users' },
  { href: '/gateway/configuration', label: 'Configuration' },
  { href: '/gateway/jobs', label: 'Jobs' }
]

export function GatewayFrame(props: GatewayFrameProps) {
  return (
    <Page title={`${props.heading} · Gateway`} heading={<Heading of="Gateway administration" is={props.heading} />}>
      <Tabs name="Gateway administration" tabs={tabs} />
      <SignedIn for="to administer this gateway" fallback={props.fallback}>
        {me => (
          // The gateway itself refuses them all; this says it once.
          <Show when={me().gatewayAdministrator} fallback={<NotAdministrator login={me().login} />}>
            {props.children()}
          </Show>
        )}
      </SignedIn>
    </Page>
  )
}

const NotAdministrator = (props: { login: string }) => (
  <Notice severity="warn" title="You don’t administer this gateway">
    <p>
      You are signed in as <bdi>{props.login}</bdi>. The gateway’s operator sets its administrators in the
      configuration.
    </p>
  </Notice>
)
