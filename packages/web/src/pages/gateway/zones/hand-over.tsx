/** Giving a zone to somebody else. */
import { createSignal } from 'solid-js'
import { useChange } from '../../../data/use-change.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { zoneKeys } from '../../zone/zone-keys.ts'
import { gatewayKeys } from '../gateway-keys.ts'

export function HandOver(props: { zone: string; ownerId: string | null; onClose(): void }) {
  const [owner, setOwner] = createSignal('')
  const [mistake, setMistake] = createSignal<string>()
  const give = useChange({
    work: (api, ownerId: string) => api('PATCH /api/zones/{zone}', { path: { zone: props.zone }, body: { ownerId } }),
    affects: () => [gatewayKeys.zones, zoneKeys.zone(props.zone)],
    done: (_, ownerId) => `Zone ${props.zone} is ${ownerId}’s`,
    onDone: () => props.onClose()
  })
  return (
    <Dialog open title={`Hand over ${props.zone}`} onClose={props.onClose}>
      <p>
        The new owner administers the zone within a minute; <bdi>{props.ownerId ?? 'the owner until now'}</bdi> no
        longer does, unless the zone’s settings say so. Files, clients and settings stay.
      </p>
      <Form
        act="Hand over"
        busy={give.busy()}
        failure={give.failure()}
        onSend={() => {
          const ownerId = owner().trim().replace(/^@/, '')
          setMistake(ownerId === '' ? 'Write the GitHub login of the new owner.' : undefined)
          if (ownerId !== '') give.run(ownerId)
        }}
      >
        <Field
          label="New owner"
          value={owner()}
          onInput={text => {
            setOwner(text)
            setMistake(undefined)
          }}
          mistake={mistake()}
          placeholder="GitHub login"
          maxLength={100}
          autofocus
        />
      </Form>
    </Dialog>
  )
}
