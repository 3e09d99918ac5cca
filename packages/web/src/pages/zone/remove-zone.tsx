/** Removing a zone from the gateway: asked once, and where it has files its name is typed. */
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { gatewayKeys } from '../gateway/gateway-keys.ts'
import { type FileSum, goingOf, sumText } from '../gateway/zones/file-sums.ts'

interface RemoveZoneProps {
  zone: string
  ownBucket: boolean
  onDone(): void
  onClose(): void
}

export function RemoveZone(props: RemoveZoneProps) {
  const [there, setThere] = createSignal<FileSum>()
  const [typed, setTyped] = createSignal('')
  const remove = useChange({
    work: (api, confirm: string) =>
      api('DELETE /api/zones/{zone}', {
        path: { zone: props.zone },
        query: there() === undefined ? {} : { confirm }
      }).catch((error: unknown) => {
        setThere(goingOf(error) ?? there())
        throw error
      }),
    affects: () => [gatewayKeys.zones, ['GET /api/me/zones'], ['GET /api/me']],
    done: () => `Removed zone ${props.zone}`,
    onDone: () => props.onDone()
  })
  const asked = () => (remove.failure()?.code === 'zone.removal_unconfirmed' ? undefined : remove.failure())
  return (
    <Confirm
      open
      title={`Remove zone ${props.zone} from this gateway?`}
      act="Remove zone"
      busy={remove.busy()}
      failure={asked()}
      onConfirm={() => remove.run(typed().trim())}
      onClose={props.onClose}
    >
      <p>
        Within a minute nobody can store, find or load files of {props.zone} through this gateway.{' '}
        <strong>The bucket stays as it is</strong>: no file in it is deleted.
      </p>
      <p>
        <Show
          when={props.ownBucket}
          fallback="Once it has files, only a gateway administrator can add it again with them."
        >
          The gateway forgets its credentials. To have it back, add it again with the same bucket.
        </Show>
      </p>
      <Show when={there()}>
        {sum => (
          <>
            <p role="status">
              <strong>
                {props.zone} has {sumText(sum())}.
              </strong>
            </p>
            <Field label={`Type ${props.zone} to confirm`} value={typed()} onInput={setTyped} longest={100} autofocus />
          </>
        )}
      </Show>
    </Confirm>
  )
}
