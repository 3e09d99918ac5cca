/**
 * /setup#token: the link that npm run setup prints. GitHub makes the gateway's sign-in at the press of a button, and leads
 * back to /setup?done, or to /setup?problem where it came to nothing.
 */
import { useLocation, useSearchParams } from '@solidjs/router'
import { Match, Switch } from 'solid-js'
import { queryText } from '../data/page-address.ts'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { MakeSignIn } from './setup/make-sign-in.tsx'
import { SignInMade } from './setup/sign-in-made.tsx'

/** By the gateway's codes; whatever else an address says is not repeated. */
const problems: Record<string, string> = {
  'setup.link_refused':
    'This link doesn’t work, or not any more: it is good for an hour, once, in the browser that opened it. Run npm run setup again for a new one.',
  'setup.done':
    'This gateway has its GitHub sign-in already. To give it another one, run npm run setup with --sign-in.',
  'setup.off': 'This gateway takes the id and the secret of its GitHub sign-in from its configuration.',
  'setup.code_refused':
    'GitHub doesn’t say that it made an app for this gateway, so nothing was changed. Run npm run setup again for a new link.',
  'setup.not_kept':
    'GitHub made the app, but its id and secret couldn’t be kept. Delete the app at GitHub, and run npm run setup again for a new link.',
  'store.unavailable':
    'GitHub isn’t responding, so its id and secret didn’t come. If GitHub made the app, delete it there. Run npm run setup again for a new link.'
}
const otherProblem = 'Something went wrong, so nothing was set up. Run npm run setup again for a new link.'
const incomplete =
  'Copy the link once more from the terminal in which npm run setup printed it, up to its last character.'

export default function SetupPage() {
  const [query] = useSearchParams()
  const location = useLocation()
  const token = () => location.hash.slice(1)
  const problem = () => queryText(query.problem)
  return (
    <Page
      title="Set up signing in"
      heading="Set up signing in"
      lead="People sign in to this gateway with GitHub. For that, GitHub needs to know the gateway as an app."
    >
      <Switch>
        <Match when={query.done !== undefined}>
          <SignInMade />
        </Match>
        <Match when={problem() !== ''}>
          <Notice severity="warn" title="Signing in isn’t set up">
            <p>{problems[problem()] ?? otherProblem}</p>
          </Notice>
        </Match>
        <Match when={!/^[0-9a-f]{64}$/.test(token())}>
          <Notice severity="warn" title="This link is incomplete">
            <p>{incomplete}</p>
          </Notice>
        </Match>
        <Match when={true}>
          <MakeSignIn token={token()} />
        </Match>
      </Switch>
    </Page>
  )
}
