/** /client/{clientId}?zone=: what is known of a client. Anyone may ask. */
import { useParams, useSearchParams } from '@solidjs/router'
import { Match, Show, Switch } from 'solid-js'
import { type ClientInfo, getClientInfo } from '../data/client-info.ts'
import { isClientId, isZoneName, zoneOf } from '../data/page-address.ts'
import { createQuestion } from '../data/use-api.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { NoSignIn } from '../ui/no-sign-in.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Time } from '../ui/time.tsx'
import { BadLinkPage } from './bad-link-page.tsx'

type Client = Extract<ClientInfo, { found: true }>['client']

export default function ClientPage() {
  const params = useParams<{ clientId: string }>()
  const [query] = useSearchParams()
  const zone = () => zoneOf(query.zone)
  return (
    <Show
      when={isClientId(params.clientId) && isZoneName(zone())}
      fallback={
        <BadLinkPage title="This link is incomplete">
          A client is named by 64 hexadecimal digits, its zone by letters, digits, dots, hyphens and underscores.
        </BadLinkPage>
      }
    >
      <KnownOfClient clientId={params.clientId} zone={zone()} />
    </Show>
  )
}

function KnownOfClient(props: { clientId: string; zone: string }) {
  const asked = createQuestion(
    () => ({ clientId: props.clientId, zone: props.zone }),
    (api, about) => getClientInfo(api, { ...about, now: Date.now() })
  )
  const failure = () => {
    const answer = asked.answer()
    return answer?.ok === false ? answer.failure : undefined
  }
  const info = () => {
    const answer = asked.answer()
    return answer?.ok === true ? answer.value : undefined
  }
  const client = (): Client | undefined => {
    const known = info()
    return known?.found === true ? known.client : undefined
  }
  return (
    <Page
      title={client()?.label || 'A client'}
      heading="Kachery client"
      lead="A key pair on somebody’s computer, with which files are stored here as its owner."
    >
      <p class="unseen" role="status">
        {asked.answer() === undefined ? 'Asking the gateway…' : failure() === undefined ? 'Loaded.' : 'Not loaded.'}
      </p>
      <Switch>
        <Match when={failure()}>
          {known => <FailureNotice title="What is known of it cannot be shown" failure={known()} again={asked.again} />}
        </Match>
        <Match when={info()?.found === false}>
          <Notice tone="warn" title="There is no such client here">
            <p>
              No client with this id is registered in zone {props.zone}. It may be in another zone, or have been
              removed.
            </p>
          </Notice>
        </Match>
      </Switch>
      <Show when={failure() === undefined}>
        <section class="card" aria-labelledby="facts-heading" aria-busy={info() === undefined}>
          <h2 id="facts-heading">{info()?.found === false ? 'What was asked for' : 'What is known of it'}</h2>
          <Facts>
            <Show when={info()?.found !== false}>
              <Fact name="Label">
                <Show when={client()} fallback={<Skeleton width="medium" />}>
                  {known => <bdi>{known().label || '(none)'}</bdi>}
                </Show>
              </Fact>
              <Fact name="Owner">
                <Show when={client()} fallback={<Skeleton width="short" />}>
                  {known => <bdi>{known().ownerId}</bdi>}
                </Show>
              </Fact>
              <Fact name="Registered">
                <Show when={client()} fallback={<Skeleton width="medium" />}>
                  {known => <Time at={known().timestampCreated} />}
                </Show>
              </Fact>
            </Show>
            <Fact name="Zone">{props.zone}</Fact>
            <Fact name="Client">
              <code>{props.clientId}</code>
            </Fact>
          </Facts>
        </section>
      </Show>
      <NoSignIn>Renaming and removing a client come with it.</NoSignIn>
    </Page>
  )
}
