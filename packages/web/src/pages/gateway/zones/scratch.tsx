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
import { type Sums, sumsOf, sumText } from './file-sums.ts'
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
  const [confirm, setConfirm] = createSignal('')
  const [sums, setSums] = createSignal<Sums>()
  const mark = useChange({
    work: (api, scratch: ReturnType<typeof scratchOf> | null) =>
      api('PATCH /api/zones/{zone}', {
        path: { zone: props.zone },
        body: { scratch, ...(sums() === undefined ? {} : { confirm: confirm().trim() }) }
      }).catch((error: unknown) => {
        setSums(sumsOf(error) ?? sums())
        throw error
      }),
    affects: () => [gatewayKeys.zones, zoneKeys.zone(props.zone)],
    done: (_, scratch) => `Zone ${props.zone} is ${scratch === null ? 'no longer' : 'now'} scratch`,
    onDone: () => props.onClose()
  })
  /** The refusal that asks for the name is shown as the field. */
  const confirmFailure = () => (mark.failure()?.code === 'zone.scratch_unconfirmed' ? undefined : mark.failure())
  return (
    <Dialog open title={`${props.zone} as a scratch zone`} onClose={props.onClose}>
      <p>
        <strong>Anyone</strong>, signed in or not, can then upload to {props.zone} within these limits. Files that are
        uploaded from then on are <strong>deleted when their days are over</strong>; files that are there already stay.
      </p>
      <Form
        act={props.isScratch ? 'Set the limits' : 'Make it scratch'}
        busy={mark.busy()}
        failure={sums() === undefined ? mark.failure() : confirmFailure()}
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
            longest={9}
          />
        ))}
        <Show when={sums()}>
          {known => (
            <>
              <p role="status">
                {sumText(known().there)} are there now; <strong>{sumText(known().going)} of them are deleted</strong>.
              </p>
              <Field
                label={`Type ${props.zone} to confirm`}
                value={confirm()}
                onInput={setConfirm}
                longest={100}
                autofocus
              />
            </>
          )}
        </Show>
      </Form>
    </Dialog>
  )
}
