/** The way out: here, or of every browser. */
import { createSignal } from 'solid-js'
import type { Me } from '../../data/session.tsx'
import { useChange } from '../../data/use-change.ts'
import { useSignOut } from '../../data/use-sign-out.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'

export function Sessions(props: { me: Me }) {
  const [asks, setAsks] = createSignal(false)
  const here = useSignOut()
  const everywhere = useChange({
    work: api => api('POST /api/me/sign-out-everywhere', {}),
    onDone: () => window.location.assign('/')
  })
  return (
    <section class="card" aria-labelledby="sessions-heading" id="sessions">
      <h2 id="sessions-heading">Signing out</h2>
      <p>
        You are signed in as <bdi>{props.me.login}</bdi>, for 12 hours at most.
      </p>
      <div class="form-acts">
        <Button busy={here.busy()} onClick={() => here.run(undefined)}>
          Sign out
        </Button>
        <Button look="danger" onClick={() => setAsks(true)}>
          Sign out everywhere
        </Button>
      </div>
      <Confirm
        open={asks()}
        title="Sign out everywhere?"
        act="Sign out everywhere"
        busy={everywhere.busy()}
        failure={everywhere.failure()}
        onAct={() => everywhere.run(undefined)}
        onClose={() => {
          setAsks(false)
          everywhere.reset()
        }}
      >
        <p>
          All browsers in which you are signed in are signed out within a minute, this one at once. Clients and API keys
          keep working.
        </p>
      </Confirm>
    </section>
  )
}
