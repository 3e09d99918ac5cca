/** The API key of the second generation of clients: made, shown once, replaced, revoked. */

import { createSignal, Match, Show, Switch } from 'solid-js'
import type { Me } from '../../data/session.tsx'
import { sessionKey } from '../../data/session-key.ts'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { Time } from '../../ui/time.tsx'
import { ShownOnce } from './shown-once.tsx'

export function ApiKey(props: { me: Me }) {
  const [asks, setAsks] = createSignal<'replace' | 'revoke'>()
  const [shown, setShown] = createSignal<string>()
  const make = useChange({
    work: (api, _: undefined) => api('POST /api/me/api-key', {}),
    affects: () => [sessionKey],
    onDone: ({ apiKey }) => {
      setAsks(undefined)
      setShown(apiKey)
    }
  })
  const revoke = useChange({
    work: (api, _: undefined) => api('DELETE /api/me/api-key', {}),
    affects: () => [sessionKey],
    done: 'Revoked the API key',
    onDone: () => {
      setAsks(undefined)
      setShown(undefined)
    }
  })
  const close = () => {
    setAsks(undefined)
    make.reset()
    revoke.reset()
  }
  return (
    <section class="card" aria-labelledby="key-heading" id="api-key">
      <div class="card-head">
        <h2 id="key-heading">My API key</h2>
        <Show when={props.me.apiKey === null}>
          <Button busy={make.busy()} onClick={() => make.run(undefined)}>
            Make an API key
          </Button>
        </Show>
      </div>
      <p class="hint">
        For programs that use the package <code>kachery</code> 2: whoever has the key acts as you. It is not needed for{' '}
        <code>kachery-cloud</code>.
      </p>
      <Refusal of={asks() === undefined ? make.failure() : undefined} />
      <Show when={shown()}>{key => <ShownOnce apiKey={key()} onDone={() => setShown(undefined)} />}</Show>
      <Switch>
        <Match when={props.me.apiKey}>
          {key => (
            <div class="row-acts">
              <p>
                Made <Time at={key().createdAt} />. It is not shown again.
              </p>
              <div class="form-acts">
                <Button onClick={() => setAsks('replace')}>Replace</Button>
                <Button variant="danger" onClick={() => setAsks('revoke')}>
                  Revoke
                </Button>
              </div>
            </div>
          )}
        </Match>
        <Match when={shown() === undefined}>
          <p>You have none.</p>
        </Match>
      </Switch>
      <Confirm
        open={asks() === 'replace'}
        title="Replace your API key?"
        act="Replace API key"
        busy={make.busy()}
        failure={make.failure()}
        onConfirm={() => make.run(undefined)}
        onClose={close}
      >
        <p>Programs that use the current key stop working within a minute, until you give them the new one.</p>
      </Confirm>
      <Confirm
        open={asks() === 'revoke'}
        title="Revoke your API key?"
        act="Revoke API key"
        busy={revoke.busy()}
        failure={revoke.failure()}
        onConfirm={() => revoke.run(undefined)}
        onClose={close}
      >
        <p>Programs that use it stop working within a minute. You can make a new one at any time.</p>
      </Confirm>
    </section>
  )
}
