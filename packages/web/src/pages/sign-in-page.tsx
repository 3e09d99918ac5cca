/** /sign-in?problem&return: what went wrong while somebody signed in, and the way to begin anew. */
import { useSearchParams } from '@solidjs/router'
import { Match, Switch } from 'solid-js'
import { queryText } from '../data/page-address.ts'
import { signInAddress, useSession } from '../data/session.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'

/** By the gateway's codes; whatever else an address says is not repeated. */
const problems: Record<string, string> = {
  'sign_in.off':
    'Nobody can sign in to this gateway: its operator must give it the id and the secret of a GitHub OAuth app.',
  'sign_in.expired':
    'The sign-in took longer than 10 minutes, was used already or began in another browser, so it does not count.',
  'sign_in.refused': 'You did not let GitHub tell this gateway who you are, so you are not signed in.',
  'sign_in.misconfigured':
    'GitHub does not accept what this gateway says of itself. Its operator must check the OAuth app’s id, secret and callback address.',
  'auth.login_bound_elsewhere':
    'Your login belonged to another account when this gateway came to know it. Ask one of its administrators to free the login, under Users.',
  'store.unavailable': 'GitHub, or a store of this gateway, does not answer at the moment. Try again in a minute.'
}
const otherProblem = 'Something went wrong while you signed in, so you are not signed in. Try again in a minute.'

export default function SignInPage() {
  const [query] = useSearchParams()
  const session = useSession()
  const problem = () => queryText(query.problem)
  const back = () => queryText(query.return) || '/'
  return (
    <Page
      title="Sign in"
      heading="Sign in"
      lead="Signing in is for registering clients and for looking after zones. Loading public files works without."
    >
      <Switch>
        <Match when={problem() !== ''}>
          <Notice severity="warn" title="You are not signed in">
            <p>{problems[problem()] ?? otherProblem}</p>
          </Notice>
        </Match>
        <Match when={session.me()}>
          {me => (
            <Notice severity="good" title={`You are signed in as ${me().login}`}>
              <p>
                <a href="/account">My account</a>
              </p>
            </Notice>
          )}
        </Match>
      </Switch>
      <Switch>
        <Match when={session.value()?.signIn === false || problem() === 'sign_in.off'}>
          <p>
            <a class="button secondary" href="/">
              To the gateway’s first page
            </a>
          </p>
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
