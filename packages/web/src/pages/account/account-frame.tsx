/** What the parts of one's account have in common: the way between them, and who sees them. */
import type { JSX } from 'solid-js'
import type { Me } from '../../data/session.tsx'
import { Page } from '../../ui/page.tsx'
import { SignedIn } from '../../ui/signed-in.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { CardSkeleton } from '../../ui/wait-for.tsx'
import { Heading } from '../zone/zone-frame.tsx'

interface AccountFrameProps {
  heading: string
  children: (me: () => Me) => JSX.Element
}

const tabs = [
  { href: '/account', label: 'Clients' },
  { href: '/account/zones', label: 'Zones' },
  { href: '/account/keys', label: 'API keys' },
  { href: '/account/resources', label: 'Resources' },
  { href: '/account/sessions', label: 'Signing out' }
]

export function AccountFrame(props: AccountFrameProps) {
  return (
    <Page title={`${props.heading} · My account`} heading={<Heading of="My account" is={props.heading} />}>
      <Tabs name="My account" tabs={tabs} />
      <SignedIn for="to see your account" fallback={<AccountSkeleton />}>
        {me => props.children(me)}
      </SignedIn>
    </Page>
  )
}

const AccountSkeleton = () => (
  <>
    <p class="unseen" role="status">
      Loading…
    </p>
    <CardSkeleton />
  </>
)
