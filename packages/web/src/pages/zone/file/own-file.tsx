/** One's own file: who can read it, from when on anyone can, what it is called; and giving it up. */
import { useNavigate } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Select } from '../../../ui/select.tsx'
import { type ListedFile, visibilityText } from '../../files/listed-file.tsx'
import { zoneKeys } from '../zone-keys.ts'
import { fileKey } from './file-key.ts'

const kinds = ['zone', 'private', 'team', 'public'] as const
type Kind = (typeof kinds)[number]

/** In UTC, as the field has it. */
const dayOf = (until: number | null) => (until === null ? '' : new Date(until).toISOString().slice(0, 10))

export function OwnFile(props: { of: ListedFile }) {
  const navigate = useNavigate()
  const path = () => ({ zone: props.of.zone, hash: props.of.hash })
  const [kind, setKind] = createSignal<Kind>(kinds.find(kind => props.of.visibility.startsWith(kind)) ?? 'zone')
  const [team, setTeam] = createSignal(props.of.visibility.replace(/^team |^.*$/, ''))
  const [until, setUntil] = createSignal(dayOf(props.of.until))
  const [name, setName] = createSignal(props.of.name ?? '')
  const [leaving, setLeaving] = createSignal(false)
  const affects = () => [fileKey(props.of), ['GET /api/files'], zoneKeys.files(props.of.zone)]
  const save = useChange({
    work: (api, _: undefined) =>
      api('PATCH /api/zones/{zone}/files/{hash}', {
        path: path(),
        body: {
          visibility: kind() === 'team' ? `team ${team().trim()}` : (kind() as Exclude<Kind, 'team'>),
          until: until() === '' ? null : Date.parse(until()),
          name: name()
        }
      }),
    affects,
    done: 'Saved; it counts within a minute'
  })
  const leave = useChange({
    work: (api, _: undefined) => api('DELETE /api/zones/{zone}/files/{hash}', { path: path() }),
    affects,
    done: 'The file is no longer yours',
    onDone: () => navigate('/files')
  })
  return (
    <section class="card" aria-labelledby="own-heading">
      <div class="card-head">
        <h2 id="own-heading">Your file</h2>
        <Button variant="ghost" onClick={() => setLeaving(true)}>
          Give it up
        </Button>
      </div>
      <Form act="Save" busy={save.busy()} failure={save.failure()} onSend={() => save.run(undefined)}>
        <Select
          label="Who can read it"
          value={kind()}
          options={kinds.map(value => ({ value, label: value === 'team' ? 'A team' : visibilityText(value) }))}
          onChoose={chosen => setKind(kinds.find(one => one === chosen) ?? 'zone')}
        />
        <Show when={kind() === 'team'}>
          <Field label="Team" value={team()} onInput={setTeam} hint="As the zone’s administrators call it." required />
        </Show>
        <Field
          label="Public from"
          type="date"
          value={until()}
          onInput={setUntil}
          hint="Anyone can read it from that day on (UTC). Leave it empty for never."
        />
        <Field label="Name" value={name()} onInput={setName} longest={200} hint="By which people find it in lists." />
      </Form>
      <p class="hint">Storage URLs that were issued before keep working for up to an hour.</p>
      <Confirm
        open={leaving()}
        title="Give this file up?"
        act="Give it up"
        busy={leave.busy()}
        failure={leave.failure()}
        onConfirm={() => leave.run(undefined)}
        onClose={() => {
          leave.reset()
          setLeaving(false)
        }}
      >
        <p>It leaves your lists. If nobody else has it, its content moves to the zone’s trash.</p>
      </Confirm>
    </section>
  )
}
