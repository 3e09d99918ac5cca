/** The way in, for who is not signed in; as high while it is not known whether somebody is. */
import { Match, Switch } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { SignInButton } from '../../ui/signed-in.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

export function WhoIsHere() {
  const session = useSession()
  const known = () => session.value() !== undefined
  return (
    <section class="card who" aria-labelledby="who-heading" aria-busy={!known()}>
      <h2 id="who-heading">For your lab</h2>
      <p>Sign in to register clients and to manage your zones.</p>
      <Switch>
        <Match when={known()}>
          <SignInButton />
        </Match>
        <Match when={session.failure()}>
          <p class="hint">Couldn’t check whether people can sign in.</p>
        </Match>
        <Match when={true}>
          <p>
            <Skeleton width="medium" />
          </p>
        </Match>
      </Switch>
    </section>
  )
}
