/** /account/zones: the zones where one can do something. */
import { Show } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { AccountFrame } from './account-frame.tsx'
import { GithubTeams } from './github-teams.tsx'
import { MyZones } from './my-zones.tsx'

export default function ZonesPage() {
  const session = useSession()
  return (
    <AccountFrame heading="Zones">
      {me => (
        <>
          <MyZones me={me()} />
          <Show when={session.value()?.signInWithTeams}>
            <GithubTeams />
          </Show>
        </>
      )}
    </AccountFrame>
  )
}
