/** The way out: here, or of every browser, then with the API keys or without. */
import { createSignal, Show } from 'solid-js'
import { placeOf } from '../../data/base-path.ts'
import type { Me } from '../../data/session.tsx'
import { useChange } from '../../data/use-change.ts'
import { useSignOut } from '../../data/use-sign-out.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'

export function Sessions(props: { me: Me }) {
  const [asks, setAsks] = createSignal(false)
  const here = useSignOut()
  const [revokes, setRevokes] = createSignal(false)
  const everywhere = useChange({
    work: async api => {
      // First: without a session nobody can revoke them.
      if (revokes()) await api('DELETE /api/me/api-keys', {})
      return api('POST /api/me/sign-out-everywhere', {})
    },
    onDone: () => window.location.assign(placeOf('/'))
  })
  return (
    <section class="card" aria-labelledby="sessions-heading" id="sessions">
      <h2 id="sessions-heading">Signing out</h2>
      <p>
        You are signed in as <bdi>{props.me.login}</bdi>, for 12 hours at most. Signing out ends this browser’s session
        within a minute, also where its cookie was copied to. Your clients and your API keys keep working.
      </p>
      <div class="form-acts">
        <Button busy={here.busy()} onClick={() => here.run(undefined)}>
          Sign out
        </Button>
        <Button variant="danger" onClick={() => setAsks(true)}>
          Sign out everywhere
        </Button>
      </div>
      <Confirm
        open={asks()}
        title="Sign out everywhere?"
        act="Sign out everywhere"
        busy={everywhere.busy()}
        failure={everywhere.failure()}
        onConfirm={() => everywhere.run(undefined)}
        onClose={() => {
          setAsks(false)
          everywhere.reset()
        }}
      >
        <p>
          Signs you out in all browsers within a minute, and here at once. Your clients keep working; you can remove
          them under My clients.
        </p>
        <Show when={props.me.apiKeys > 0}>
          <label>
            <input type="checkbox" checked={revokes()} onChange={event => setRevokes(event.currentTarget.checked)} />{' '}
            Revoke my API keys, too. Otherwise they keep working.
          </label>
        </Show>
      </Confirm>
    </section>
  )
}
