/** What only somebody who is signed in can use; others are told so, sign in, and come back here. */
import { useLocation } from '@solidjs/router'
import { type JSX, Match, Switch } from 'solid-js'
import { type Me, signInAddress, useSession } from '../data/session.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { Notice } from './notice.tsx'

interface SignedInProps {
  /** As high as what will stand here. */
  fallback: JSX.Element
  /** What signing in is for: "to see your clients". */
  for: string
  children: (me: () => Me) => JSX.Element
}

export function SignedIn(props: SignedInProps) {
  const session = useSession()
  return (
    <Switch fallback={props.fallback}>
      <Match when={session.me()}>{me => props.children(me)}</Match>
      <Match when={session.me() === null}>
        <Notice severity="info" title={`Sign in ${props.for}`}>
          <SignInButton />
        </Notice>
      </Match>
      <Match when={session.failure()}>
        {failure => <FailureNotice title="Couldn’t check your sign-in" failure={failure()} again={session.again} />}
      </Match>
    </Switch>
  )
}

/** Leads to where one signs in, and back to this page; where nobody can, it says so. */
export function SignInButton() {
  const session = useSession()
  const location = useLocation()
  return (
    <Switch>
      <Match when={session.value()?.signIn === false}>
        <p>
          Nobody can sign in to this gateway yet. Its operator must set the id and the secret of a GitHub OAuth app.
        </p>
      </Match>
      <Match when={true}>
        <p>
          {/* With a target, the router leaves it to the browser. */}
          <a class="button primary" href={signInAddress(`${location.pathname}${location.search}`)} target="_self">
            Sign in
          </a>
        </p>
      </Match>
    </Switch>
  )
}
