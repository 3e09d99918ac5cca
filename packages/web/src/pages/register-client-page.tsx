/** /registerClient/{clientId}?signature&zone&label: the link that kachery-cloud-init prints, and what it asks for. */
import { useParams, useSearchParams } from '@solidjs/router'
import { Match, Show, Switch } from 'solid-js'
import { getClientInfo } from '../data/client-info.ts'
import { isClientId, isSignature, isZoneName, queryText, zoneOf } from '../data/page-address.ts'
import { createQuestion } from '../data/use-api.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { NoSignIn } from '../ui/no-sign-in.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { BadLinkPage } from './bad-link-page.tsx'

export default function RegisterClientPage() {
  const params = useParams<{ clientId: string }>()
  const [query] = useSearchParams()
  const zone = () => zoneOf(query.zone)
  const whole = () => isClientId(params.clientId) && isSignature(queryText(query.signature)) && isZoneName(zone())
  return (
    <Show
      when={whole()}
      fallback={
        <BadLinkPage title="This link is incomplete">
          Copy it once more from the terminal in which kachery-cloud-init printed it, from <code>http</code> to its last
          character.
        </BadLinkPage>
      }
    >
      <Question clientId={params.clientId} zone={zone()} label={queryText(query.label)} />
    </Show>
  )
}

function Question(props: { clientId: string; zone: string; label: string }) {
  const known = createQuestion(
    () => ({ clientId: props.clientId, zone: props.zone }),
    (api, about) => getClientInfo(api, { ...about, now: Date.now() })
  )
  const registered = () => {
    const answer = known.answer()
    return answer?.ok === true && answer.value.found ? answer.value.client : undefined
  }
  const failure = () => {
    const answer = known.answer()
    return answer?.ok === false ? answer.failure : undefined
  }
  return (
    <Page
      title="Register a client"
      heading="Register a client"
      lead="A client is a key pair on somebody’s computer. Once registered, it may store files here as its owner."
    >
      <div class="verdict" role="status">
        <Switch fallback={<NoSignIn>Nobody can register this client here before that.</NoSignIn>}>
          <Match when={known.answer() === undefined}>
            <Notice tone="info" title="Is it registered already?">
              <p>Asking the gateway…</p>
            </Notice>
          </Match>
          <Match when={failure()}>
            {why => (
              <FailureNotice title="Whether it is registered already is unknown" failure={why()} again={known.again} />
            )}
          </Match>
          <Match when={registered()}>
            {client => (
              <Notice tone="good" title="This client is registered already">
                <p>
                  It belongs to <bdi>{client().ownerId}</bdi>. Go back to your terminal and press Enter.
                </p>
              </Notice>
            )}
          </Match>
        </Switch>
      </div>
      <section class="card" aria-labelledby="link-heading">
        <h2 id="link-heading">What the link asks for</h2>
        <Facts>
          <Fact name="Label">
            <bdi>{props.label === '' ? '(none)' : props.label}</bdi>
          </Fact>
          <Fact name="Zone">{props.zone}</Fact>
          <Fact name="Gateway">{window.location.origin}</Fact>
          <Fact name="Client">
            <code>{props.clientId}</code>
          </Fact>
        </Facts>
      </section>
    </Page>
  )
}
