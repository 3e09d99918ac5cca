/** /account/sessions: what signing in told of one at GitHub, and the way out. */
import { Show } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { AccountFrame } from './account-frame.tsx'
import { GithubTeams } from './github-teams.tsx'
import { Sessions } from './sessions.tsx'

export default function SigningOutPage() {
  const session = useSession()
  return (
    <AccountFrame heading="Signing out">
      {me => (
        <>
          <Sessions me={me()} />
          <Show when={session.value()?.signInWithTeams}>
            <GithubTeams />
          </Show>
        </>
      )}
    </AccountFrame>
  )
}
