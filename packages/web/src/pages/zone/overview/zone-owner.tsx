/** What a zone's owner does with the zone itself. */
import { useNavigate } from '@solidjs/router'
import { createSignal, Match, Switch } from 'solid-js'
import { zoneNameMistake } from '../../../data/page-address.ts'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { gatewayKeys } from '../../gateway/gateway-keys.ts'
import { RemoveZone } from '../remove-zone.tsx'

export function ZoneOwner(props: { zone: string; ownBucket: boolean }) {
  const navigate = useNavigate()
  const [doing, setDoing] = createSignal<'rename' | 'remove'>()
  const [name, setName] = createSignal(props.zone)
  const rename = useChange({
    work: (api, zone: string) => api('POST /api/zones/{zone}/name', { path: { zone: props.zone }, body: { zone } }),
    affects: () => [gatewayKeys.zones, ['GET /api/me/zones']],
    done: ({ zone }) => `Renamed the zone to ${zone}`,
    onDone: ({ zone }) => navigate(`/zone/${zone}`)
  })
  const [mistake, setMistake] = createSignal<string>()
  const send = () => {
    const zone = name().trim()
    setMistake(zoneNameMistake(zone))
    if (mistake() === undefined) rename.run(zone)
  }
  const close = () => {
    setMistake(undefined)
    rename.reset()
    setDoing(undefined)
  }
  return (
    <p class="card-more line-acts">
      <Button variant="ghost" onClick={() => setDoing('rename')}>
        Rename zone
      </Button>
      <Button variant="ghost" onClick={() => setDoing('remove')}>
        Remove zone
      </Button>
      <Switch>
        <Match when={doing() === 'rename'}>
          <Dialog open title={`Rename ${props.zone}`} onClose={close}>
            <p>
              You can rename a zone while it has no files, clients or resources. Its settings come along; links to its
              pages change.
            </p>
            <Form act="Rename zone" busy={rename.busy()} failure={rename.failure()} onSend={send}>
              <Field
                label="New name"
                value={name()}
                onInput={setName}
                mistake={mistake()}
                longest={100}
                required
                code
              />
            </Form>
          </Dialog>
        </Match>
        <Match when={doing() === 'remove'}>
          <RemoveZone
            zone={props.zone}
            ownBucket={props.ownBucket}
            onDone={() => navigate('/account/zones')}
            onClose={close}
          />
        </Match>
      </Switch>
    </p>
  )
}
