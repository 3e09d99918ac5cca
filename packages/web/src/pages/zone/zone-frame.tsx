/** What a zone's pages have in common: whose they are, the way between them, and who may see them. */
import { useParams } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { isZoneName } from '../../data/page-address.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SignedIn } from '../../ui/signed-in.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { BadZonePage } from '../bad-zone-page.tsx'
import { ZoneStart } from './overview/zone-start.tsx'
import { useZone } from './use-zone.ts'
import { ZoneSwitcher } from './zone-switcher.tsx'
import './zone.css'

interface ZoneFrameProps {
  /** Of this page among the zone's. */
  heading: string
  /** As high as what will stand here. */
  fallback: JSX.Element
  children: (zone: string) => JSX.Element
  /** Whether who doesn’t administer the zone finds something here, too. */
  forAll?: boolean
}

export function ZoneFrame(props: ZoneFrameProps) {
  const params = useParams<{ zone: string }>()
  const at = (page: string) => `/zone/${params.zone}${page}`
  return (
    <Show when={isZoneName(params.zone)} fallback={<BadZonePage />}>
      <Page
        title={`${props.heading} · Zone ${params.zone}`}
        heading={<Heading of={`Zone ${params.zone}`} is={props.heading} />}
        beside={<ZoneSwitcher zone={params.zone} />}
      >
        <Tabs
          name={`Zone ${params.zone}`}
          tabs={[
            { href: at(''), label: 'Overview' },
            { href: at('/access'), label: 'Access' },
            { href: at('/clients'), label: 'Clients' },
            { href: at('/resources'), label: 'Resources' },
            { href: at('/usage'), label: 'Usage' },
            { href: at('/activity'), label: 'Activity' },
            { href: at('/storage'), label: 'Storage' },
            { href: at('/files'), label: 'Files' }
          ]}
        />
        <SignedIn for="to look after this zone" fallback={props.fallback}>
          {() => (
            // Another zone's page begins anew.
            <Show when={params.zone} keyed>
              {zone => (
                <Authorized zone={zone} forAll={props.forAll === true}>
                  {props.children}
                </Authorized>
              )}
            </Show>
          )}
        </SignedIn>
      </Page>
    </Show>
  )
}

/** One explanation in place of a refusal for each thing on the page; whether one is refused, the gateway says. */
function Authorized(props: { zone: string; forAll: boolean; children: (zone: string) => JSX.Element }) {
  const asked = useZone(props.zone)
  const barred = () => {
    const failure = asked.failure()
    return (failure?.status === 403 && !props.forAll) || failure?.code === 'zone.not_found' ? failure : undefined
  }
  return (
    <Show when={barred()} fallback={props.children(props.zone)}>
      {failure => (
        <>
          <Notice
            severity="warn"
            title={failure().status === 403 ? 'You don’t administer this zone' : 'This zone doesn’t exist'}
          >
            <p>{failure().sentence}</p>
            <Show when={failure().status === 403}>
              <p>Its owner, or one of its administrators, can give you Admin under Access.</p>
            </Show>
          </Notice>
          <Show when={failure().status === 403}>
            <ZoneStart zone={props.zone} />
          </Show>
        </>
      )}
    </Show>
  )
}

/** Read out in one breath: "Zone lab, Access". Which page it is, who sees it sees in the tabs. */
export const Heading = (props: { of: string; is: string }) => (
  <>
    {props.of}
    <span class="unseen">, {props.is}</span>
  </>
)
