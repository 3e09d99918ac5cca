/** Marking a zone as scratch: anyone may upload there, within limits, and files go after a while. */
import { createSignal, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { zoneKeys } from '../../zone/zone-keys.ts'
import { gatewayKeys } from '../gateway-keys.ts'
import { type ScratchForm, scratchMistakes, scratchOf, usualScratch } from './scratch-limits.ts'

const fields = [
  ['fileMB', 'Largest file, MB'],
  ['filesPerDay', 'Files a day'],
  ['dayGB', 'GB a day'],
  ['retentionDays', 'Files stay, days']
] as const satisfies readonly (readonly [keyof ScratchForm, string])[]

export function Scratch(props: { zone: string; isScratch: boolean; onClose(): void }) {
  const [form, setForm] = createStore<ScratchForm>({ ...usualScratch })
  const [mistakes, setMistakes] = createSignal<ReturnType<typeof scratchMistakes>>({})
  const mark = useChange({
    work: (api, scratch: ReturnType<typeof scratchOf> | null) =>
      api('PATCH /api/zones/{zone}', { path: { zone: props.zone }, body: { scratch } }),
    affects: () => [gatewayKeys.zones, zoneKeys.zone(props.zone)],
    done: (_, scratch) => `Zone ${props.zone} is ${scratch === null ? 'no longer' : 'now'} scratch`,
    onDone: () => props.onClose()
  })
  return (
    <Dialog open title={`${props.zone} as a scratch zone`} onClose={props.onClose}>
      <p>
        <strong>Anyone</strong>, signed in or not, may then upload to {props.zone} within these limits. Every file there
        is deleted when its days are over, <strong>those that are there already too</strong>.
      </p>
      <Form
        act={props.isScratch ? 'Set the limits' : 'Make it scratch'}
        busy={mark.busy()}
        failure={mark.failure()}
        onSend={() => {
          const wrong = scratchMistakes(form)
          setMistakes(wrong)
          if (Object.keys(wrong).length === 0) mark.run(scratchOf(form))
        }}
        beside={
          <Show when={props.isScratch}>
            <Button busy={mark.busy()} onClick={() => mark.run(null)}>
              No longer scratch
            </Button>
          </Show>
        }
      >
        {fields.map(([key, label]) => (
          <Field
            label={label}
            value={form[key]}
            onInput={value => {
              setForm(key, value)
              setMistakes({})
            }}
            mistake={mistakes()[key]}
            maxLength={9}
          />
        ))}
      </Form>
    </Dialog>
  )
}
