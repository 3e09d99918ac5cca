/**
 * /sign-in?problem&return: what went wrong while somebody signed in, and the way to start again. /sign-in?state: where a
 * gateway that asks for a name leads.
 */
import { A, useSearchParams } from '@solidjs/router'
import { Match, Switch } from 'solid-js'
import { placeOf } from '../data/base-path.ts'
import { queryText } from '../data/page-address.ts'
import { signInAddress, useSession } from '../data/session.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { CardSkeleton } from '../ui/wait-for.tsx'
import { NameForm } from './sign-in/name-form.tsx'

/** By the gateway's codes; whatever else an address says is not repeated. */
const problems: Record<string, string> = {
  'sign_in.off':
    'Nobody can sign in to this gateway yet. Its operator must set the id and the secret of a GitHub OAuth app. A gateway on one machine asks just for a name while PUBLIC_URL lets nobody else reach it.',
  'sign_in.expired':
    'The sign-in took longer than 10 minutes, was used already or began in another browser, so it does not count.',
  'sign_in.refused': 'You didn’t allow GitHub to tell this gateway who you are, so you aren’t signed in.',
  'sign_in.misconfigured':
    'GitHub doesn’t accept this gateway’s OAuth app. Its operator must check the OAuth app’s id, secret and callback address.',
  'auth.login_bound_elsewhere':
    'This gateway knows your login as another account’s. Ask one of its administrators to release the login, under Users.',
  'auth.login_blocked': 'Your login is blocked on this gateway. Ask one of its administrators.',
  'store.unavailable': 'GitHub or a store of this gateway isn’t responding. Try again in a minute.'
}
const otherProblem = 'Something went wrong, so you aren’t signed in. Try again in a minute.'

export default function SignInPage() {
  const [query] = useSearchParams()
  const session = useSession()
  const problem = () => queryText(query.problem)
  const back = () => placeOf(queryText(query.return) || '/')
  const state = () => queryText(query.state)
  const asksName = () => state() !== '' && session.value()?.signInByName === true
  return (
    <Page
      title="Sign in"
      heading="Sign in"
      lead="Sign in to register clients and to manage zones. You don’t need to sign in to load public files."
    >
      <Switch>
        <Match when={problem() !== ''}>
          <Notice severity="warn" title="You aren’t signed in">
            <p>{problems[problem()] ?? otherProblem}</p>
          </Notice>
        </Match>
        <Match when={session.me()}>
          {me => (
            <Notice severity="good" title={`You are signed in as ${me().login}`}>
              <p>
                <A href="/account">My account</A>
              </p>
            </Notice>
          )}
        </Match>
      </Switch>
      <Switch>
        <Match when={session.value()?.signIn === false || problem() === 'sign_in.off'}>
          <p>
            <A class="button secondary" href="/">
              To the gateway’s first page
            </A>
          </p>
        </Match>
        <Match when={asksName()}>
          <NameForm state={state()} />
        </Match>
        <Match when={state() !== '' && session.asking() && session.value() === undefined}>
          <CardSkeleton />
        </Match>
        <Match when={!session.me()}>
          <p>
            {/* With a target, the router leaves it to the browser. */}
            <a class="button primary" href={signInAddress(back())} target="_self">
              {problem() === '' ? 'Sign in' : 'Sign in again'}
            </a>
          </p>
        </Match>
      </Switch>
    </Page>
  )
}
