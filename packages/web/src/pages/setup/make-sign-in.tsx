/** What GitHub is asked to make, and the one button that asks it. */
import { Show } from 'solid-js'
import { useAnswer } from '../../data/use-answer.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { CardSkeleton } from '../../ui/wait-for.tsx'

export function MakeSignIn(props: { token: string }) {
  const asked = useAnswer(() => ({
    key: ['POST /api/setup/sign-in', props.token],
    ask: (api, signal) => api('POST /api/setup/sign-in', { body: { token: props.token }, signal })
  }))
  return (
    <>
      <Show when={asked.failure()}>
        {failure => <FailureNotice title="Couldn’t open this link" failure={failure()} again={asked.again} />}
      </Show>
      <Show when={asked.failure() === undefined}>
        <Show when={asked.value()} fallback={<Loading />}>
          {form => (
            <>
              <section class="card" aria-labelledby="by-button">
                <h2 id="by-button">With one button</h2>
                <p>
                  Sign in to GitHub in this browser, then press the button. GitHub suggests a name for the app, which
                  you can change, and makes it. The app can only tell the gateway who somebody is. Its id and secret
                  come to the gateway by themselves.
                </p>
                <form method="post" action={form().formAction}>
                  <input type="hidden" name="manifest" value={form().manifest} />
                  <Button variant="primary" type="submit">
                    Make the app at GitHub
                  </Button>
                </form>
              </section>
              <section class="card" aria-labelledby="by-hand">
                <h2 id="by-hand">By hand instead</h2>
                <p>
                  <a href={form().oauthAppForm} target="_blank" rel="noreferrer">
                    Make an OAuth app
                  </a>{' '}
                  in GitHub’s form, which is filled in, and generate a client secret there. Give both to the gateway
                  with <code>npm run secret -- set GITHUB_CLIENT_ID</code>, then the same with{' '}
                  <code>GITHUB_CLIENT_SECRET</code>. Choose this if teams of GitHub organizations should read files: the
                  app of the button sees no teams.
                </p>
              </section>
            </>
          )}
        </Show>
      </Show>
    </>
  )
}

const Loading = () => (
  <>
    <p class="unseen" role="status">
      Loading…
    </p>
    <CardSkeleton />
  </>
)
