/** What a person should know of the link before, and after, the click: one sentence of what is and one of what to do. */
import { loginKey } from '@kachery-gateway/core/ids/login-key.ts'
import { createEffect, Match, on, Switch } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import type { Asked } from '../../data/use-answer.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SignInButton } from '../../ui/signed-in.tsx'
import type { CheckedLink, Link } from './check-link.ts'

interface VerdictProps {
  link: Link
  checked: Asked<CheckedLink>
  /** Registered by this page, just now. */
  done: boolean
}

export function Verdict(props: VerdictProps) {
  const session = useSession()
  const checked = () => props.checked.value()
  const owner = () => checked()?.registered?.ownerId
  const mine = () => session.me()?.labels.includes(loginKey(owner() ?? '')) === true
  let place: HTMLDivElement | undefined
  // The button that had the focus is gone.
  createEffect(
    on(
      () => props.done,
      done => {
        if (done) place?.focus()
      }
    )
  )
  return (
    <div role="status" tabindex="-1" ref={place}>
      <Switch
        fallback={
          <Notice severity="info" title="Checking the link">
            <p>Whether it is whole, and whether the client is registered already…</p>
          </Notice>
        }
      >
        <Match when={props.done || (owner() !== undefined && mine())}>
          <Notice severity="good" title={props.done ? 'The client is registered' : 'This client is yours already'}>
            <p>
              <strong>Go back to your terminal and press Enter.</strong> You can close this page.
            </p>
          </Notice>
        </Match>
        <Match when={owner() !== undefined && session.me()}>
          {me => (
            <Notice severity="bad" title="This client belongs to somebody else">
              <p>
                It is registered by <bdi>{owner()}</bdi>, and you are <bdi>{me().login}</bdi>. If it is on your own
                computer, make a new one beside it: set <code>KACHERY_CLOUD_DIR</code> to an empty folder, and run{' '}
                <code>kachery-cloud-init</code> again.
              </p>
            </Notice>
          )}
        </Match>
        <Match when={owner()}>
          {known => (
            <Notice severity="info" title="This client is registered already">
              <p>
                It belongs to <bdi>{known()}</bdi>. If that is you, go back to your terminal and press Enter.
              </p>
            </Notice>
          )}
        </Match>
        <Match when={checked()?.proven === false}>
          <Notice severity="bad" title="The link’s signature is wrong">
            <p>
              It was not made by this client, so nobody can register it with this link. Copy the whole link that
              kachery-cloud-init printed, or run it again for a new one.
            </p>
          </Notice>
        </Match>
        <Match when={props.checked.failure()?.code === 'zone.not_found'}>
          <Notice severity="bad" title={`There is no zone ${props.link.zone} here`}>
            <p>
              Check <code>KACHERY_ZONE</code> in your terminal, or ask whoever runs the zone for its name, and run{' '}
              <code>kachery-cloud-init</code> again.
            </p>
          </Notice>
        </Match>
        <Match when={props.checked.failure()}>
          {failure => <FailureNotice title="Couldn’t check the link" failure={failure()} again={props.checked.again} />}
        </Match>
        <Match when={checked() !== undefined && session.me() === null}>
          <Notice severity="info" title="Sign in to register it">
            <p>The link is in order. The client will be registered under your name. You’ll come back here.</p>
            <SignInButton />
          </Notice>
        </Match>
        <Match when={checked() !== undefined && session.me()}>
          <Notice severity="info" title="Register this client?">
            <p>
              The client can then do everything that you can do in zone <bdi>{props.link.zone}</bdi>: upload files,
              download them, and, if you administer the zone, delete them.
            </p>
            <p>
              Register it only if you ran kachery-cloud-init yourself just now; a link from somebody else lets them act
              as you. Keep the link to yourself: whoever opens it first can make the client theirs.
            </p>
          </Notice>
        </Match>
        <Match when={session.failure()}>
          {failure => <FailureNotice title="Couldn’t check your sign-in" failure={failure()} again={session.again} />}
        </Match>
      </Switch>
    </div>
  )
}
