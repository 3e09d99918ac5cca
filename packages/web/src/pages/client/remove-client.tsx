/** Takes a client from its zone: its owner may, and the zone's administrators. Asks once. */
import { useNavigate } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { useAnswer } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type ClientAddress, clientKey, type KnownClient } from './use-client.ts'

export function RemoveClient(props: { about: ClientAddress; client: KnownClient }) {
  const navigate = useNavigate()
  const session = useSession()
  const [asks, setAsks] = createSignal(false)
  // Who administers the zone is told of it; nobody else is offered what would be refused.
  const zone = useAnswer(() => ({
    key: props.client.mine ? undefined : ['GET /api/zones/{zone}', props.about.zone],
    ask: (api, signal) => api('GET /api/zones/{zone}', { path: { zone: props.about.zone }, signal })
  }))
  const may = () => session.me() != null && (props.client.mine || zone.value() !== undefined)
  const remove = useChange({
    work: (api, about: ClientAddress) => api('DELETE /api/zones/{zone}/clients/{clientId}', { path: { ...about } }),
    affects: about => [clientKey(about), ['GET /api/me/clients'], ['GET /api/zones/{zone}/clients', about.zone]],
    done: 'Removed the client',
    onDone: () => {
      setAsks(false)
      navigate(props.client.mine ? '/account' : `/zone/${props.about.zone}/clients`)
    }
  })
  const name = () => props.client.label || 'without a label'
  return (
    <Show when={may()}>
      <section class="card" aria-labelledby="remove-heading">
        <h2 id="remove-heading">Remove it</h2>
        <p>
          It can no longer store files here, and can only load files that are public. Files that it stored stay. Its
          owner can register it again.
        </p>
        <Button variant="danger" onClick={() => setAsks(true)}>
          Remove client
        </Button>
        <Confirm
          open={asks()}
          title={`Remove client ${name()}?`}
          act="Remove client"
          busy={remove.busy()}
          failure={remove.failure()}
          onConfirm={() => remove.run({ ...props.about })}
          onClose={() => {
            setAsks(false)
            remove.reset()
          }}
        >
          <p>
            Within a minute, programs that use it in zone {props.about.zone} can store nothing any more. Files stay as
            they are.
          </p>
        </Confirm>
      </section>
    </Show>
  )
}
