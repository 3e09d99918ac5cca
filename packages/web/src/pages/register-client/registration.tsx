/** A whole link: what it asks for, what speaks against it, and the one button that does it. */

import { createSignal, Match, Switch } from 'solid-js'
import { shownGatewayUrl } from '../../data/base-path.ts'
import { useSession } from '../../data/session.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { CardSkeleton, WaitFor } from '../../ui/wait-for.tsx'
import { type Link, useCheckedLink } from './check-link.ts'
import { RegisterButton } from './register-button.tsx'
import { Verdict } from './verdict.tsx'

export function Registration(props: Link) {
  const session = useSession()
  const checked = useCheckedLink(props)
  const [done, setDone] = createSignal(false)
  return (
    <Page
      title="Register a client"
      heading="Register a client"
      lead="A client is a key pair on somebody’s computer. Once registered, it acts with all of its owner’s rights in this zone."
    >
      <div class="verdict">
        <Verdict link={props} checked={checked} done={done()} />
      </div>
      <WaitFor of={[checked, session]} fallback={<CardSkeleton />}>
        <section class="card" aria-labelledby="link-heading">
          <h2 id="link-heading">What the link asks for</h2>
          <Facts>
            <Fact name="Label">
              <bdi>{props.label === '' ? '(none)' : props.label}</bdi>
            </Fact>
            <Fact name="Zone">{props.zone}</Fact>
            <Fact name="Gateway">{session.value()?.gatewayUrl ?? shownGatewayUrl()}</Fact>
            <Fact name="Owner">
              <Switch fallback="whoever signs in and registers it">
                <Match when={checked.value()?.registered}>{client => <bdi>{client().ownerId}</bdi>}</Match>
                <Match when={session.me()}>
                  {me => (
                    <>
                      <bdi>{me().login}</bdi> (you)
                    </>
                  )}
                </Match>
              </Switch>
            </Fact>
            <Fact name="Client">
              <code>{props.clientId}</code>
            </Fact>
          </Facts>
          <RegisterButton link={props} checked={checked} onDone={() => setDone(true)} />
        </section>
      </WaitFor>
    </Page>
  )
}
