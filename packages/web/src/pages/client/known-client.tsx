/** What is known of a client, and what its owner may do with it. */
import { A } from '@solidjs/router'
import { Match, Show, Switch } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { LastActivity, LastUse } from './last-activity.tsx'
import { RemoveClient } from './remove-client.tsx'
import { RenameClient } from './rename-client.tsx'
import { type ClientAddress, useClient } from './use-client.ts'

export function KnownClient(props: ClientAddress) {
  const session = useSession()
  const asked = useClient(props)
  const client = () => asked.value()?.client
  const unknown = () => client() === null
  const mine = () => session.me() != null && client()?.mine === true
  return (
    <Page
      title={client()?.label || 'A client'}
      heading="Kachery client"
      lead="A key pair on somebody’s computer. It stores files here as its owner."
    >
      <p class="unseen" role="status">
        {asked.value() !== undefined
          ? 'Loaded.'
          : asked.failure() === undefined
            ? 'Asking the gateway…'
            : 'Not loaded.'}
      </p>
      <Switch>
        <Match when={asked.failure()}>
          {known => <FailureNotice title="Couldn’t load the client" failure={known()} again={asked.again} />}
        </Match>
        <Match when={unknown()}>
          <Notice severity="warn" title="This client doesn’t exist">
            <p>
              No client with this id is registered in zone {props.zone}. It may be in another zone, or have been
              removed.
            </p>
          </Notice>
          <section class="card" aria-labelledby="facts-heading">
            <h2 id="facts-heading">Requested</h2>
            <Facts>
              <Place about={props} />
            </Facts>
          </section>
        </Match>
        <Match when={true}>
          <section class="card" aria-labelledby="facts-heading" aria-busy={asked.value() === undefined}>
            <h2 id="facts-heading">About this client</h2>
            <Facts>
              <Fact name="Label">
                <Show when={client()} fallback={<Skeleton width="medium" />}>
                  {known => (
                    <Show when={mine()} fallback={<bdi>{known().label || '(none)'}</bdi>}>
                      <RenameClient about={props} label={known().label} />
                    </Show>
                  )}
                </Show>
              </Fact>
              <Fact name="Owner">
                <Show when={client()} fallback={<Skeleton width="short" />}>
                  {known => (
                    <>
                      <bdi>{known().ownerId}</bdi>
                      {mine() && ' (you)'}
                    </>
                  )}
                </Show>
              </Fact>
              <Fact name="Registered">
                <Show when={client()} fallback={<Skeleton width="medium" />}>
                  {known => <Time at={known().timestampCreated} />}
                </Show>
              </Fact>
              <Fact name="Last used">
                <LastUse about={props} known={client() != null && session.value() !== undefined} />
              </Fact>
              <Fact name="Last activity">
                <LastActivity about={props} known={client() != null && session.value() !== undefined} />
              </Fact>
              <Place about={props} />
            </Facts>
          </section>
          <Show when={session.me() != null && client()}>
            {known => <RemoveClient about={props} client={known()} />}
          </Show>
        </Match>
      </Switch>
    </Page>
  )
}

function Place(props: { about: ClientAddress }) {
  const session = useSession()
  return (
    <>
      <Fact name="Zone">
        <Show when={session.me()} fallback={props.about.zone}>
          <A href={`/zone/${props.about.zone}`}>{props.about.zone}</A>
        </Show>
      </Fact>
      <Fact name="Client">
        <code>{props.about.clientId}</code>
      </Fact>
    </>
  )
}
